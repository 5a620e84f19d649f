"""Every movement of money by its name in the world; the accounts map of the ledger (debit → credit).

Amounts are whole fen. Each verb books one effect under its `effect_key`: asked again it returns the first transfer,
and with another amount or other accounts it raises EffectConflict. A transaction that books several effects calls
`lock` on all accounts first. Actors are ids: the journal outlives the users.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from funds.ledger.accounts import (
    bank_account,
    budget_account,
    clearing_account,
    fees_account,
    fund_account,
    lock,
    open_book,
    payable_account,
    receivable_account,
    reserve_account,
)
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
from funds.ledger.models import Account, Code, Kind, Transfer
from funds.ledger.selectors import expired_pendings

__all__ = [
    "AlreadyResolved",
    "EffectConflict",
    "Expired",
    "Frozen",
    "MoreThanReserved",
    "NotTwoPeople",
    "NotYetExpired",
    "Overdrawn",
    "allocate_budget",
    "bank_account",
    "bounce_payment",
    "budget_account",
    "charge_fee",
    "clearing_account",
    "commit",
    "cover_shortfall",
    "disburse",
    "dispute_lost",
    "dispute_opened",
    "dispute_won",
    "fees_account",
    "fill_reserve",
    "freeze",
    "fund_account",
    "lift_freeze",
    "lock",
    "open_book",
    "pay_out",
    "payable_account",
    "prove_payment",
    "reallocate",
    "receivable_account",
    "receive_gift",
    "refund_done",
    "refund_failed",
    "refund_reserve",
    "refund_returned",
    "release",
    "release_expired",
    "reserve_account",
    "return_budget",
    "top_up",
]


def receive_gift(
    *,
    source: Account,
    fund: Account,
    amount_fen: int,
    effect_key: str,
    by_id: UUID | None = None,
    memo: Memo | None = None,
) -> Transfer:
    """A gift arrived: `source` is the clearing account of the provider, or the bank for an offline gift."""
    return _single(Code.GIFT, source, fund, amount_fen, effect_key, by_id, memo)


def top_up(
    *, bank: Account, fund: Account, amount_fen: int, effect_key: str, by_id: UUID, memo: Memo | None = None
) -> Transfer:
    """The holder puts its own money into a fund: bank → fund."""
    return _single(Code.TOP_UP, bank, fund, amount_fen, effect_key, by_id, memo)


def fill_reserve(
    *, bank: Account, reserve: Account, amount_fen: int, effect_key: str, by_id: UUID, memo: Memo | None = None
) -> Transfer:
    return _single(Code.RESERVE_FILL, bank, reserve, amount_fen, effect_key, by_id, memo)


def charge_fee(
    *, fees: Account, clearing: Account, amount_fen: int, effect_key: str, memo: Memo | None = None
) -> Transfer:
    """The provider took its fee out of what it holds: fees → clearing."""
    return _single(Code.FEE, fees, clearing, amount_fen, effect_key, None, memo)


def pay_out(
    *, bank: Account, clearing: Account, amount_fen: int, effect_key: str, memo: Memo | None = None
) -> Transfer:
    """The provider paid what it held to the holder's bank: bank → clearing."""
    return _single(Code.PAYOUT, bank, clearing, amount_fen, effect_key, None, memo)


def allocate_budget(
    *, fund: Account, budget: Account, amount_fen: int, effect_key: str, by_id: UUID, memo: Memo | None = None
) -> Transfer:
    return _single(Code.BUDGET, fund, budget, amount_fen, effect_key, by_id, memo)


def return_budget(
    *, budget: Account, fund: Account, amount_fen: int, effect_key: str, by_id: UUID, memo: Memo | None = None
) -> Transfer:
    """What a programme did not use goes back to the fund; what is committed cannot."""
    return _single(Code.BUDGET_RETURN, budget, fund, amount_fen, effect_key, by_id, memo)


def commit(
    *,
    from_account: Account,
    payable: Account,
    amount_fen: int,
    effect_key: str,
    expires_at: datetime,
    by_id: UUID,
    memo: Memo | None = None,
) -> Transfer:
    """Reserve an approved grant on a budget, or directly on a fund. It counts against the limit at once."""
    return write(
        kind=Kind.PENDING,
        code=Code.COMMITMENT,
        debit=from_account,
        credit=payable,
        amount_fen=amount_fen,
        effect_key=effect_key,
        expires_at=expires_at,
        by_id=by_id,
        memo=memo,
    )


def disburse(
    *, pending: Transfer, effect_key: str, by_id: UUID, amount_fen: int | None = None, memo: Memo | None = None
) -> Transfer:
    """Pay the grant, all of it or a part; the rest returns to where it was reserved. Once per commitment."""
    return _resolve(Kind.POST, Code.DISBURSEMENT, pending, amount_fen, effect_key, by_id, memo)


def release(*, pending: Transfer, effect_key: str, by_id: UUID, memo: Memo | None = None) -> Transfer:
    """Cancel a commitment; all of it returns."""
    return _resolve(Kind.VOID, Code.RELEASE, pending, None, effect_key, by_id, memo)


def release_expired(*, limit: int = 500) -> list[Transfer]:
    """Return what expired commitments hold back, by the database's clock. One that a rival resolved is left out."""
    released = []
    for pending in expired_pendings()[:limit]:
        try:
            released.append(
                _resolve(Kind.VOID, Code.EXPIRY, pending, None, f"transfer:{pending.pk}:expired", None, None)
            )
        except AlreadyResolved:
            continue
    return released


def prove_payment(
    *, payable: Account, bank: Account, amount_fen: int, effect_key: str, by_id: UUID, memo: Memo | None = None
) -> Transfer:
    """The bank paid the beneficiary, as its statement shows: payable → bank."""
    return _single(Code.BANK_PROOF, payable, bank, amount_fen, effect_key, by_id, memo)


def bounce_payment(
    *, bank: Account, payable: Account, amount_fen: int, effect_key: str, by_id: UUID, memo: Memo | None = None
) -> Transfer:
    """The bank sent the payment back: bank → payable."""
    return _single(Code.BOUNCE, bank, payable, amount_fen, effect_key, by_id, memo)


def refund_reserve(
    *,
    fund: Account,
    clearing: Account,
    amount_fen: int,
    effect_key: str,
    by_id: UUID | None = None,
    memo: Memo | None = None,
) -> Transfer:
    """Hold the money of a refund back before the provider is asked for it."""
    return _reserve(Code.REFUND, fund, clearing, amount_fen, effect_key, by_id, memo)


def refund_done(*, pending: Transfer, effect_key: str, memo: Memo | None = None) -> Transfer:
    return _resolve(Kind.POST, Code.REFUND_DONE, pending, None, effect_key, None, memo)


def refund_failed(*, pending: Transfer, effect_key: str, memo: Memo | None = None) -> Transfer:
    return _resolve(Kind.VOID, Code.REFUND_FAILED, pending, None, effect_key, None, memo)


def refund_returned(
    *, clearing: Account, fund: Account, amount_fen: int, effect_key: str, memo: Memo | None = None
) -> Transfer:
    """A refund failed after it was reported as done: clearing → fund."""
    return _single(Code.REFUND_RETURNED, clearing, fund, amount_fen, effect_key, None, memo)


def dispute_opened(
    *, fund: Account, clearing: Account, amount_fen: int, effect_key: str, memo: Memo | None = None
) -> Transfer:
    return _reserve(Code.DISPUTE, fund, clearing, amount_fen, effect_key, None, memo)


def dispute_lost(
    *, pending: Transfer, effect_key: str, amount_fen: int | None = None, memo: Memo | None = None
) -> Transfer:
    """The provider took the money, all or a part. Won and lost share one effect key, since only one can happen."""
    return _resolve(Kind.POST, Code.DISPUTE_LOST, pending, amount_fen, effect_key, None, memo)


def dispute_won(*, pending: Transfer, effect_key: str, memo: Memo | None = None) -> Transfer:
    return _resolve(Kind.VOID, Code.DISPUTE_WON, pending, None, effect_key, None, memo)


def cover_shortfall(
    *, from_account: Account, clearing: Account, amount_fen: int, effect_key: str, by_id: UUID, memo: Memo | None = None
) -> Transfer:
    """The fund could not carry a fact: the reserve does, else a receivable from the holder."""
    return _single(Code.SHORTFALL, from_account, clearing, amount_fen, effect_key, by_id, memo)


def reallocate(
    *,
    from_fund: Account,
    to_fund: Account,
    amount_fen: int,
    effect_key: str,
    by_a: UUID,
    by_b: UUID,
    memo: Memo | None = None,
) -> Transfer:
    """Move money to another purpose within a book. Two different people stand for it; the database insists."""
    if by_a is None or by_b is None or by_a == by_b:
        raise NotTwoPeople(_("资金调剂须由两位不同的人员批准。"))
    return write(
        kind=Kind.SINGLE,
        code=Code.REALLOCATION,
        debit=from_fund,
        credit=to_fund,
        amount_fen=amount_fen,
        effect_key=effect_key,
        by_id=by_a,
        approver_id=by_b,
        memo=memo,
    )


def _single(
    code: Code, debit: Account, credit: Account, amount_fen: int, key: str, by_id: UUID | None, memo: Memo | None
) -> Transfer:
    return write(
        kind=Kind.SINGLE,
        code=code,
        debit=debit,
        credit=credit,
        amount_fen=amount_fen,
        effect_key=key,
        by_id=by_id,
        memo=memo,
    )


def _reserve(
    code: Code, debit: Account, credit: Account, amount_fen: int, key: str, by_id: UUID | None, memo: Memo | None
) -> Transfer:
    return write(
        kind=Kind.PENDING,
        code=code,
        debit=debit,
        credit=credit,
        amount_fen=amount_fen,
        effect_key=key,
        by_id=by_id,
        memo=memo,
    )


def _resolve(
    kind: Kind,
    code: Code,
    pending: Transfer,
    amount_fen: int | None,
    key: str,
    by_id: UUID | None,
    memo: Memo | None,
) -> Transfer:
    return write(
        kind=kind,
        code=code,
        debit=pending.debit,
        credit=pending.credit,
        amount_fen=pending.amount_fen if amount_fen is None else amount_fen,
        effect_key=key,
        pending=pending,
        by_id=by_id,
        memo=memo,
    )
