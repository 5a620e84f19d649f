"""One order for equal data: every table sorted by id, so that equal input gives byte-equal output.

Optimal plans are hugely degenerate: the same data in another row order would otherwise drop a third of the awards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.model.arrays import Ints
from optimiser.model.problem import Problem

#: Tables by the column that names their rows, and the columns that move along.
_TABLES = {
    "region_code": (),
    "household_id": ("household_ceiling",),
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
    "source_id": ("source_amount", "source_minimum", "source_alone", "source_percent"),
    "group_id": ("group_source", "group_cap"),
    "class_id": (),
    "pledge_id": ("pledge_class", "pledge_amount", "pledge_day"),
    "hub_id": (),
}
_LINKS = {
    ("edge_need", "edge_source"): ("edge_cap", "edge_previous", "edge_cost", "edge_group"),
    ("into_hub", "into_class"): (),
    ("out_need", "out_hub"): ("out_previous", "out_cost"),
}
_POINTS_TO = {
    "need_region": "region_code",
    "need_household": "household_id",
    "group_source": "source_id",
    "pledge_class": "class_id",
    "edge_need": "need_id",
    "edge_source": "source_id",
    "edge_group": "group_id",
    "into_class": "class_id",
    "into_hub": "hub_id",
    "out_hub": "hub_id",
    "out_need": "need_id",
}


@dataclass(frozen=True, eq=False)
class Canonical:
    """The problem sorted by id; `order[name][k]` is the row of the given problem that became row k."""

    given: Problem
    problem: Problem
    order: dict[str, Ints]
    moved: frozenset[str]  # tables whose rows did not stand in order

    def restore(self, table: str, values: Ints) -> Ints:
        """Values of a canonical table in the row order of the given problem."""
        if table not in self.moved:
            return values
        back = np.empty_like(values)
        back[self.order[table]] = values
        return back


def canonical(problem: Problem, like: Canonical | None = None) -> Canonical:
    """Sort needs, sources, groups, pledges, hubs and regions by id and the links by what they join.

    With `like`, the same rows in the same order are known to be in place already; only amounts may differ.
    """
    if like is not None:
        return Canonical(problem, _moved(problem, like), like.order, like.moved)
    arrays = problem.arrays()
    order: dict[str, Ints] = {}
    place: dict[str, Ints] = {}
    for ident in _TABLES:
        order[ident] = np.argsort(arrays[ident], kind="stable")
        place[ident] = np.empty_like(order[ident])
        place[ident][order[ident]] = np.arange(len(order[ident]))
    for name, table in _POINTS_TO.items():
        points = arrays[name]
        # Row -1 means none and must stay so.
        arrays[name] = np.where(points < 0, -1, place[table][points]) if len(place[table]) else points
    for ident, columns in _TABLES.items():
        for name in (ident, *columns):
            arrays[name] = arrays[name][order[ident]]
    arrays["cell_before"] = _by_region(arrays["cell_before"], order["region_code"])
    for (major, minor), columns in _LINKS.items():
        order[major] = _link_order(arrays[major], arrays[minor])
        for name in (major, minor, *columns):
            arrays[name] = arrays[name][order[major]]
    moved = frozenset(name for name, rows in order.items() if not (rows[1:] > rows[:-1]).all())
    return Canonical(problem, Problem.trusted(arrays), order, moved)


def same_rows(problem: Problem, other: Problem) -> bool:
    """Whether both have the same rows in the same places, so that only amounts, prices and attributes differ."""
    names = (*_TABLES, *_POINTS_TO)
    return all(np.array_equal(getattr(problem, name), getattr(other, name)) for name in names)


def _moved(problem: Problem, like: Canonical) -> Problem:
    arrays = problem.arrays()
    for table, columns in [*_TABLES.items(), *((pair[0], columns) for pair, columns in _LINKS.items())]:
        for name in columns if table in like.moved else ():
            arrays[name] = arrays[name][like.order[table]]
    arrays["cell_before"] = _by_region(arrays["cell_before"], like.order["region_code"])
    return Problem.trusted(arrays | {name: getattr(like.problem, name) for name in (*_TABLES, *_POINTS_TO)})


def _by_region(cells: Ints, order: Ints) -> Ints:
    return cells.reshape(-1, len(order))[:, order].ravel()


def _link_order(major: Ints, minor: Ints) -> Ints:
    key = major * (int(minor.max(initial=0)) + 1) + minor
    if (np.diff(key) > 0).all():
        return np.arange(len(key))
    return np.argsort(key, kind="stable")
