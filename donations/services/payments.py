"""Opening a payment, taking it back, ending it. Money itself arrives in `capture`.

`pay` and `take_back` talk to a provider, so they are not one transaction: our row is written first, then the provider
is asked with that row's id as key, then its answer is noted. Whatever breaks in between is found by `reconcile`.
"""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.ids import SLUG_ALPHABET
from donations.act_subjects import GIFTS
from donations.gateway import GatewayDown, gateway_for
from donations.gateway.port import HOLD_LIFE
from donations.models import Channel, Gift, Payment
from donations.selectors import ONLINE, account_of, gap_fen, held_fen, held_for, open_payment
from donations.services.gifts import AboveGap, check_amount, check_target
from donations.states import GIFT, GiftState
from needs import services as needs
from needs.services import NothingLeft
from publication.models import PublicNeed


class NoSuchChannel(Refusal):
    """The charity has not switched this way of paying on."""


class AlreadyPaid(Refusal):
    """The money is there; there is nothing to pay or to take back."""


def pay(*, gift: Gift, channel: str, return_url: str, cancel_url: str, at: datetime) -> str:
    """Open a payment and return the address where the donor pays. Pressed twice it is the same payment.

    An earmarked gift holds its part of the gap for 35 minutes; if the gap has shrunk meanwhile, AboveGap tells what is
    left. Bank transfers and hand-offs take days, so they hold nothing: what is left counts when the money is there.
    """
    payment = _open(gift, channel, at)
    gateway = gateway_for(payment.channel)
    try:
        checkout = gateway.create_checkout(payment, return_url, cancel_url)
    except GatewayDown:
        end_payment(payment=payment, reason="gateway_down", at=at)
        raise
    with transaction.atomic():
        row = Payment.objects.select_for_update().get(pk=payment.pk)
        row.object_id, row.expires_at = checkout.object_id, checkout.expires_at
        row.save(update_fields=["object_id", "expires_at"])
    return checkout.url


def take_back(*, gift: Gift, at: datetime) -> Gift:
    """The donor wants to change something or to pay another way: close the open payment, give the gap back.

    The provider is asked last whether money came after all; if so the gift is received and AlreadyPaid says so.
    """
    payment = open_payment(gift)
    if payment is None:
        return Gift.objects.get(pk=gift.pk)
    if payment.object_id:
        gateway_for(payment.channel).expire(payment.object_id, payment.account)
        from_provider = gateway_for(payment.channel).fetch(payment.object_id, payment.account)
        if from_provider is not None and from_provider.outcome == "paid":
            raise AlreadyPaid(_("这笔钱已经付成了，稍候会显示到账。"))
    return end_payment(payment=payment, reason="taken_back", at=at)


@transaction.atomic
def end_payment(*, payment: Payment, reason: str, at: datetime) -> Gift:
    """This attempt brings nothing any more: the held gap returns, the gift may be paid anew. `reason` is a code."""
    gift = GIFTS.lock(payment.gift)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.ended_at is not None:
        return gift
    payment.ended_at = at
    payment.save(update_fields=["ended_at"])
    for commitment in held_for(payment):
        needs.release(commitment=commitment, at=at)
    if GIFT.allows(gift.state, "fail"):
        with act(GIFTS, gift, "fail", by=None, at=at, reason=reason) as gift:
            gift.failure = reason
    return gift


def fail(*, gift: Gift, reason: str, at: datetime) -> Gift:
    """The provider said no, or the time is over. A gift without an open payment stays as it is."""
    payment = open_payment(gift)
    return end_payment(payment=payment, reason=reason, at=at) if payment else Gift.objects.get(pk=gift.pk)


@transaction.atomic
def _open(gift: Gift, channel: str, at: datetime) -> Payment:
    """Our own row, committed before the provider hears of it."""
    gift = GIFTS.lock(gift)
    if gift.state == GiftState.RECEIVED:
        raise AlreadyPaid(_("这笔捐赠已经到账，不用再付。"))
    if (payment := open_payment(gift)) and payment.channel == channel:
        return payment
    account = account_of(gift.programme.charity, channel)
    if not account or channel not in Channel.values:
        raise NoSuchChannel(_("这家慈善组织没有开通这种付款方式，请换一种。"), field="channel")
    if payment is not None:
        raise Refusal(_("这笔捐赠已经发起付款。要换付款方式，请先取消这次付款。"), field="channel")
    online = channel in ONLINE
    with (doing := act(GIFTS, gift, "process" if online else "announce", by=None, at=at)) as gift:
        check_amount(gift.amount_fen)
        check_target(gift.programme, gift.public_need, gift.amount_fen, at)
        gift.channel, gift.failure = channel, ""
        gift.reference = gift.reference or ("" if online else _reference())
        doing.write()
        payment = Payment(gift=gift, channel=channel, account=account, amount_fen=gift.amount_fen, created_at=at)
        if gift.public_need and online:
            payment.hold_key = f"gift:{gift.pk}:hold:{gift.payments.count() + 1}"
            _hold(gift.public_need, gift.amount_fen, payment.hold_key, at)
        payment.save()
        doing.data.update(amount_fen=gift.amount_fen, channel=str(channel))
    return payment


def _hold(public_need: PublicNeed, amount_fen: int, key: str, at: datetime) -> None:
    """All of the amount or nothing: a donor is not asked to pay for what somebody else already covers."""
    try:
        held = needs.hold_for_gift(
            public_need_id=public_need.pk, amount_fen=amount_fen, effect_key=key, expires_at=at + HOLD_LIFE, at=at
        )
    except NothingLeft:
        raise AboveGap(gap_fen(public_need), held_fen(public_need)) from None
    left_fen = sum(commitment.amount_fen or 0 for commitment in held)
    if left_fen < amount_fen:
        # the surrounding transaction takes the partial hold back
        raise AboveGap(left_fen)


def _reference() -> str:
    """What a donor writes on a transfer: eight characters that survive being read aloud."""
    return "".join(secrets.choice(SLUG_ALPHABET) for _unused in range(8)).upper()
