"""Which complaints a person may have at all: those of the own office, never one that is about this person."""

from django.db.models import Q, QuerySet

from casework.complaints.models import Complaint
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P

ROOM = (P.ASSIGN_COMPLAINT, P.HANDLE_COMPLAINT, P.APPROVE_COMPLAINT)


def complaints_for(user: User) -> QuerySet[Complaint]:
    """Leads and approvers see their office's; handlers too, but of the sensitive ones only their own."""
    leading = [*_offices(user, P.ASSIGN_COMPLAINT), *_offices(user, P.APPROVE_COMPLAINT)]
    ordinary_or_mine = Q(sensitive=False) | Q(handler=user.pk)
    mine = Q(office__in=leading) | Q(office__in=_offices(user, P.HANDLE_COMPLAINT)) & ordinary_or_mine
    return Complaint.objects.filter(mine).exclude(respondents__user=user.pk)


def hidden_from(user: User) -> QuerySet[Complaint]:
    """Those that are about this person: whatever else speaks of complaints leaves them out."""
    return Complaint.objects.filter(respondents__user=user.pk)


def holds(user: User, complaint: Complaint, permission: P) -> bool:
    """The permission, in the office that deals with it."""
    return complaint.office_id in _offices(user, permission)


def may_enter(user: User) -> bool:
    return any(access.has_permission(user, one) for one in ROOM)


def waiting_for(user: User) -> QuerySet[Complaint]:
    """What needs this person: to assign, to handle, to approve."""
    wanted = Q(state="new", office__in=_offices(user, P.ASSIGN_COMPLAINT))
    wanted |= Q(state__in=["assigned", "in_progress"], handler=user.pk)
    wanted |= Q(state="for_approval", office__in=_offices(user, P.APPROVE_COMPLAINT)) & ~Q(handler=user.pk)
    return complaints_for(user).filter(wanted)


def by_code(number: str, code_index: str) -> Complaint | None:
    """Number and code are asked of the database at once: a wrong one and the other take the same time."""
    return Complaint.objects.filter(number=number, code_index=code_index).select_related("office", "county").first()


def _offices(user: User, permission: P) -> list[str]:
    return [one.region_id for one in access.organisations_with(user, permission) if one.kind == "civil_affairs"]
