"""Into the desk: signed in, with a membership that works here. What is not in reach is not found."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from needs.access import area_clues_for, cases_for
from needs.models import Case, Clue
from organisations import access
from organisations.permissions import Permission
from organisations.roles import Workspace
from workspace.door import SignedIn, door

# people who work at the desk or report to it; partners and donors have their own workspaces
staff_only = door(Workspace.DESK, Workspace.REPORTS)


def staff_with(*permissions: Permission):
    """Staff who hold at least one of these."""
    return door(Workspace.DESK, Workspace.REPORTS, permissions=permissions)


def id_or_404(text: str | None) -> UUID:
    """An id that came with a form; anything else names no row."""
    try:
        return UUID(text or "")
    except ValueError as error:
        raise Http404 from error


def case_or_404(request: SignedIn, number: str, *permissions: Permission) -> Case:
    """The case, if it lies in this person's area; then one of the permissions decides between the page and a refusal."""
    if not access.has_permission(request.user, Permission.SEE_CASES):
        raise Http404
    case = get_object_or_404(
        cases_for(request.user).select_related("household", "county", "township", "owner", "public_need"), number=number
    )
    if permissions and not any(access.has_permission(request.user, one) for one in permissions):
        raise PermissionDenied
    return case


def clue_or_404(request: SignedIn, number: str) -> Clue:
    return get_object_or_404(
        area_clues_for(request.user).select_related("region", "county", "township", "owner", "reporter", "case"),
        number=number,
    )
