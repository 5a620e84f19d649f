"""Money arrived: the one place where a gift becomes received. A fact is never refused, it is only put where it belongs.

What a gift brings is split once: `to_need_fen` covers the need, as far as its gap was held or is still open;
`to_programme_fen` follows the programme's surplus rule. In the same transaction the ledger books both parts on accounts
of their own, so that money given for one need can be spent on nothing else:

    provider or bank → earmark account of programme and need      to_need_fen
    provider or bank → account of the programme                   to_programme_fen
    earmark account  ⇢ payable of the need (pending, no expiry)   to_need_fen, until the charity pays it out

So the pending transfer of a gift always equals its commitments on the need's items: both are made here, both are
turned into a payment by `payouts.pay_out`, and nothing else touches them.
"""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from common.acts.doing import act
from common.errors import Refusal
from common.ids import SLUG_ALPHABET
from common.sequences.models import next_number
from donations.act_subjects import GIFTS
from donations.models import Gift, Payment, PaymentEffect, Receipt
from donations.selectors import ONLINE, held_for
from donations.states import GiftState
from funds import accounts
from funds.ledger import services as ledger
from funds.ledger.routes import Code
from needs import services as needs
from needs.models import Commitment
from needs.states import CommitmentState
from publication.services.timeline import add_step


class NotAsAsked(Exception):
    """The provider's figures differ from what we asked for. `problem` is a code for staff; nothing was moved."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@transaction.atomic
def capture(
    *, gift: Gift, channel: str, account: str, object_id: str, amount_fen: int, currency: str, at: datetime
) -> Gift:
    """Book a payment that a provider tells of. Once per gift, however often and in whatever order events come.

    The figures must be those of our own payment row; raises NotAsAsked, and moves nothing, when they are not.
    """
    gift = GIFTS.lock(gift)
    payment = _our_payment(gift, channel, account, object_id)
    _compare(payment, amount_fen, currency)
    known = PaymentEffect.objects.filter(provider=channel, account=account, object_id=object_id, effect="captured")
    if known.exists():
        return gift
    return book(gift, payment, object_id, amount_fen, at)


def book(gift: Gift, payment: Payment, object_id: str, amount_fen: int, at: datetime) -> Gift:
    """Effect, need, ledger, gift, receipt, news. The gift is locked by the caller, inside a transaction."""
    if gift.state == GiftState.RECEIVED:
        raise NotAsAsked("paid_twice")  # another attempt had already been captured: the charity refunds this one
    with (doing := act(GIFTS, gift, "capture", by=None, at=at)) as gift:
        PaymentEffect.objects.create(
            provider=payment.channel,
            account=payment.account,
            object_id=object_id,
            effect="captured",
            gift=gift,
            amount_fen=amount_fen,
            at=at,
        )
        covered = _cover_need(gift, payment, amount_fen, at)
        gift.amount_fen = amount_fen  # what came, even where the donor has changed the form since
        gift.channel, gift.failure, gift.received_at = payment.channel, "", at
        gift.to_need_fen = sum(commitment.amount_fen or 0 for commitment in covered)
        gift.to_programme_fen = amount_fen - gift.to_need_fen
        doing.write()
        gift.payments.filter(ended_at__isnull=True).update(ended_at=at)
        _post(gift, payment)
        issue_receipt(gift, at)
        if gift.public_need and gift.to_need_fen:
            # one step a day and no amounts: a list of gifts by time and amount would point at donors
            add_step(gift.public_need, "gift", key=f"{gift.public_need_id}:gift:{localdate(at)}", at=at)
        doing.data.update(amount_fen=gift.amount_fen, to_need_fen=gift.to_need_fen)
    return gift


def _our_payment(gift: Gift, channel: str, account: str, object_id: str) -> Payment:
    payments = Payment.objects.select_for_update().filter(gift=gift, channel=channel, account=account)
    payment = payments.filter(object_id=object_id).first()
    if payment is None:
        raise NotAsAsked("unknown_payment")
    return payment


def _compare(payment: Payment, amount_fen: int, currency: str) -> None:
    if currency.upper() != payment.currency:
        raise NotAsAsked("currency_differs")
    if amount_fen != payment.amount_fen:
        raise NotAsAsked("amount_differs")


def _cover_need(gift: Gift, payment: Payment, amount_fen: int, at: datetime) -> list[Commitment]:
    """What was held for this payment is reserved; if the hold has lapsed, whatever is still open. The rest is surplus."""
    if gift.public_need is None:
        return []
    held = held_for(payment)
    reserved = [needs.reserve_held(commitment=commitment, at=at) for commitment in held]
    missing_fen = amount_fen - sum(commitment.amount_fen or 0 for commitment in reserved)
    return reserved + (_take_what_is_left(gift, missing_fen, at) if missing_fen > 0 else [])


def _take_what_is_left(gift: Gift, amount_fen: int, at: datetime) -> list[Commitment]:
    if gift.public_need is None or not gift.public_need.live:
        return []  # withdrawn or closed meanwhile
    try:
        with transaction.atomic():
            return needs.hold_for_gift(
                public_need_id=gift.public_need.pk,
                amount_fen=amount_fen,
                effect_key=f"gift:{gift.pk}:late",
                expires_at=None,
                at=at,
                state=CommitmentState.RESERVED,
            )
    except Refusal:
        return []  # nothing is left: all of it follows the surplus rule


def _post(gift: Gift, payment: Payment) -> None:
    charity = gift.programme.charity
    online = payment.channel in ONLINE
    source = accounts.clearing_account(charity, payment.channel) if online else accounts.bank_account(charity)
    programme = accounts.programme_account(gift.programme)
    parts = [(programme, "programme", gift.to_programme_fen)]
    if gift.public_need and gift.to_need_fen:
        earmark = accounts.earmark_account(gift.programme, gift.public_need)
        payable = accounts.payable_account(earmark.book, f"need-{gift.public_need.slug}")
        parts.append((earmark, "need", gift.to_need_fen))
        ledger.lock([source, programme, earmark, payable])
    memo: dict = {"gift": gift.number}
    for account, part, part_fen in parts:
        if part_fen:
            ledger.post(
                Code.GIFT,
                debit=source,
                credit=account,
                amount_fen=part_fen,
                effect_key=f"gift:{gift.pk}:captured:{part}",
                by_id=None,
                memo=memo,
            )
    if gift.public_need and gift.to_need_fen:
        ledger.post(
            Code.COMMITMENT,  # a donor's wish has no end and no staff
            debit=earmark,
            credit=payable,
            amount_fen=gift.to_need_fen,
            effect_key=committed_key(gift),
            by_id=None,
            memo=memo,
        )


def committed_key(gift: Gift) -> str:
    """The effect key of the pending transfer that keeps this gift's money for its need."""
    return f"gift:{gift.pk}:committed"


def issue_receipt(gift: Gift, at: datetime) -> Receipt:
    """Numbered without gaps: the series' row stays locked until the transaction that received the money ends."""
    year = localdate(at).year
    number = f"ZJ-{year}-{next_number(f'receipt/{year}'):06d}"
    code = "".join(secrets.choice(SLUG_ALPHABET) for _unused in range(12))
    return Receipt.objects.create(gift=gift, number=number, code=code, issued_at=at)
