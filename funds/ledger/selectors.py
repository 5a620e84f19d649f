"""Reading accounts: what is there, what is spoken for, and what moved between two moments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from funds.ledger.models import Account, Freeze, Transfer
from funds.ledger.routes import Kind

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Change(TypedDict):
        change_fen: int

    Movement = WithAnnotations[Transfer, Change]


@dataclass(frozen=True, slots=True)
class Balance:
    """All in fen. `posted_fen` is credits less debits; a bank or clearing account shows what it holds as negative."""

    posted_fen: int
    pending_fen: int  # reserved from this account and not yet confirmed
    incoming_fen: int  # reserved towards this account

    @property
    def available_fen(self) -> int:
        """What may still be reserved or spent."""
        return self.posted_fen - self.pending_fen


@dataclass(frozen=True, slots=True)
class Line:
    """A movement of a statement; `change_fen` is positive where the account received."""

    document: str
    at: datetime
    code: str
    label: str
    memo: dict[str, str]
    change_fen: int
    balance_fen: int


@dataclass(frozen=True, slots=True)
class Statement:
    """Opening balance + movements = closing balance, posted amounts in fen, `since` inclusive, `until` exclusive."""

    account: Account
    since: datetime
    until: datetime
    opening_fen: int
    lines: list[Line]

    @property
    def closing_fen(self) -> int:
        return self.lines[-1].balance_fen if self.lines else self.opening_fen

    @property
    def received_fen(self) -> int:
        return sum(line.change_fen for line in self.lines if line.change_fen > 0)

    @property
    def spent_fen(self) -> int:
        return -sum(line.change_fen for line in self.lines if line.change_fen < 0)


def balance(account: Account) -> Balance:
    """Read now from the database, whatever the given instance remembers."""
    return balances([account])[account.pk]


def balances(accounts: Iterable[Account]) -> dict[int, Balance]:
    """By account id, in one query, so that the figures belong to one moment."""
    rows = Account.objects.filter(pk__in=[account.pk for account in accounts])
    return {
        row.pk: Balance(
            posted_fen=row.credits_posted_fen - row.debits_posted_fen,
            pending_fen=row.debits_pending_fen,
            incoming_fen=row.credits_pending_fen,
        )
        for row in rows
    }


def posted(account: Account) -> QuerySet[Movement]:
    """The rows that moved the account's posted balance, in the order in which they did, with `change_fen`."""
    received = When(credit=account, then=F("amount_fen"))
    return (
        Transfer.objects.filter(Q(debit=account) | Q(credit=account), kind__in=[Kind.SINGLE, Kind.POST])
        .annotate(change_fen=Case(received, default=-F("amount_fen"), output_field=BigIntegerField()))
        .order_by("number")
    )


def statement(account: Account, since: datetime, until: datetime) -> Statement:
    """What the account held, what moved it, and what it holds after."""
    movements = posted(account)
    before = movements.filter(at__lt=since).aggregate(fen=Coalesce(Sum("change_fen"), Value(0)))
    opening_fen = int(before["fen"])
    lines = list(_lines(movements.filter(at__gte=since, at__lt=until), opening_fen))
    return Statement(account=account, since=since, until=until, opening_fen=opening_fen, lines=lines)


def open_pendings(account: Account) -> QuerySet[Transfer]:
    """Reservations that touch the account and are neither confirmed nor released, expired ones included."""
    touching = Transfer.objects.filter(Q(debit=account) | Q(credit=account), kind=Kind.PENDING)
    return touching.filter(resolutions__isnull=True).order_by("number")


def standing_freeze() -> Freeze | None:
    return Freeze.objects.filter(lifted_at__isnull=True).first()


def _lines(movements: QuerySet[Movement], opening_fen: int) -> Iterator[Line]:
    running_fen = opening_fen
    for row in movements:
        running_fen += row.change_fen
        label = str(row.get_code_display())
        yield Line(row.document, row.at, row.code, label, row.memo, row.change_fen, running_fen)
