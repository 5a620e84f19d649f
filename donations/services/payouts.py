"""Earmarked gifts on their way to the household: paid out together, handed over, confirmed by a second person."""

from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.money import Money
from donations.act_subjects import CLAIMS, PAYOUTS
from donations.models import Claim, Gift, Payout
from donations.selectors import commitments_of
from donations.services.capture import committed_key
from donations.states import GiftState
from funds import accounts
from funds.ledger import services as ledger
from funds.ledger.models import Transfer
from funds.ledger.routes import Code
from needs import services as needs
from needs.models import Commitment
from needs.states import CommitmentState
from organisations.models import User
from publication.services.timeline import add_step


class NothingToPayOut(Refusal):
    """All received gifts for this need have been paid out."""


class SumChanged(Refusal):
    """A gift came in after the page was shown: nobody pays another sum than the one they read."""


def waiting_gifts(claim: Claim):
    """Received for the need and still with the charity, oldest first."""
    received = Gift.objects.filter(programme=claim.programme_id, public_need=claim.public_need_id, payout__isnull=True)
    return received.filter(state=GiftState.RECEIVED, to_need_fen__gt=0).order_by("received_at", "pk")


def pay_out(*, claim: Claim, token: UUID, by: User, at: datetime, seen_fen: int | None = None) -> Payout:
    """The charity paid all waiting gifts of a need on to the household, or to who is owed. The same token: once.

    `seen_fen` is the sum that the person read before they pressed the button.
    """
    with (doing := act(CLAIMS, claim, "pay_out", by=by, at=at)) as claim:
        if existing := Payout.objects.filter(token=token, claim=claim).first():
            return doing.repeated(existing)
        gifts = list(waiting_gifts(claim).select_for_update(of=("self",)))
        if not gifts:
            raise NothingToPayOut(_("这份求助的定向捐赠都已拨付。"))
        amount_fen = sum(gift.to_need_fen for gift in gifts)
        if seen_fen is not None and seen_fen != amount_fen:
            figures = {"seen": Money(seen_fen).text, "now": Money(amount_fen).text}
            raise SumChanged(_("待拨付的金额已从 %(seen)s 变为 %(now)s，请核对后再登记。") % figures)
        payout = Payout.objects.create(token=token, claim=claim, amount_fen=amount_fen, paid_by=by, paid_at=at)
        _pay_on(claim, gifts, by, at)
        Gift.objects.filter(pk__in=[gift.pk for gift in gifts]).update(payout=payout)
        doing.about(PAYOUTS, payout, amount_fen=amount_fen)
    return payout


def _pay_on(claim: Claim, gifts: list[Gift], by: User, at: datetime) -> None:
    """Needs first, ledger second: the same order as everywhere, so that two never wait for each other."""
    for gift in gifts:
        for commitment in commitments_of(gift).filter(state=CommitmentState.RESERVED).order_by("item_id"):
            needs.mark_paid(commitment=commitment, at=at)
    earmark = accounts.earmark_account(claim.programme, claim.public_need)
    ledger.lock([earmark, accounts.payable_account(earmark.book, f"need-{claim.public_need.slug}")])
    for gift in gifts:
        pending = Transfer.objects.get(effect_key=committed_key(gift))
        ledger.resolve(
            Code.DISBURSEMENT,
            pending=pending,
            effect_key=f"gift:{gift.pk}:disbursed",
            by_id=by.pk,
            memo={"gift": gift.number},
        )


def report_payout(*, payout: Payout, delivered_on: date, public_words: str, by: User, at: datetime) -> Payout:
    """The charity tells when it reached the household, and a sentence for the donors."""
    with act(PAYOUTS, payout, "report", by=by, at=at) as payout:
        if payout.reported_at is not None:
            raise Refusal(_("这次交付已经登记过了。"))
        if not localdate(payout.paid_at) <= delivered_on <= localdate(at):
            raise Refusal(_("交付日期应在拨付之后、今天以前。"), field="delivered_on")
        if len(public_words.strip()) > 120:
            raise Refusal(_("给捐赠人看的话请控制在 120 字以内。"), field="public_words")
        payout.delivered_on, payout.public_words = delivered_on, public_words.strip()
        payout.reported_by, payout.reported_at = by, at
    return payout


def confirm_payout(*, payout: Payout, by: User, at: datetime) -> Payout:
    """Staff of the area asked the household: it has arrived. Never the person who paid or reported it."""
    with (doing := act(PAYOUTS, payout, "confirm", by=by, at=at)) as payout:
        if payout.confirmed_at is not None:
            return doing.repeated(payout)
        if payout.reported_at is None:
            raise Refusal(_("慈善组织还没有登记交付。"))
        payout.confirmed_by, payout.confirmed_at = by, at
        doing.write()
        covering = Commitment.objects.none()
        for gift in payout.gifts.all():
            covering |= commitments_of(gift)
        for commitment in covering.order_by("item_id"):
            needs.mark_delivered(commitment=commitment, at=at)
        add_step(payout.claim.public_need, "delivered", key=f"payout:{payout.pk}:delivered", at=at)
    return payout
