"""What a reserve has, and a month of it: from the acts, held against the ledger to the fen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Min, Sum
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from funds.ledger.models import Account
from funds.reserves.models import AidPayment, Move, Reserve

YEARLY_LEAST_FEN = 50_000 * 100  # a township's reserve is filled with at least this a year (C36, local rule of 安庆)


@dataclass(frozen=True, slots=True)
class Figures:
    """Whole fen. available = allocated + topped_up + carried_in − passed_on − paid − committed.

    Carried money is spent first, so that none grows older than it must: `carried_left` is what of it is still there.
    """

    allocated_fen: int = 0
    topped_up_fen: int = 0
    carried_in_fen: int = 0
    passed_on_fen: int = 0
    paid_fen: int = 0
    committed_fen: int = 0
    origin_year: int | None = None
    ledger_fen: int = 0

    @property
    def available_fen(self) -> int:
        came = self.allocated_fen + self.topped_up_fen + self.carried_in_fen
        return came - self.passed_on_fen - self.paid_fen - self.committed_fen

    @property
    def carried_left_fen(self) -> int:
        return max(0, self.carried_in_fen - self.passed_on_fen - self.paid_fen - self.committed_fen)

    @property
    def received_fen(self) -> int:
        return self.allocated_fen + self.topped_up_fen

    @property
    def agrees(self) -> bool:
        return self.available_fen == self.ledger_fen

    @property
    def short_of_least_fen(self) -> int:
        return max(0, YEARLY_LEAST_FEN - self.received_fen)


def figures(reserve: Reserve) -> Figures:
    return figures_of([reserve])[reserve.pk]


def figures_of(reserves: Iterable[Reserve]) -> dict[UUID, Figures]:
    """By id, in four statements, however many."""
    ids = [reserve.pk for reserve in reserves]
    sums: dict[UUID, dict] = {pk: {} for pk in ids}
    names = {"allocation": "allocated_fen", "top_up": "topped_up_fen", "carry_over": "carried_in_fen"}
    moves = Move.objects.filter(state="confirmed").order_by()
    for into in (
        moves.filter(reserve__in=ids)
        .values("reserve", "kind")
        .annotate(fen=Sum("amount_fen"), origin=Min("origin_year"))
    ):
        sums[into["reserve"]][names[into["kind"]]] = into["fen"]
        if into["origin"]:
            sums[into["reserve"]]["origin_year"] = into["origin"]
    for out in moves.filter(source__in=ids).values("source").annotate(fen=Sum("amount_fen")):
        sums[out["source"]]["passed_on_fen"] = out["fen"]
    states = {"paid": "paid_fen", "ordered": "committed_fen"}
    payments = AidPayment.objects.filter(reserve__in=ids, state__in=states).order_by().values("reserve", "state")
    for paid in payments.annotate(fen=Sum("amount_fen")):
        sums[paid["reserve"]][states[paid["state"]]] = paid["fen"]
    for account in Account.objects.filter(key__in=[f"gov/{pk}" for pk in ids]):
        free = account.credits_posted_fen - account.debits_posted_fen - account.debits_pending_fen
        sums[UUID(account.key.removeprefix("gov/"))]["ledger_fen"] = free
    return {pk: Figures(**values) for pk, values in sums.items()}


@dataclass(frozen=True, slots=True)
class Line:
    day: date
    label: str
    number: str
    change_fen: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One month: opening + lines = closing, posted money only; what is ordered leaves when the bank paid it."""

    since: date
    opening_fen: int
    lines: list[Line]

    @property
    def received_fen(self) -> int:
        return sum(line.change_fen for line in self.lines if line.change_fen > 0)

    @property
    def spent_fen(self) -> int:
        return -sum(line.change_fen for line in self.lines if line.change_fen < 0)

    @property
    def closing_fen(self) -> int:
        return self.opening_fen + self.received_fen - self.spent_fen


def statement(reserve: Reserve, since: date) -> Statement:
    """`since` is the first of a month."""
    until = date(since.year + since.month // 12, since.month % 12 + 1, 1)
    lines = sorted(
        _lines(reserve, make_aware(datetime.combine(until, time.min))), key=lambda line: (line.day, line.number)
    )
    opening_fen = sum(line.change_fen for line in lines if line.day < since)
    return Statement(since, opening_fen, [line for line in lines if line.day >= since])


def _lines(reserve: Reserve, before: datetime) -> Iterable[Line]:
    for move in reserve.moves.filter(state="confirmed", decided_at__lt=before):
        yield Line(localdate(move.decided_at), move.get_kind_display(), move.number, move.amount_fen)
    for move in reserve.moves_out.filter(state="confirmed", decided_at__lt=before):
        yield Line(localdate(move.decided_at), move.get_kind_display(), move.number, -move.amount_fen)
    for payment in reserve.payments.filter(state="paid", ended_at__lt=before):
        yield Line(localdate(payment.ended_at), _("临时救助付款"), payment.bank_line or "", -payment.amount_fen)
