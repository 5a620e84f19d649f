"""The government's reserves in the ledger: books of their own, two people for each move, no way to charity money.

| event | kind | debit → credit |
|---|---|---|
| appropriation | single | treasury → reserve |
| carry-over to the next year; allotment to a township | single | reserve → reserve |
| aid ordered; paid; cancelled | pending; post; void | reserve → treasury |
"""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from funds.ledger.journal import Memo, NotTwoPeople, write
from funds.ledger.models import Account, Code, Kind, Transfer
from funds.ledger.services import disburse, release

__all__ = ["allot", "appropriate", "carry_over", "disburse", "order_aid", "release"]


def appropriate(
    *, treasury: Account, reserve: Account, amount_fen: int, effect_key: str, by_a: UUID, by_b: UUID, memo: Memo
) -> Transfer:
    return _by_two(Code.APPROPRIATION, treasury, reserve, amount_fen, effect_key, by_a, by_b, memo)


def allot(
    *, source: Account, reserve: Account, amount_fen: int, effect_key: str, by_a: UUID, by_b: UUID, memo: Memo
) -> Transfer:
    """From the county's reserve to a township's, both in the county's book."""
    return _by_two(Code.ALLOTMENT, source, reserve, amount_fen, effect_key, by_a, by_b, memo)


def carry_over(
    *, source: Account, reserve: Account, amount_fen: int, effect_key: str, by_a: UUID, by_b: UUID, memo: Memo
) -> Transfer:
    """What is left of one year becomes the next year's."""
    return _by_two(Code.CARRY_OVER, source, reserve, amount_fen, effect_key, by_a, by_b, memo)


def order_aid(
    *, reserve: Account, treasury: Account, amount_fen: int, effect_key: str, by_id: UUID, memo: Memo
) -> Transfer:
    """A payment order: it counts against the reserve at once and does not expire. `disburse` or `release` ends it."""
    return write(
        kind=Kind.PENDING,
        code=Code.COMMITMENT,
        debit=reserve,
        credit=treasury,
        amount_fen=amount_fen,
        effect_key=effect_key,
        by_id=by_id,
        memo=memo,
    )


def _by_two(
    code: Code, debit: Account, credit: Account, amount_fen: int, key: str, by_a: UUID, by_b: UUID, memo: Memo
) -> Transfer:
    if by_a is None or by_b is None or by_a == by_b:
        raise NotTwoPeople(_("政府救助资金的安排、下拨和结转须由两位不同的人员经手。"))
    return write(
        kind=Kind.SINGLE,
        code=code,
        debit=debit,
        credit=credit,
        amount_fen=amount_fen,
        effect_key=key,
        by_id=by_a,
        approver_id=by_b,
        memo=memo,
    )
