"""Where the money is: with which charity, in which stage. All figures come from the ledger in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from common.presence import present
from funds.accounts import Balances, balances_of
from funds.models import Fund
from funds.states import FundState
from organisations.models import Organisation
from programmes.models import Programme
from programmes.states import ProgrammeState


@dataclass
class Holder:
    """A charity and everything it holds: its programmes' gifts and the enterprise funds in its custody."""

    name: str
    sources: int = 0
    total_fen: int = 0
    committed_fen: int = 0
    disbursed_fen: int = 0
    available_fen: int = 0

    def add(self, sums: Balances | Holder) -> None:
        self.total_fen += sums.total_fen
        self.committed_fen += sums.committed_fen
        self.disbursed_fen += sums.disbursed_fen
        self.available_fen += sums.available_fen


@dataclass
class Holders:
    rows: list[Holder] = field(default_factory=list)
    others: Holder | None = None
    total: Holder | None = None


def holders(limit: int) -> Holders:
    """The charities that hold most, the others as one row, and the sum of all."""
    holding = [one for one in _by_charity() if one.total_fen]
    found = sorted(holding, key=lambda one: (-one.total_fen, one.name))
    if not found:
        return Holders()
    rest = found[limit:]
    return Holders(found[:limit], _sum(rest) if rest else None, _sum(found))


def _by_charity() -> Iterable[Holder]:
    approved = [ProgrammeState.RUNNING, ProgrammeState.FULL, ProgrammeState.RESTING, ProgrammeState.STOPPED]
    programmes = Programme.objects.filter(state__in=approved, approved_by__isnull=False).select_related("charity")
    running = [FundState.RUNNING, FundState.PAUSED]
    funds = Fund.objects.filter(state__in=running, custodian__isnull=False).select_related("custodian")
    sources: list[tuple[Programme | Fund, Organisation]] = [
        *((one, one.charity) for one in programmes),
        *((one, present(one.custodian)) for one in funds),
    ]
    sums = balances_of([source for source, _holder in sources])
    rows: dict = {}
    for source, holder in sources:
        row = rows.setdefault(holder.pk, Holder(holder.local_name))
        row.sources += 1
        row.add(sums[source.pk])
    return rows.values()


def _sum(rows: Iterable[Holder]) -> Holder:
    total = Holder("")
    for row in rows:
        total.sources += row.sources
        total.add(row)
    return total
