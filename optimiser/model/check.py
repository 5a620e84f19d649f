"""Refuses data that contradict themselves, in sentences that name the row.

Duck-typed on purpose: it reads the arrays of a Problem and is called by it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Costs are places in an order, not money: small, so that path lengths never wrap.
LARGEST_COST = 2**20
#: Sums of money times ranks stay below this, so that int64 never wraps (2**62 leaves one bit to spare).
LIMIT = 2**62
#: Coverage of a region is counted in shares of so many.
SHARES = 10_000

_TABLES = {
    "need_id": (
        "need_amount",
        "need_covered",
        "need_region",
        "need_priority",
        "need_urgency",
        "need_deadline",
        "need_household",
        "need_max_sources",
    ),
    "household_id": ("household_ceiling",),
    "source_id": ("source_amount", "source_minimum", "source_alone", "source_percent"),
    "edge_need": ("edge_source", "edge_cap", "edge_previous", "edge_cost", "edge_group"),
    "group_id": ("group_source", "group_cap"),
    "pledge_id": ("pledge_class", "pledge_amount", "pledge_day"),
    "into_class": ("into_hub",),
    "out_hub": ("out_need", "out_previous", "out_cost"),
}
_INDEXES = {
    "need_region": ("region_code", False),
    "need_household": ("household_id", True),
    "edge_need": ("need_id", False),
    "edge_source": ("source_id", False),
    "edge_group": ("group_id", True),
    "group_source": ("source_id", False),
    "pledge_class": ("class_id", False),
    "into_class": ("class_id", False),
    "into_hub": ("hub_id", False),
    "out_hub": ("hub_id", False),
    "out_need": ("need_id", False),
}
_DISTINCT = ("need_id", "region_code", "household_id", "source_id", "group_id", "class_id", "pledge_id", "hub_id")
_POSITIVE = ("need_amount", "source_amount", "edge_cap", "pledge_amount")
_NOT_NEGATIVE = (
    "need_covered",
    "need_max_sources",
    "cell_before",
    "source_minimum",
    "source_alone",
    "household_ceiling",
    "edge_previous",
    "group_cap",
    "out_previous",
    "edge_cost",
    "out_cost",
)
_PAIRS = (("edge_need", "edge_source"), ("into_class", "into_hub"), ("out_hub", "out_need"))


class ProblemError(ValueError):
    """The data cannot be a matching problem; the message says which row and why."""


def whole_numbers(name: str, value: Any) -> NDArray[np.int64]:
    """`value` as contiguous int64, or ProblemError: money is never a fraction and never wraps."""
    try:
        array = np.asarray(value)
    except OverflowError as error:
        raise ProblemError(f"{name} holds a number beyond 64 bits.") from error
    if array.size == 0:
        return np.zeros(array.shape, dtype=np.int64)
    if array.dtype.kind == "O" and all(isinstance(v, int) for v in array.flat):
        raise ProblemError(f"{name} holds a number beyond 64 bits.")
    if array.dtype.kind not in "iu":
        raise ProblemError(f"{name} must hold whole numbers, not {array.dtype}.")
    if array.dtype == np.uint64 and int(array.max()) > np.iinfo(np.int64).max:
        raise ProblemError(f"{name} holds a number beyond 64 bits.")
    return np.asarray(array, dtype=np.int64, order="C")


def check(p: Any) -> None:
    """Raise ProblemError at the first contradiction in Problem `p`."""
    _shapes(p)
    for name, (table, optional) in _INDEXES.items():
        _index(name, getattr(p, name), table, len(getattr(p, table)), optional)
    for name in _DISTINCT:
        _distinct(name, getattr(p, name))
    for name in _POSITIVE:
        _at_least(name, getattr(p, name), 1)
    for name in _NOT_NEGATIVE:
        _at_least(name, getattr(p, name), 0)
    for left, right in _PAIRS:
        _once(left, right, getattr(p, left), getattr(p, right))
    _needs(p)
    _sources(p)
    _groups(p)
    _sizes(p)


def _shapes(p: Any) -> None:
    if p.unit < 1:
        raise ProblemError(f"unit is {p.unit}; it must be at least 1.")
    if p.region_steps < 0:
        raise ProblemError(f"region_steps is {p.region_steps}; it must be 0 or more.")
    for name, value in vars(p).items():
        if isinstance(value, np.ndarray) and value.ndim != 1 and name != "level_table":
            raise ProblemError(f"{name} must be a one-dimensional array.")
    for first, others in _TABLES.items():
        for name in others:
            if len(getattr(p, name)) != len(getattr(p, first)):
                raise ProblemError(f"{name} has {len(getattr(p, name))} rows, {first} has {len(getattr(p, first))}.")
    cuts = p.slice_tenths
    if len(cuts) != 3 or cuts[0] < 0 or (np.diff(cuts) < 0).any() or cuts[-1] != 10:
        raise ProblemError("slice_tenths must be three rising numbers that end with 10.")
    _levels(p.level_table)
    cells = (int(p.level_table.max()) + 1) * len(p.region_code)
    if len(p.cell_before) not in (0, cells):
        raise ProblemError(f"cell_before has {len(p.cell_before)} rows; levels × regions are {cells}.")


def _levels(table: NDArray[np.int64]) -> None:
    if table.ndim != 4 or table.shape[1] != 5 or table.shape[3] != 3 or table.size == 0:
        raise ProblemError("level_table must have the shape (priority classes, 5, deadline classes, 3).")
    used = np.unique(table)
    if used[0] != 0 or used[-1] != len(used) - 1:
        raise ProblemError("level_table must use every level from 0 to its largest.")
    if (np.diff(table, axis=3) < 0).any():
        raise ProblemError("level_table puts a later slice of a need before an earlier one.")


def _index(name: str, values: NDArray[np.int64], table: str, size: int, optional: bool) -> None:
    bad = np.flatnonzero((values < (-1 if optional else 0)) | (values >= size))
    if len(bad):
        raise ProblemError(f"Row {bad[0]} of {name} points to {values[bad[0]]}; {table} has {size} rows.")


def _distinct(name: str, values: NDArray[np.int64]) -> None:
    ordered = np.sort(values)
    twice = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(twice):
        raise ProblemError(f"{name} {ordered[twice[0]]} occurs twice.")


def _at_least(name: str, values: NDArray[np.int64], least: int) -> None:
    bad = np.flatnonzero(values < least)
    if len(bad):
        raise ProblemError(f"Row {bad[0]} of {name} is {values[bad[0]]}; it must be at least {least}.")


def _once(left: str, right: str, a: NDArray[np.int64], b: NDArray[np.int64]) -> None:
    key = a * (int(b.max(initial=0)) + 1) + b
    if (np.diff(key) > 0).all():
        return
    order = np.argsort(key, kind="stable")
    same = np.flatnonzero(np.diff(key[order]) == 0)
    if len(same):
        row = order[same[0]]
        raise ProblemError(f"The pair {left} {a[row]}, {right} {b[row]} occurs twice.")


def _needs(p: Any) -> None:
    bad = np.flatnonzero((p.need_urgency < 1) | (p.need_urgency > 5))
    if len(bad):
        raise ProblemError(f"Need {p.need_id[bad[0]]} has urgency {p.need_urgency[bad[0]]}; it must be 1 to 5.")
    for name, axis in (("need_priority", 0), ("need_deadline", 2)):
        _index(name, getattr(p, name), "level_table", p.level_table.shape[axis], False)
    bad = np.flatnonzero(p.need_covered > p.need_amount)
    if len(bad):
        raise ProblemError(f"Need {p.need_id[bad[0]]} is already covered beyond its amount.")


def _sources(p: Any) -> None:
    for name, least, largest in (("source_alone", 0, 1), ("source_percent", 1, 100)):
        value = getattr(p, name)
        bad = np.flatnonzero((value < least) | (value > largest))
        if len(bad):
            raise ProblemError(
                f"Source {p.source_id[bad[0]]} has {name} {value[bad[0]]}; it must be {least} to {largest}."
            )


def _groups(p: Any) -> None:
    inside = np.flatnonzero(p.edge_group >= 0)
    bad = inside[p.group_source[p.edge_group[inside]] != p.edge_source[inside]]
    if len(bad):
        raise ProblemError(f"Row {bad[0]} of edge_group points to a ceiling of another source.")


def _sizes(p: Any) -> None:
    """Totals in Python integers: numpy would wrap silently."""
    for name in ("edge_cost", "out_cost"):
        if getattr(p, name).max(initial=0) > LARGEST_COST:
            raise ProblemError(f"{name} holds {getattr(p, name).max()}; costs go up to {LARGEST_COST}.")
    for name in ("need_amount", "source_amount", "pledge_amount", "household_ceiling"):
        values = getattr(p, name)
        # Two halves, so that the sum itself cannot wrap.
        total = (int((values >> 31).sum()) << 31) + int((values & (2**31 - 1)).sum())
        ranks = (int(p.level_table.max()) + 1) * max(1, p.region_steps)
        if total * max(10 * ranks, SHARES) >= LIMIT:
            raise ProblemError(f"The sum of {name} is {total}; with {ranks} ranks that does not fit into 64 bits.")
