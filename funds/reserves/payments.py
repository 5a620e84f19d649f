"""Temporary and fast aid paid from a reserve: ordered, then booked with the bank's number, by somebody who did not grant it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from funds.checks import require_reason
from funds.ledger import services as ledger
from funds.ledger.models import Transfer
from funds.ledger.routes import Code
from funds.reserves import access, services
from funds.reserves.models import AidPayment, Reserve
from funds.reserves.states import PAYMENT
from funds.top_ups import LineUsed, bank_line_of
from needs.models import StatutoryAid
from organisations.models import User


class DeciderPays(Refusal):
    """Who granted an aid does not pay it."""


class AlreadyPaid(Refusal):
    """One payment for one aid."""


@transaction.atomic
def pay_aid(*, reserve: Reserve, aid: StatutoryAid, by: User, at: datetime) -> AidPayment:
    """Order the payment of a granted temporary aid; the money is set aside at once. The ledger refuses an overdraft."""
    reserve = services.locked(reserve)
    if not access.may_keep(by, reserve):
        raise PermissionDenied
    aid = StatutoryAid.objects.select_for_update(of=("self",)).select_related("case").get(pk=aid.pk)
    if by.pk == aid.recorded_by_id:
        raise DeciderPays(_("决定救助的人不能自己付款。"))
    if aid.payments.exclude(state="cancelled").exists():
        raise AlreadyPaid(_("这笔救助已经开单付款。"))
    if reserve.closed_at or not access.aids_to_pay(reserve).filter(pk=aid.pk).exists():
        raise Refusal(_("只能从本地本年度的资金里支付已给予的临时救助。"))
    payment = AidPayment(
        reserve=reserve, aid=aid, amount_fen=aid.amount_fen, decided_by=aid.recorded_by, ordered_by=by, ordered_at=at
    )
    payment.transfer_id = ledger.post(
        Code.COMMITMENT,  # a payment order does not expire
        debit=services.account_of(reserve),
        credit=services.treasury_of(reserve),
        amount_fen=aid.amount_fen,
        effect_key=f"aid_payment:{payment.pk}:ordered",
        by_id=by.pk,
        memo={"payment": payment.pk},
    ).pk
    payment.save(force_insert=True)
    _record(payment, "aid_payment.ordered", by, at, amount_fen=payment.amount_fen)
    return payment


@transaction.atomic
def confirm_payment(*, payment: AidPayment, bank_line: str, by: User, at: datetime) -> AidPayment:
    """The bank paid it: its line stands for money once only."""
    payment = _locked(payment, by)
    payment.state = PAYMENT.next(payment.state, "pay")
    line = bank_line_of(bank_line)
    if AidPayment.objects.filter(bank_line=line).exists():
        raise LineUsed(_("这条银行流水已经入账过，不能重复入账。"), field="bank_line")
    payment.bank_line, payment.ended_by, payment.ended_at = line, by, at
    payment.save(update_fields=["state", "bank_line", "ended_by", "ended_at"])
    ledger.resolve(
        Code.DISBURSEMENT, pending=_transfer(payment), effect_key=f"aid_payment:{payment.pk}:ended", by_id=by.pk
    )
    _record(payment, "aid_payment.paid", by, at, amount_fen=payment.amount_fen)
    announce("aid.paid", f"aid_payment:{payment.pk}:paid", payment_id=payment.pk, case_id=payment.aid.case_id)
    return payment


@transaction.atomic
def cancel_payment(*, payment: AidPayment, reason: str, by: User, at: datetime) -> AidPayment:
    """The bank could not pay, or the order was a mistake: the money is free again, the aid may be ordered anew."""
    payment = _locked(payment, by)
    payment.state, payment.reason = PAYMENT.next(payment.state, "cancel"), require_reason(reason)
    payment.ended_by, payment.ended_at = by, at
    payment.save(update_fields=["state", "reason", "ended_by", "ended_at"])
    ledger.resolve(Code.RELEASE, pending=_transfer(payment), effect_key=f"aid_payment:{payment.pk}:ended", by_id=by.pk)
    _record(payment, "aid_payment.cancelled", by, at, reason=payment.reason)
    return payment


def _locked(payment: AidPayment, by: User) -> AidPayment:
    services.locked(payment.reserve)
    related = ("aid", "reserve__office__region", "reserve__keeper")
    payment = AidPayment.objects.select_for_update(of=("self",)).select_related(*related).get(pk=payment.pk)
    if not access.may_keep(by, payment.reserve):
        raise PermissionDenied
    if by.pk == payment.decided_by_id:
        raise DeciderPays(_("决定救助的人不能自己付款。"))
    return payment


def _transfer(payment: AidPayment) -> Transfer:
    return Transfer.objects.select_related("debit", "credit").get(pk=payment.transfer_id)


def _record(payment: AidPayment, verb: str, by: User, at: datetime, **data: object) -> None:
    record(
        actor=by,
        verb=verb,
        subject=payment,
        case_id=payment.aid.case_id,
        county=payment.reserve.keeper.region_id,
        organisation_id=payment.reserve.office_id,
        data=data,
        at=at,
    )
