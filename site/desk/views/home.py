"""A1 今日待办."""

from django.http import HttpResponse
from django.shortcuts import redirect

from desk.frame import page
from desk.sections import RAIL
from desk.views.door import staff_only
from organisations import access
from organisations.notices import unread
from organisations.permissions import Permission as P
from workspace.door import SignedIn
from workspace.frame import viewer_of
from workspace.today import today

NEWEST = 5  # on the first page; the rail says how many there are


@staff_only
def home(request: SignedIn) -> HttpResponse:
    """Grassroots workers start at their reports; everybody else at what needs them."""
    viewer = viewer_of(request)
    if not viewer.may(RAIL.home.permission):
        stations = access.has_permission(request.user, P.KEEP_STAYS)
        return redirect("desk:stations" if stations else "desk:reports")
    waiting = today(RAIL, viewer, request.GET.get("page"))
    return page(request, "home.html", {"waiting": waiting, "notifications": unread(request.user)[:NEWEST]})
