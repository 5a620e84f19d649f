"""Pages of the office: the frame of every workspace, with the office's rail."""

from typing import Any

from django.http import HttpResponse

from desk.sections import RAIL
from workspace import frame
from workspace.door import SignedIn


def page(request: SignedIn, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    return frame.page(request, RAIL, f"desk/{template}", context, status=status)
