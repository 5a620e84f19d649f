"""One way from a form through a service back to a page: the view says what, this says how."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form

from common.errors import Refusal


def attempt(request, form: Form, call: Callable[[dict], object], done: str = "") -> bool:
    """Run `call(cleaned_data)` if the form is valid; a refusal becomes an error at its field. True when it happened."""
    if not form.is_valid():
        return False
    try:
        call(form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True


def attempt_plain(request, call: Callable[[], object], done: str = "") -> bool:
    """For buttons without fields: a refusal is shown as a message."""
    try:
        call()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True
