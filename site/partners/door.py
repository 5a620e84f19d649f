"""Who may enter the partners' workspace at all; each object then comes from its package's `access`."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied

from organisations import access
from organisations.permissions import Permission
from organisations.roles import Workspace


def partner_required(view):
    """Members of a charity, a service organisation or an enterprise; strangers are sent to sign in."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if Workspace.PARTNERS not in access.workspaces(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapped


def for_people_with(*permissions: Permission):
    """Partners who may do at least one of these somewhere; the object's own organisation is asked by the service."""

    def decorate(view):
        @partner_required
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            if not any(access.has_permission(request.user, permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        wrapped.permissions = permissions
        return wrapped

    return decorate
