"""After signing in: to the room where this person works."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from organisations import access
from organisations.roles import Workspace
from workspace.door import SignedIn, signed_in
from workspace.frame import rail_of


def pages_door(request: HttpRequest) -> HttpResponse:
    """Wagtail sends people here when it does not let them in: to sign in, or, when they have, to a plain refusal."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or "/cms/")


@signed_in
def workspace(request: SignedIn) -> HttpResponse:
    rail = rail_of(request.user)
    if not rail.roles and Workspace.PAGES in access.workspaces(request.user):
        return redirect("wagtailadmin_home")
    return redirect(rail.home.name)
