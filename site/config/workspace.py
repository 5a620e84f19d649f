"""After signing in: to the room where this person works."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from organisations import access
from organisations.roles import Workspace


@login_required
def workspace(request: HttpRequest) -> HttpResponse:
    rooms = access.workspaces(request.user)
    if Workspace.DESK in rooms:
        return redirect("desk:home")
    if Workspace.REPORTS in rooms:
        return redirect("desk:reports")
    if Workspace.PARTNERS in rooms:
        return redirect("/partners/")
    return redirect("wagtailadmin_home" if Workspace.PAGES in rooms else "/my/")
