"""Every movement of money: `post` what happened, `resolve` what was set aside. `routes.py` says what a code may move.

Amounts are whole fen. Each call books one effect under its `effect_key`: asked again it returns the first transfer,
and with another amount or other accounts it raises EffectConflict. A transaction that books several effects calls
`lock` on all accounts first. Actors are ids, since the journal outlives the users; None is a fact that no person made.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from funds.ledger.accounts import lock, open_account, open_book
from funds.ledger.freeze import freeze, lift_freeze
from funds.ledger.journal import (
    AlreadyResolved,
    EffectConflict,
    Expired,
    Frozen,
    Memo,
    MoreThanReserved,
    NotTwoPeople,
    NotYetExpired,
    Overdrawn,
    write,
)
from funds.ledger.models import GOVERNMENT_KINDS, Account, Transfer
from funds.ledger.routes import KIND_OF, TWO_PEOPLE, Code, Kind

__all__ = [
    "AlreadyResolved",
    "Code",
    "EffectConflict",
    "Expired",
    "Frozen",
    "MoreThanReserved",
    "NotTwoPeople",
    "NotYetExpired",
    "Overdrawn",
    "freeze",
    "lift_freeze",
    "lock",
    "open_account",
    "open_book",
    "post",
    "resolve",
]

ENDS = (Kind.POST, Kind.VOID)


def post(
    code: Code,
    *,
    debit: Account,
    credit: Account,
    amount_fen: int,
    effect_key: str,
    by_id: UUID | None,
    approver_id: UUID | None = None,
    expires_at: datetime | None = None,
    memo: Memo | None = None,
) -> Transfer:
    """Book what happened: money moves from debit to credit, or is set aside there until `resolve` ends it.

    What is set aside counts against the limit at once. A code of two people needs `approver_id`, another person than
    `by_id` (NotTwoPeople); the database insists. `expires_at` is for what may be set aside, by the database's clock.
    Raises Overdrawn or EffectConflict; accounts that the code may not move are an IntegrityError.
    """
    if KIND_OF[code] in ENDS:
        raise ValueError(f"{code} ends what was set aside: it takes resolve().")
    if code in TWO_PEOPLE and (by_id is None or approver_id is None or by_id == approver_id):
        raise _not_two_people(debit)
    return write(
        kind=KIND_OF[code],
        code=code,
        debit=debit,
        credit=credit,
        amount_fen=amount_fen,
        effect_key=effect_key,
        expires_at=expires_at,
        by_id=by_id,
        approver_id=approver_id,
        memo=memo,
    )


def resolve(
    code: Code,
    *,
    pending: Transfer,
    effect_key: str,
    by_id: UUID | None,
    amount_fen: int | None = None,
    memo: Memo | None = None,
) -> Transfer:
    """End what was set aside, once: confirm all of it or `amount_fen`, the rest returns; or give all of it back.

    Raises AlreadyResolved, Expired, NotYetExpired, MoreThanReserved, EffectConflict, and Frozen for a disbursement
    while the books are found wrong.
    """
    if KIND_OF[code] not in ENDS:
        raise ValueError(f"{code} ends nothing: it takes post().")
    return write(
        kind=KIND_OF[code],
        code=code,
        debit=pending.debit,
        credit=pending.credit,
        amount_fen=pending.amount_fen if amount_fen is None else amount_fen,
        effect_key=effect_key,
        pending=pending,
        by_id=by_id,
        memo=memo,
    )


def _not_two_people(debit: Account) -> NotTwoPeople:
    if debit.kind in GOVERNMENT_KINDS:
        return NotTwoPeople(_("政府救助资金的安排、下拨和结转须由两位不同的人员经手。"))
    return NotTwoPeople(_("资金调剂须由两位不同的人员批准。"))
