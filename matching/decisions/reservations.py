"""What an approved match holds back: money in the ledger or goods in the store, and the part of the need that it covers."""

from datetime import datetime

from common.presence import present
from funds import accounts
from funds.ledger import services as ledger
from funds.ledger.models import Transfer
from funds.ledger.routes import Code
from matching.eligibility.sources import Source
from matching.models import Match
from needs import services as needs
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due
from programmes.resources import stock


def reserve(match: Match, source: Source, amount: int, by: User, at: datetime, *, key: str) -> None:
    """Set aside at the source, committed on the need: both or neither. Overdraft and over-funding are the database's no."""
    if match.resource:
        stock.reserve(
            resource=match.resource, quantity=amount * match.resource.per_share, key=f"{key}:stock", by=by, at=at
        )
    else:
        _reserve_money(match, amount, by, at, key)
    match.commitment = needs.commit(
        item=match.item,
        source_kind="charity",
        source_label=source.name,
        effect_key=f"{key}:need",
        at=at,
        amount_fen=amount if match.measure.is_money else None,
        quantity=None if match.measure.is_money else amount,
    )


def _reserve_money(match: Match, amount_fen: int, by: User, at: datetime, key: str) -> None:
    expires_at = due(Clock.MATCH_RESERVED, match.case.urgency, at, match.county_id)
    account = accounts.fund_account(match.fund) if match.fund else accounts.programme_account(present(match.programme))
    payable = accounts.payable_account(accounts.book_of(match.source), match.number)
    pending = ledger.post(
        Code.COMMITMENT,
        debit=account,
        credit=payable,
        amount_fen=amount_fen,
        effect_key=f"{key}:ledger",
        expires_at=expires_at,
        by_id=by.pk,
        memo={"match": str(match.pk)},
    )
    match.pending_transfer = pending.pk


def stock_key(match: Match) -> str:
    """Names everything that was ever set aside for this match, however often its amount changed."""
    return f"match:{match.pk}"


def release(match: Match, by: User | None, at: datetime, *, key: str) -> None:
    """Give back to the source and to the gap what this match reserved; a promise reserved nothing.

    Before the second signature nothing is reserved either.
    """
    if match.commitment is None:
        return
    if match.resource:
        stock.release(resource=match.resource, key=stock_key(match), by=by, at=at)
    else:
        pending = Transfer.objects.get(pk=present(match.pending_transfer))
        ledger.resolve(
            Code.RELEASE, pending=pending, effect_key=f"{key}:ledger", by_id=by.pk if by else match.decided_by_id
        )
    needs.release(commitment=match.commitment, at=at)
