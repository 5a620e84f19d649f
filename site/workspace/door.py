"""The one door of every workspace – desk, reports, partners, a donor's own pages – and how its answers may be kept.

A view behind a door carries it as `view.door`: the middleware reads it to mark the answer, the tests read it to find a
page that has none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from organisations import access
from organisations.models import User
from organisations.permissions import Permission
from organisations.roles import Workspace
from workspace.sections import Viewer

View = Callable[..., HttpResponse]


class SignedIn(HttpRequest):
    """The request that a view behind a door is given: whoever it comes from has an account."""

    user: User
    workspace_viewer: Viewer  # kept by `frame.viewer_of`


@dataclass(frozen=True)
class Door:
    """Whom a page lets in: members of one of these workspaces who hold at least one of these permissions somewhere.

    Without workspaces everybody who is signed in; without permissions every member. The object on the page then comes
    from its package's `access`, and what may be done with it is asked by the service.
    """

    workspaces: frozenset[Workspace] = frozenset()
    permissions: tuple[Permission, ...] = ()

    def admits(self, user: User) -> bool:
        if self.workspaces and not access.workspaces(user) & self.workspaces:
            return False
        return not self.permissions or any(access.has_permission(user, one) for one in self.permissions)


def to_sign_in(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    return redirect_to_login(request.get_full_path())


def door(
    *workspaces: Workspace, permissions: Iterable[Permission] = (), stranger: Callable[..., HttpResponse] = to_sign_in
) -> Callable[[View], View]:
    """Decorate a view: strangers go to `stranger(request, **kwargs)`, who may not enter is refused (403)."""
    this = Door(frozenset(workspaces), tuple(permissions))

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return stranger(request, **kwargs)
            if not this.admits(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.door = this  # type: ignore[attr-defined]  # functions have no declared attributes
        return guarded

    return decorate


signed_in = door()


class NoStoreMiddleware:
    """Nothing from behind a door stays in a browser or on the way: offices share computers, and “back” after signing out
    must show nothing. Said here once for pages, files, refusals and pages not found alike, and for any other page that
    disclosed something (`privacy.responses`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        behind_a_door = request.resolver_match and hasattr(request.resolver_match.func, "door")
        if behind_a_door or getattr(request, "discloses", False):
            response["Cache-Control"] = "no-store"
        return response
