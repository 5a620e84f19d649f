"""Which row of a dated rule holds somewhere on a day.

All confirmed rows of a kind, some hundred, are read once a minute: a list of fifty deadlines must not ask fifty times.
A rule begins on a later day than it is confirmed, so another process that looks again within the minute is in time.
"""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar

from policy.models import DatedRule
from policy.states import RuleState

FRESH_SECONDS = 60

Rule = TypeVar("Rule", bound=DatedRule)
_rows: dict[type[DatedRule], tuple[float, dict[tuple[Any, ...], list[Any]]]] = {}


def forget_rules() -> None:
    """Read the tables again at the next question; whoever writes one calls this."""
    _rows.clear()


def above(county: str) -> Iterator[str]:
    """The county's code, its city's, its province's, and the empty code of the default."""
    if county:
        yield from dict.fromkeys((county, f"{county[:4]:0<12}", f"{county[:2]:0<12}"))
    yield ""


def rule(kind: type[Rule], county: str, on: date, **what: Any) -> Rule | None:
    """The nearest area's latest row that has begun; None where nobody has set anything."""
    rows, key = _known(kind), kind.key_of(**what)
    for code in above(county):
        found = next((row for row in rows.get((code, *key), ()) if row.valid_from <= on), None)
        if found is not None and not found.falls_back:
            return found
    return None


def _known(kind: type[Rule]) -> dict[tuple[Any, ...], list[Rule]]:
    """(code, *key) → rows, the latest first."""
    read_at, rows = _rows.get(kind, (0.0, {}))
    if not rows or clock.monotonic() - read_at > FRESH_SECONDS:
        rows = {}
        for row in kind._default_manager.filter(state=RuleState.CONFIRMED).order_by("-valid_from"):
            rows.setdefault((row.region_id or "", *(getattr(row, name) for name in kind.KEY)), []).append(row)
        _rows[kind] = (clock.monotonic(), rows)
    return rows
