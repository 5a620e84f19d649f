"""Pages of partners: the frame of every workspace, with the partners' rail."""

from typing import Any

from django.http import HttpResponse

from partners.sections import RAIL
from workspace import frame
from workspace.door import SignedIn


def page(
    request: SignedIn, template: str, context: dict[str, Any] | None = None, *, section: str = "", status: int = 200
) -> HttpResponse:
    """`section` is the name of the rail's entry to mark, where the page's own name does not tell."""
    return frame.page(request, RAIL, f"partners/{template}", context, section=_entry(section), status=status)


def answer(
    request: SignedIn, template: str, context: dict[str, Any], *, section: str = "", status: int = 200
) -> HttpResponse:
    """A page with forms: 422 when one is shown again because of its errors."""
    return frame.answer(request, RAIL, f"partners/{template}", context, section=_entry(section), status=status)


def _entry(section: str) -> str:
    return f"partners:{section}" if section else ""
