"""The only door from a person to an object.

Deny by default. A page asks its package's `…_for(user)` for a queryset and takes its object from there: what is outside
the scope is not found (404), what is inside but not permitted is refused (403).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from organisations.models import Membership, Organisation, User
from organisations.permissions import Permission
from organisations.roles import ROLES, Workspace

Anybody = User | AnonymousUser  # also who has not signed in: they may nothing


def memberships(user: Anybody) -> list[Membership]:
    """Live memberships, read once per request: the user object lives exactly that long."""
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, "_live_memberships"):
        user._live_memberships = list(
            Membership.objects.filter(
                user=user, ended_at__isnull=True, organisation__suspended_at__isnull=True
            ).select_related("organisation__region")
        )
    return user._live_memberships


def has_permission(user: Anybody, permission: Permission) -> bool:
    return any(permission in ROLES[m.role].permissions for m in memberships(user))


def organisations_with(user: Anybody, permission: Permission) -> list[Organisation]:
    """The organisations in which this person may do this."""
    return [m.organisation for m in memberships(user) if permission in ROLES[m.role].permissions]


def require(user: Anybody, permission: Permission) -> None:
    if not has_permission(user, permission):
        raise PermissionDenied


def workspaces(user: Anybody) -> set[Workspace]:
    return {ROLES[m.role].workspace for m in memberships(user)}


def needs_mfa(user: Anybody) -> bool:
    """Staff who see personal data or decide about money need a second factor at every door."""
    return user.is_authenticated and (user.is_superuser or any(ROLES[m.role].needs_mfa for m in memberships(user)))


def region_prefixes(user: Anybody, permission: Permission) -> list[str]:
    """Areas, as code prefixes, in which this person may do this."""
    return [organisation.region.prefix for organisation in organisations_with(user, permission)]


def within_regions(prefixes: Iterable[str], field: str) -> Q:
    """Rows whose region lies inside one of the areas; no area, no row."""
    condition = Q(pk__in=[])
    for prefix in prefixes:
        condition |= Q(**{f"{field}__startswith": prefix})
    return condition


def user_in_region(user: Anybody, code: str, permission: Permission) -> bool:
    return any(code.startswith(prefix) for prefix in region_prefixes(user, permission))
