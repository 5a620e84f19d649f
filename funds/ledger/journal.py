"""Writing one row of the journal, once per effect; what the database refuses becomes a sentence."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.money import Money
from funds.ledger.models import Account, Transfer
from funds.ledger.routes import Code, Kind
from funds.ledger.selectors import balance

Memo = dict[str, str | int | UUID]
ID_FORM = re.compile(r"[A-Za-z0-9_:./@-]{1,80}")


def _overdraft_sentence(available_fen: int, asked_fen: int) -> str:
    figures = {"available": Money(available_fen).text, "asked": Money(asked_fen).text}
    return gettext("可用余额为 %(available)s，不足以支付 %(asked)s。") % figures


overdraft_sentence = lazy(_overdraft_sentence, str)  # the figures too are written in the reader's language


class Overdrawn(Refusal):
    """A limited account has less than was asked; both figures in fen."""

    def __init__(self, account: Account, *, available_fen: int, asked_fen: int) -> None:
        self.account, self.available_fen, self.asked_fen = account, available_fen, asked_fen
        super().__init__(overdraft_sentence(available_fen, asked_fen), field="amount")


class EffectConflict(Refusal):
    """The effect was booked before with another amount or between other accounts. It is an error, not a replay."""


class AlreadyResolved(Refusal):
    """A reservation is confirmed or released once; someone was first."""


class Expired(Refusal):
    """The database's clock passed the expiry of the reservation."""


class NotYetExpired(Refusal):
    """An expiry was asked for before the database's clock reached it."""


class MoreThanReserved(Refusal):
    """A confirmation asks for more than was reserved."""


class Frozen(Refusal):
    """The books were found wrong and nobody may disburse until two people lift the freeze."""


class NotTwoPeople(Refusal):
    """Four eyes: two different people must stand for this."""


REFUSALS: dict[str, tuple[type[Refusal], Any]] = {
    "ledger_transfer_one_resolution": (AlreadyResolved, _("这笔预留已经确认或撤销，不能再次处理。")),
    "ledger_transfer_not_expired": (Expired, _("这笔预留已经到期，不能再拨付。")),
    "ledger_transfer_expiry_reached": (NotYetExpired, _("这笔预留尚未到期。")),
    "ledger_transfer_within_pending": (MoreThanReserved, _("确认金额不能超过预留金额。")),
    "ledger_transfer_not_frozen": (Frozen, _("账目核对发现差错，拨付已暂停，须由两人共同解除。")),
    "ledger_transfer_two_approvers": (NotTwoPeople, _("资金调剂须由两位不同的人员批准。")),
}


def write(
    *,
    kind: Kind,
    code: Code,
    debit: Account,
    credit: Account,
    amount_fen: int,
    effect_key: str,
    pending: Transfer | None = None,
    expires_at: datetime | None = None,
    by_id: UUID | None = None,
    approver_id: UUID | None = None,
    memo: Memo | None = None,
) -> Transfer:
    """Book one transfer, or return the first one when the effect was booked before.

    Raises Overdrawn, EffectConflict or another Refusal; a breach that no user can cause stays an IntegrityError.
    """
    row = Transfer(
        kind=kind,
        code=code,
        book_id=debit.book_id,
        currency=debit.currency,
        debit=debit,
        credit=credit,
        amount_fen=_whole_fen(amount_fen),
        effect_key=effect_key,
        pending=pending,
        expires_at=expires_at,
        actor_id=by_id,
        approver_id=approver_id,
        memo=_ids_only(memo or {}),
    )
    if first := _booked_before(row):
        return first
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if first := _booked_before(row):  # a rival with the same effect was quicker
            return first
        refusal = _refusal(error, row)
        if refusal is None:
            raise
        raise refusal from error
    return row


def constraint_of(error: DatabaseError) -> str:
    """The name of the rule that refused, as the database reports it; empty if it was none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def _booked_before(row: Transfer) -> Transfer | None:
    first = Transfer.objects.filter(effect_key=row.effect_key).first()
    if first is None:
        return None
    compared = ("kind", "code", "debit_id", "credit_id", "amount_fen", "pending_id")
    if any(getattr(first, name) != getattr(row, name) for name in compared):
        raise EffectConflict(_("同一业务事项已经入账，但金额或账户不同，请核对。"))
    return first


def _refusal(error: IntegrityError, row: Transfer) -> Refusal | None:
    name = constraint_of(error)
    if name == "ledger_account_no_overdraft":
        available_fen = balance(row.debit).available_fen
        return Overdrawn(row.debit, available_fen=available_fen, asked_fen=row.amount_fen)
    if name in REFUSALS:
        refusal, sentence = REFUSALS[name]
        return refusal(sentence)
    return None


def _whole_fen(amount: int) -> int:
    if type(amount) is not int:  # a float or a bool would be rounded on its way to the column
        raise TypeError(f"Amounts are whole fen as int, not {type(amount).__name__}.")
    return amount


def _ids_only(memo: Memo) -> dict[str, str]:
    ids = {key: str(value) for key, value in memo.items()}
    if wrong := [key for key, value in ids.items() if not (ID_FORM.fullmatch(key) and ID_FORM.fullmatch(value))]:
        raise ValueError(f"The memo holds ids, and {wrong} are none.")
    return ids
