"""Whose reserves a person sees, keeps or approves: by the area of the office."""

from django.db.models import Q, QuerySet

from funds.reserves.models import AidPayment, Move, Reserve
from needs.models import StatutoryAid
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P


def reserves_for(user: User, permission: P = P.SEE_RESERVES) -> QuerySet[Reserve]:
    prefixes = access.region_prefixes(user, permission)
    return Reserve.objects.filter(access.within_regions(prefixes, "office__region__code"))


def moves_for(user: User) -> QuerySet[Move]:
    return Move.objects.filter(reserve__in=reserves_for(user))


def moves_to_approve(user: User) -> QuerySet[Move]:
    """Proposed in the approver's area by somebody else."""
    waiting = Move.objects.filter(state="proposed", reserve__in=reserves_for(user, P.APPROVE_RESERVES))
    return waiting.exclude(proposed_by=user)


def payments_for(user: User) -> QuerySet[AidPayment]:
    return AidPayment.objects.filter(reserve__in=reserves_for(user, P.KEEP_RESERVES))


def aids_to_pay(reserve: Reserve) -> QuerySet[StatutoryAid]:
    """Granted temporary aid of the reserve's area and year that no payment stands for yet, oldest first."""
    place = "case__county__code" if reserve.is_county else "case__township__code"
    granted = StatutoryAid.objects.filter(
        aid_type="temporary_aid", state="granted", period__startswith=f"{reserve.year}-"
    )
    paid = Q(payments__state__in=["ordered", "paid"])
    return (
        granted.filter(**{f"{place}__startswith": reserve.office.region.prefix}).exclude(paid).order_by("recorded_at")
    )


def may_keep(user: User, reserve: Reserve) -> bool:
    return access.user_in_region(user, reserve.office.region_id, P.KEEP_RESERVES)


def may_approve(user: User, reserve: Reserve) -> bool:
    return access.user_in_region(user, reserve.keeper.region_id, P.APPROVE_RESERVES)
