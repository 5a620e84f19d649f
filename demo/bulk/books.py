"""Transfers of the ledger in bulk: through the same table, so that the database's own triggers move the balances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection

from demo.people import stable_id
from funds.ledger import services as ledger
from funds.ledger.models import Book, Transfer
from funds.ledger.routes import AccountKind, Code, Kind
from organisations.models import Organisation

ROUNDS = (Kind.SINGLE, Kind.PENDING, Kind.POST, "proof")  # what a later round resolves was written by an earlier one


@dataclass(frozen=True)
class Side:
    book: UUID
    kind: str
    key: str


@cache
def book_of(holder_id: UUID) -> UUID:
    return ledger.open_book(holder=Organisation.objects.get(pk=holder_id)).pk


class Books:
    def __init__(self) -> None:
        self.waiting: list[tuple] = []

    # what stands for what: the same keys as `funds.accounts` and `funds.ledger.accounts`
    @staticmethod
    def general(holder: Organisation, source_id: UUID) -> Side:
        return Side(book_of(holder.pk), AccountKind.FUND, f"fund/{source_id}/general")

    @staticmethod
    def earmark(holder: Organisation, programme_id: UUID, need_id: UUID) -> Side:
        return Side(book_of(holder.pk), AccountKind.FUND, f"fund/{programme_id}/need-{need_id}")

    @staticmethod
    def payable(holder: Organisation, number: str) -> Side:
        return Side(book_of(holder.pk), AccountKind.PAYABLE, f"payable/{number}")

    @staticmethod
    def bank(holder: Organisation) -> Side:
        return Side(book_of(holder.pk), AccountKind.BANK, f"bank/{book_of(holder.pk)}/main")

    @staticmethod
    def clearing(holder: Organisation, channel: str) -> Side:
        return Side(book_of(holder.pk), AccountKind.CLEARING, f"clearing/{book_of(holder.pk)}/{channel}")

    @staticmethod
    def government(keeper: Organisation, reserve_id: UUID) -> Side:
        return Side(book_of(keeper.pk), AccountKind.GOV_RESERVE, f"gov/{reserve_id}")

    @staticmethod
    def treasury(keeper: Organisation) -> Side:
        return Side(book_of(keeper.pk), AccountKind.TREASURY, f"treasury/{book_of(keeper.pk)}")

    def book(
        self,
        kind: str,
        code: str,
        debit: Side,
        credit: Side,
        amount_fen: int,
        effect: str,
        *,
        by=None,
        memo=None,
        resolves: str = "",
        approver=None,
    ) -> UUID:
        made = stable_id("transfer", effect)
        self.waiting.append((kind, code, debit, credit, amount_fen, effect, by, memo or {}, resolves, approver))
        return made

    def write(self) -> None:
        ids = _open({side for row in self.waiting for side in (row[2], row[3])})
        for wanted in ROUNDS:
            rows = [row for row in self.waiting if _round(row) == wanted]
            Transfer.objects.bulk_create([_transfer(row, ids) for row in rows], batch_size=500)


def _round(row: tuple) -> str:
    return "proof" if row[1] == Code.BANK_PROOF else row[0]


def _transfer(row: tuple, ids: dict[Side, int]) -> Transfer:
    kind, code, debit, credit, amount_fen, effect, by, memo, resolves, approver = row
    return Transfer(
        id=stable_id("transfer", effect),
        kind=kind,
        code=code,
        book_id=debit.book,
        currency="CNY",
        debit_id=ids[debit],
        credit_id=ids[credit],
        amount_fen=amount_fen,
        effect_key=effect,
        actor_id=by.pk if by else None,
        memo=memo,
        pending_id=stable_id("transfer", resolves) if resolves else None,
        approver_id=approver.pk if approver else None,
    )


def _open(sides: Iterable[Side]) -> dict[Side, int]:
    """Accounts opened by the ledger's own function, all in one statement."""
    wanted = sorted(sides, key=lambda side: side.key)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select w.key, ledger_open(w.book, w.kind, w.key) from unnest(%s::uuid[], %s::text[], %s::text[]) "
            "as w (book, kind, key)",
            [[side.book for side in wanted], [str(side.kind) for side in wanted], [side.key for side in wanted]],
        )
        found = dict(cursor.fetchall())
    return {side: found[side.key] for side in wanted}


def forget() -> None:
    """Books belong to one database: tests use several."""
    book_of.cache_clear()


__all__ = ["Book", "Books", "Side", "book_of", "forget"]
