"""Earmarked gifts as their charity handles them: per claimed need what waits, was paid out, reported and confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from donations.access import claims_for, gifts_of_charity, payouts_for
from donations.models import Claim, Gift, Payout
from donations.states import GiftState
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from publication.states import PublicState

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Sums(TypedDict):
        waiting_count: int
        waiting_fen: int
        paid_fen: int
        reported_fen: int
        confirmed_fen: int
        to_report: UUID | None

    Summed = WithAnnotations[Claim, Sums]

GOING_ON = (PublicState.PUBLISHED, PublicState.COVERED)


def claims(user: User) -> QuerySet[Claim]:
    """One row per programme and need, with its sums; a need that was claimed again is the newer claim's row."""
    same = {"programme": OuterRef("programme"), "public_need": OuterRef("public_need")}
    waiting = Gift.objects.filter(**same, state=GiftState.RECEIVED, payout__isnull=True, to_need_fen__gt=0)
    payouts = Payout.objects.filter(**{f"claim__{name}": outer for name, outer in same.items()})
    reported = payouts.filter(reported_at__isnull=False)
    newer = Claim.objects.filter(**same, claimed_at__gt=OuterRef("claimed_at"))
    return (
        claims_for(user)
        .filter(~Exists(newer))
        .select_related("programme", "public_need__county")
        .annotate(
            waiting_count=_of(waiting, "public_need", Count("pk")),
            waiting_fen=_of(waiting, "public_need", Sum("to_need_fen")),
            paid_fen=_of(payouts, "claim__public_need", Sum("amount_fen")),
            reported_fen=_of(reported, "claim__public_need", Sum("amount_fen")),
            confirmed_fen=_of(reported.filter(confirmed_at__isnull=False), "claim__public_need", Sum("amount_fen")),
            to_report=Subquery(payouts.filter(reported_at__isnull=True).order_by("paid_at").values("pk")[:1]),
        )
    )


def _of(rows: QuerySet, key: str, total: Count | Sum) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(key).annotate(total=total).values("total")), 0)


MINE = Q(waiting_count__gt=0) | Q(to_report__isnull=False)


def to_do(user: User) -> QuerySet[Claim]:
    """Needs for which the charity has something to pay out or to report, by deadline."""
    if not access.has_permission(user, P.RECORD_DELIVERY):
        return Claim.objects.none()
    return claims(user).filter(MINE).order_by("public_need__deadline_on", "public_need__slug")


def others(user: User) -> QuerySet[Claim]:
    """Claimed, and nothing to do just now."""
    return claims(user).exclude(MINE).order_by("-claimed_at", "public_need__slug")


def own_payouts(user: User) -> QuerySet[Payout]:
    """Those of the own charity; whoever also works at a desk sees its area's there."""
    charities = access.organisations_with(user, P.RECORD_DELIVERY)
    return payouts_for(user).filter(claim__programme__charity__in=charities)


def is_going_on(claim: Claim) -> bool:
    return claim.public_need.live and claim.public_need.state in GOING_ON


def own_transfers(user: User) -> QuerySet[Gift]:
    """Gifts that were given a code for the transfer's remark, for people who confirm money on the statement."""
    charities = access.organisations_with(user, P.CONFIRM_TOP_UP)
    coded = gifts_of_charity(user).filter(programme__charity__in=charities).exclude(reference="")
    return coded.prefetch_related("effects")


def transfers(user: User) -> QuerySet[Gift]:
    """Announced by the donor; the charity looks for them on its statement."""
    return own_transfers(user).filter(state=GiftState.AWAITING_CHARITY).order_by("created_at", "pk")
