"""One way from a form through a service back to a page: the view says what, this says how."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from common.errors import Refusal

Service = Callable[..., object]  # what a table of verbs leads to: called with what its form says


def attempt(request: HttpRequest, form: Form, call: Callable[[dict[str, Any]], object], done: str = "") -> bool:
    """Run `call(cleaned_data)` if the form is valid; a refusal stands at its field. True when it happened."""
    if not form.is_valid():
        return False
    try:
        call(form.cleaned_data)
    except Refusal as refusal:
        form.add_error(field_of(form, refusal), str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True


def attempt_plain(request: HttpRequest, call: Callable[[], object], done: str = "") -> bool:
    """For buttons without fields: a refusal is shown as a message."""
    try:
        call()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True


def field_of(form: Form, refusal: Refusal) -> str | None:
    """Services speak of `amount` or of the column `amount_fen`; a form has one of them."""
    name = refusal.field or ""
    candidates = (name, f"{name}_fen", name.removesuffix("_fen"))
    return next((one for one in candidates if one and one in form.fields), None)
