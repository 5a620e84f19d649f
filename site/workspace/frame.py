"""What surrounds every page of a workspace: who I am, where I may go, and how much of it needs me."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string

from organisations import access
from organisations.models import User
from organisations.permissions import Permission
from organisations.roles import ROLES
from workspace.counts import Counts, counts
from workspace.door import SignedIn
from workspace.sections import Rail, Viewer

REFUSED = 422


def page(
    request: SignedIn,
    rail: Rail,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    section: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render inside the workspace. `section` is the URL name of the entry to mark, where the page's own name does not
    tell. A page that failed a form answers 422, so that htmx and tests can tell."""
    surroundings = {**frame(request, rail, section), "refused": status == REFUSED}
    return render(request, template, {**surroundings, **(context or {})}, status=status)


def answer(
    request: SignedIn, rail: Rail, template: str, context: dict[str, Any], *, section: str = "", status: int = 200
) -> HttpResponse:
    """A page with forms: 422 when one is shown again because of its errors, otherwise `status`."""
    forms = [one for one in context.values() if isinstance(one, BaseForm)]
    failed = any(form.is_bound and form.errors for form in forms)
    return page(request, rail, template, context, section=section, status=REFUSED if failed else status)


def frame(request: SignedIn, rail: Rail, section: str = "") -> dict[str, Any]:
    viewer = viewer_of(request)
    found = counts(rail, viewer)
    return {
        "workspace_title": rail.title,
        "workspace_url": rail.home.url,
        "whoami": _whoami(viewer.user, rail),
        "rail": _entries(request, rail, viewer, found, section),
        "unread": found.unread,
        "now": viewer.now,
        "today": viewer.today,
        "can": {one.value: access.has_permission(viewer.user, one) for one in Permission},
    }


def viewer_of(request: SignedIn) -> Viewer:
    """This request's own, kept on it: the rail and the page it surrounds speak of one moment."""
    if not hasattr(request, "workspace_viewer"):
        request.workspace_viewer = Viewer(request.user, timezone.now())
    return request.workspace_viewer


@lru_cache
def rails() -> tuple[Rail, ...]:
    """Every workspace, in the order in which a person who works in several starts; the last one is for everybody."""
    return tuple(import_string(path) for path in settings.WORKSPACE_RAILS)


def rail_of(user: User) -> Rail:
    """Where this person works: the frame of pages that all workspaces share."""
    mine = access.workspaces(user)
    return next(rail for rail in rails() if not rail.roles or rail.roles & mine)


def _entries(request: SignedIn, rail: Rail, viewer: Viewer, found: Counts, section: str) -> list[dict[str, Any]]:
    """Only the sections that this person may enter; the count says what needs them."""
    here = section or (request.resolver_match.view_name if request.resolver_match else "")
    return [
        {
            "label": one.label,
            "url": one.url,
            "icon": one.icon,
            "count": found.of(rail, one),
            "current": one.holds(here),
        }
        for one in rail.sections_for(viewer)
    ]


def _whoami(user: User, rail: Rail) -> str:
    """Where and as what this person works here; a Chinese name has no spaces, so without word joiners a narrow rail
    would break it in two."""
    here = [one for one in access.memberships(user) if ROLES[one.role].workspace in rail.roles]
    posts = dict.fromkeys(f"{one.organisation.local_name} · {ROLES[one.role].label}" for one in here)
    return " · ".join([*posts, "\u2060".join(user.display_name)])
