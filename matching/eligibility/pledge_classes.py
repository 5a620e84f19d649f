"""Small promises as arrays of the optimiser, without a row for each pair of promise and need.

Promises with equal restrictions form a class, and each class has one hub that leads to every need it may help. Where a
promise has a history with one of the needs, the evaluator is asked about that pair beforehand; a promise with such an
exception is a class of its own kind. So the hubs are exact, and what the optimiser draws can be proposed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from django.utils.timezone import localdate

from matching.eligibility.arrays.pairs import Array, column
from matching.eligibility.evaluator import judge
from matching.eligibility.history import History
from matching.eligibility.sources import UNANSWERED, Source
from matching.measures import CASH
from matching.models import Match
from matching.states import MatchState
from needs.models import NeedItem

# Refusals that concern the need, whoever gives.
OF_THE_NEED = frozenset({"duplicate", "co_funding", "sources"})


def _nothing() -> Array:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Promises:
    """K promises with something left for these needs, P classes (and as many hubs), O arcs from a hub to a need."""

    sources: tuple[Source, ...] = ()
    fen: Array = field(
        default_factory=_nothing
    )  # (K) at most for all needs of a run together, hence for each household
    of_class: Array = field(default_factory=_nothing)  # (K)
    out_class: Array = field(default_factory=_nothing)  # (O)
    out_need: Array = field(default_factory=_nothing)  # (O) row of items
    reached: frozenset[int] = frozenset()  # rows of items that some promise may help, however little

    def arrays(self, previous: dict[tuple[int, int], int], cost: int) -> dict[str, Any]:
        """The fields of a Problem; `previous` is what a need was proposed last time out of a class, in fen."""
        classes = np.arange(int(self.of_class.max(initial=-1)) + 1)
        arcs = zip(self.out_class.tolist(), self.out_need.tolist(), strict=True)
        return {
            "class_id": classes,
            "hub_id": classes,
            "into_class": classes,
            "into_hub": classes,
            "pledge_id": np.arange(len(self.sources)),
            "pledge_class": self.of_class,
            "pledge_amount": self.fen,
            "pledge_day": np.array([localdate(one.row.created_at).toordinal() for one in self.sources], dtype=np.int64),
            "out_hub": self.out_class,
            "out_need": self.out_need,
            "out_previous": np.array([previous.get(arc, 0) for arc in arcs], dtype=np.int64),
            "out_cost": np.full(len(self.out_need), cost),
        }


def compiled(
    items: Sequence[NeedItem],
    sources: Sequence[Source],
    codes: Sequence[str],
    facts: Sequence[dict[str, Any]],
    history: History,
    at: datetime,
) -> Promises:
    """`sources` are small promises in a fixed order; `codes` and `facts` are those of the items."""
    useful = [one for one in sources if min(one.free, one.cap or 0) >= CASH.unit]
    if not useful or not items:
        return Promises()
    helps = _helped(useful, codes, facts)
    needs_of = {one.key: helps[one.region_prefix, one.row.category] for one in useful}
    closed = _closed(items, useful, needs_of, history, at)
    barred = _barred(items, useful, history, at)
    reach = {
        one.key: [row for row in needs_of[one.key] if row not in closed and row not in barred[one.key]]
        for one in useful
    }
    closed |= _hopeless(items, useful, reach, history, at)
    classes: dict[tuple, int] = {}
    rows: list[tuple[Source, int]] = []
    arcs: list[tuple[int, int]] = []
    for one in useful:
        open_to = [row for row in reach[one.key] if row not in closed]
        key = (one.region_prefix, one.row.category, frozenset(barred[one.key]))
        if open_to and key not in classes:
            classes[key] = len(classes)
            arcs += [(classes[key], row) for row in open_to]
        if open_to:
            rows.append((one, classes[key]))
    return Promises(
        tuple(one for one, _class in rows),
        column(min(one.free, one.cap or 0) for one, _class in rows),
        column(of for _one, of in rows),
        column(of for of, _row in arcs),
        column(row for _of, row in arcs),
        frozenset().union(*reach.values()),
    )


def _helped(sources: Sequence[Source], codes: Sequence[str], facts: Sequence[dict[str, Any]]) -> dict[tuple, list[int]]:
    """(place, kind of hardship or any) → the needs there: the only restrictions that a promise has."""
    found: dict[tuple, list[int]] = {(one.region_prefix, one.row.category): [] for one in sources}
    lengths = {len(prefix) for prefix, _category in found}
    for row, (code, fact) in enumerate(zip(codes, facts, strict=True)):
        for length in lengths:
            for category in ("", fact["category"]):
                if (code[:length], category) in found:
                    found[code[:length], category].append(row)
    return found


def _closed(items, sources, needs_of: dict[str, list[int]], history: History, at: datetime) -> set[int]:
    """Needs that no promise may help, and needs whose pool an approver returned and that have not changed since."""
    first = {row: one for one in reversed(sources) for row in needs_of[one.key]}
    found = set()
    for row, touched in enumerate(history.touched(list(items), localdate(at))):
        if touched and row in first:
            returned = [one for one in sources if (items[row].pk, one.key) in history.returned]
            refused = {
                reason.rule
                for one in (first[row], *returned)
                for reason in judge(items[row], one, history, at=at).failed
            }
            if refused & (OF_THE_NEED | {"returned"}):
                found.add(row)
    return found


def _hopeless(items, sources, reach: dict[str, list[int]], history: History, at: datetime) -> set[int]:
    """Needs for which all promises together stay below the least of their county: others can use what they would draw."""
    most: Counter[int] = Counter()
    for one in sources:
        for row in reach[one.key]:
            most[row] += min(one.free, one.cap or 0)
    return {
        row
        for row, fen in most.items()
        if min(fen, CASH.remaining(items[row])) < history.limits(items[row], localdate(at)).least_pledge_fen
    }


def _barred(items, sources, history: History, at: datetime) -> dict[str, set[int]]:
    """Source key → needs that this promise may not help although its class may, by its own history with them.

    An interest of the donor, an earlier gift to the household, a decision that is under way.
    """
    rows_of = defaultdict(list)
    for row, item in enumerate(items):
        rows_of[item.case.household_id].append(row)
    found: dict[str, set[int]] = {one.key: set() for one in sources}
    row_of = {item.pk: row for row, item in enumerate(items)}
    live = Match.objects.filter(
        item__in=list(items), pledge__isnull=False, state__in=[*UNANSWERED, MatchState.ACCEPTED, MatchState.DISBURSING]
    )
    for item, key in live.values_list("item_id", "source_key"):
        if key in found:
            found[key].add(row_of[item])
    by_donor = defaultdict(list)
    for one in sources:
        by_donor[one.row.donor_id].append(one)
    asked = {
        (household, one.key)
        for household in history.interests.known
        if household in rows_of
        for user in history.interests.parties(household, at)
        for one in by_donor.get(user, ())
    }
    known = {*history.given, *history.outstanding.by_household}
    asked |= {(household, key) for household, key in known if household in rows_of and key in found}
    source_of = {one.key: one for one in sources}
    for household, key in asked:
        source = source_of[key]
        for row in rows_of[household]:
            verdict = judge(items[row], source, history, at=at)
            if not verdict.eligible or verdict.bound.get("cap", 0) < min(source.free, source.cap or 0):
                found[key].add(row)
    return found
