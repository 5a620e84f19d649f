"""Reading gifts, claims and channels. The public gap of a need is asked of `needs`, never computed here."""

from django.conf import settings
from django.db.models import QuerySet, Sum

from donations.models import Channel, Claim, Gift, Payment
from needs import services as needs
from needs.models import Commitment
from needs.states import CommitmentState
from organisations.models import Organisation
from programmes.models import Programme
from publication.models import PublicNeed
from publication.states import PublicState


def channels_of(charity: Organisation) -> list[Channel]:
    """The ways to give that this charity has switched on, best first; none means that it takes no gifts here."""
    return [channel for channel in ONLINE_FIRST if account_of(charity, channel)]


ONLINE_FIRST = (Channel.STRIPE, Channel.SANDBOX, Channel.BANK, Channel.HAND_OFF)
ONLINE = frozenset({Channel.STRIPE, Channel.SANDBOX})


def account_of(charity: Organisation, channel: str) -> str:
    """Whose account the money reaches by this channel: always the charity's own; empty when it has none."""
    if channel == Channel.STRIPE:
        return charity.payment_account if settings.PAYMENT_MODE == "live" and settings.STRIPE_SECRET_KEY else ""
    if channel == Channel.SANDBOX:
        return charity.payment_account if settings.PAYMENT_MODE == "sandbox" else ""
    label = charity.bank_account_label if channel == Channel.BANK else charity.donation_page
    # our own id for it: an account number has no place in payment rows
    return str(charity.pk) if label else ""


def live_claim(public_need: PublicNeed) -> Claim | None:
    """The programme that accepted this need; earmarked gifts go to it and to no other."""
    claims = Claim.objects.filter(public_need=public_need, ended_at__isnull=True)
    return claims.select_related("programme__charity").first()


def may_be_earmarked(public_need: PublicNeed, programme: Programme) -> bool:
    """Published, shown, and accepted by exactly this programme."""
    if not public_need.live or public_need.state != PublicState.PUBLISHED:
        return False
    claim = live_claim(public_need)
    return claim is not None and claim.programme_id == programme.pk


def gap_fen(public_need: PublicNeed) -> int:
    """What a donor may still give to this need; a gap that waits for somebody's payment is not on offer."""
    return max(0, needs.remaining_fen(public_need.pk))


def held_fen(public_need: PublicNeed) -> int:
    """The part of the gap that waits for payments under way; it may come back."""
    held = Commitment.objects.filter(item__case__public_need=public_need, state=CommitmentState.HELD)
    return held.aggregate(total=Sum("amount_fen"))["total"] or 0


def open_payment(gift: Gift) -> Payment | None:
    return gift.payments.filter(ended_at__isnull=True).first()


def held_for(payment: Payment) -> list[Commitment]:
    """What is still held for this attempt, in the order in which items are locked."""
    if not payment.hold_key:
        return []
    held = Commitment.objects.filter(effect_key__startswith=f"{payment.hold_key}:", state=CommitmentState.HELD)
    return list(held.order_by("item_id"))


def commitments_of(gift: Gift) -> QuerySet[Commitment]:
    """What this gift covers of its need: reserved, paid or delivered."""
    covering = [CommitmentState.RESERVED, CommitmentState.PAID, CommitmentState.DELIVERED]
    return Commitment.objects.filter(effect_key__startswith=f"gift:{gift.pk}:", state__in=covering)


def households_helped(gifts: QuerySet[Gift]) -> int:
    """Counted in households, without rank: needs that received something from these gifts."""
    return gifts.filter(to_need_fen__gt=0).values("public_need").distinct().count()
