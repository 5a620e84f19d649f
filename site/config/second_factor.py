"""A second factor for staff, at every door: our workspaces, the Wagtail admin and whatever is added later."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from organisations import access
from organisations.permissions import Permission

# Where a person without a second factor may still go: to set one up, to sign out, to change the display, to read
# what every visitor reads.
GUARDED_PREFIXES = ("/desk/", "/partners/", "/workspace/", "/cms/")
PAGES_DOOR = "/cms/"


class StaffMfaMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info.removeprefix("/en")
        if (
            path.startswith(GUARDED_PREFIXES)
            and access.needs_mfa(request.user)
            and not self._has_second_factor(request)
        ):
            return redirect(reverse("mfa_index"))
        if path.startswith(PAGES_DOOR) and not self._may_edit_pages(request):
            # Wagtail asks its own groups; a role that ended must shut this door at the next request, not at the next sync
            raise PermissionDenied
        return self.get_response(request)

    @staticmethod
    def _may_edit_pages(request: HttpRequest) -> bool:
        user = request.user
        return not user.is_authenticated or user.is_superuser or access.has_permission(user, Permission.EDIT_PAGES)

    @staticmethod
    def _has_second_factor(request: HttpRequest) -> bool:
        # The demo's one-click entry stands for a completed sign-in; it exists in the demo settings only.
        if settings.IS_DEMO and request.user.is_authenticated and request.user.is_demo:
            return True
        return is_mfa_enabled(request.user)
