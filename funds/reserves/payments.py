"""Temporary and fast aid paid from a reserve: ordered, then booked with the bank's number, by somebody who did not grant it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from funds.checks import require_reason
from funds.ledger import services as ledger
from funds.ledger.models import Transfer
from funds.ledger.routes import Code
from funds.reserves import access, services
from funds.reserves.act_subjects import AID_PAYMENTS
from funds.reserves.models import AidPayment, Reserve
from funds.top_ups import LineUsed, bank_line_of
from needs.models import StatutoryAid
from organisations.models import User


class AlreadyPaid(Refusal):
    """One payment for one aid."""


def pay_aid(*, reserve: Reserve, aid: StatutoryAid, by: User, at: datetime) -> AidPayment:
    """Order the payment of a granted temporary aid; the money is set aside at once. The ledger refuses an overdraft."""
    payment = AidPayment(
        reserve=reserve, aid=aid, amount_fen=aid.amount_fen, decided_by=aid.recorded_by, ordered_by=by, ordered_at=at
    )
    with (doing := act(AID_PAYMENTS, payment, "order", by=by, at=at, amount_fen=aid.amount_fen)) as payment:
        reserve = payment.reserve = doing.first
        aid = StatutoryAid.objects.select_for_update().get(pk=aid.pk)
        if aid.payments.exclude(state="cancelled").exists():
            raise AlreadyPaid(_("这笔救助已经开单付款。"))
        if reserve.closed_at or not access.aids_to_pay(reserve).filter(pk=aid.pk).exists():
            raise Refusal(_("只能从本地本年度的资金里支付已给予的临时救助。"))
        payment.transfer_id = ledger.post(
            Code.COMMITMENT,  # a payment order does not expire
            debit=services.account_of(reserve),
            credit=services.treasury_of(reserve),
            amount_fen=aid.amount_fen,
            effect_key=f"aid_payment:{payment.pk}:ordered",
            by_id=by.pk,
            memo={"payment": payment.pk},
        ).pk
    return payment


def confirm_payment(*, payment: AidPayment, bank_line: str, by: User, at: datetime) -> AidPayment:
    """The bank paid it: its line stands for money once only."""
    with (doing := act(AID_PAYMENTS, payment, "pay", by=by, at=at)) as payment:
        line = bank_line_of(bank_line)
        if AidPayment.objects.filter(bank_line=line).exists():
            raise LineUsed(_("这条银行流水已经入账过，不能重复入账。"), field="bank_line")
        payment.bank_line, payment.ended_by, payment.ended_at = line, by, at
        doing.write()
        ledger.resolve(
            Code.DISBURSEMENT, pending=_transfer(payment), effect_key=f"aid_payment:{payment.pk}:ended", by_id=by.pk
        )
        doing.data["amount_fen"] = payment.amount_fen
    return payment


def cancel_payment(*, payment: AidPayment, reason: str, by: User, at: datetime) -> AidPayment:
    """The bank could not pay, or the order was a mistake: the money is free again, the aid may be ordered anew."""
    with (doing := act(AID_PAYMENTS, payment, "cancel", by=by, at=at)) as payment:
        payment.reason = doing.data["reason"] = require_reason(reason)
        payment.ended_by, payment.ended_at = by, at
        doing.write()
        ledger.resolve(
            Code.RELEASE, pending=_transfer(payment), effect_key=f"aid_payment:{payment.pk}:ended", by_id=by.pk
        )
    return payment


def _transfer(payment: AidPayment) -> Transfer:
    return Transfer.objects.select_related("debit", "credit").get(pk=payment.transfer_id)
