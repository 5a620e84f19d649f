"""Which office deals with a complaint: the county's, unless too few people there are left who are not concerned."""

from collections.abc import Iterable
from uuid import UUID

from common.presence import present
from common.regions.models import Level, Region
from organisations.models import Membership
from organisations.permissions import Permission as P
from organisations.roles import ROLES


def people_of(office: str, permission: P) -> set[UUID]:
    """Who may do this in the civil-affairs office of exactly this region; a role may be held by a few only."""
    roles = [name for name, role in ROLES.items() if permission in role.permissions]
    return set(
        Membership.objects.filter(
            organisation__region_id=office,
            organisation__kind="civil_affairs",
            organisation__suspended_at__isnull=True,
            role__in=roles,
            ended_at__isnull=True,
            user__is_active=True,
        ).values_list("user_id", flat=True)
    )


def can_deal(office: str, without: Iterable[UUID]) -> bool:
    """One to assign, one to handle and another to approve, none of whom the complaint is about."""
    out = set(without)
    assigners, handlers, approvers = (
        people_of(office, one) - out for one in (P.ASSIGN_COMPLAINT, P.HANDLE_COMPLAINT, P.APPROVE_COMPLAINT)
    )
    return bool(assigners and handlers and approvers) and len(handlers | approvers) > 1


def office_for(place: Region, without: Iterable[UUID]) -> Region:
    """The county's own office, else the city's: the last one, also where nobody is left there."""
    if place.level != Level.COUNTY or can_deal(place.pk, without):
        return place
    return present(place.parent)


def above(office: Region) -> Region | None:
    """Where an appeal goes: county → city, and no further."""
    return office.parent if office.level == Level.COUNTY else None
