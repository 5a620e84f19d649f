"""After signing in: to the room where this person works."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from organisations import access
from organisations.roles import Workspace
from workspace.door import signed_in


def pages_door(request: HttpRequest) -> HttpResponse:
    """Wagtail sends people here when it does not let them in: to sign in, or, when they have, to a plain refusal."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or "/cms/")


@signed_in
def workspace(request: HttpRequest) -> HttpResponse:
    rooms = access.workspaces(request.user)
    if Workspace.DESK in rooms:
        return redirect("desk:home")
    if Workspace.REPORTS in rooms:
        return redirect("desk:reports")
    if Workspace.PARTNERS in rooms:
        return redirect("partners:home")
    return redirect("wagtailadmin_home" if Workspace.PAGES in rooms else "portal:my")
