"""Showing on request what a page keeps masked: a reason, one disclosure, or a form that says why not."""

from collections.abc import Callable
from typing import Any

from common.errors import Refusal
from desk.forms.reveal import RevealForm
from privacy.limits import LimitReached
from privacy.responses import TOO_MANY
from workspace.door import SignedIn

REFUSED = 422


def reveal_or_form(request: SignedIn, open_: Callable[[str], Any]) -> tuple[Any, RevealForm]:
    """What `open_` showed for the chosen reason, or None; and the form, with what was chosen and why nothing was shown."""
    form = RevealForm(request.POST)
    if not form.is_valid():
        return None, form
    try:
        return open_(form.cleaned_data["reason"]), form
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        form.limit_reached = isinstance(refusal, LimitReached)
        return None, form


def status_of(form: RevealForm) -> int:
    return 200 if not form.errors else TOO_MANY if form.limit_reached else REFUSED
