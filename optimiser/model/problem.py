"""What the optimiser is asked: needs, sources and pledges as arrays of whole numbers.

Amounts are whole **fen**, or pieces, hours, slots in a network of goods and services; `unit` says how many make one
unit of the network (100: whole yuan). The solver rounds every amount down to units itself and reports what stays over,
so that a caller cannot invent a fen. Ids are any distinct int64; only their order matters, it breaks ties.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from optimiser.model.arrays import Ints
from optimiser.model.check import ProblemError, check, whole_numbers
from optimiser.model.levels import default_table

_FILLED: Any = None  # filled in by __post_init__

__all__ = ["Ints", "Problem", "ProblemError"]

#: How a missing array is filled: the array whose length it takes, and the value ("none" where the part is absent).
_DEFAULTS: dict[str, tuple[str, int]] = {
    "need_covered": ("need_id", 0),
    "need_region": ("need_id", 0),
    "need_priority": ("need_id", 0),
    "need_urgency": ("need_id", 3),
    "need_deadline": ("need_id", 0),
    "need_household": ("need_id", -1),
    "need_max_sources": ("need_id", 0),
    "source_minimum": ("source_id", 0),
    "source_alone": ("source_id", 0),
    "source_percent": ("source_id", 100),
    "edge_previous": ("edge_need", 0),
    "edge_cost": ("edge_need", 0),
    "edge_group": ("edge_need", -1),
    "pledge_day": ("pledge_id", 0),
    "out_previous": ("out_need", 0),
    "out_cost": ("out_need", 0),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """One network: who needs what, and which money may reach whom.

    All arrays are int64. N needs, R regions, Q households, S sources, E edges, G groups, K pledges, P pledge classes,
    H hubs, I class-to-hub arcs, O hub-to-need arcs. "Index" means a row of the named table, -1 means none.
    Raises ProblemError, in a full sentence, when the data contradict themselves.
    """

    need_id: Ints  # (N) distinct
    need_amount: Ints  # (N) fen requested, > 0
    need_covered: Ints = _FILLED  # (N) fen approved, paid or known from elsewhere, 0..amount
    need_region: Ints = _FILLED  # (N) index into region_code: the region of the need
    need_priority: Ints = _FILLED  # (N) priority class, first axis of level_table
    need_urgency: Ints = _FILLED  # (N) 1 (can wait) to 5 (life at risk)
    need_deadline: Ints = _FILLED  # (N) deadline class, 0 is the nearest; third axis
    need_household: Ints = _FILLED  # (N) index into household_id, or -1
    need_max_sources: Ints = _FILLED  # (N) at most so many awards, all pledges together count as one; 0: no rule
    region_code: Ints = _FILLED  # (R) distinct; default: one region
    # (L * R) with fairness steps: fen of basic help that a region has before each level, at level * R + region; empty:
    # in every level regions rise by equal shares of their demand there. See model/fairness.py.
    cell_before: Ints = _FILLED
    household_id: Ints = _FILLED  # (Q) distinct
    household_ceiling: Ints = _FILLED  # (Q) fen the household may still receive, >= 0
    source_id: Ints = _FILLED  # (S) programmes and funds, distinct
    source_amount: Ints = _FILLED  # (S) fen available: budget - committed - reserved, > 0
    source_minimum: Ints = _FILLED  # (S) fen: an award is 0 or at least this
    source_alone: Ints = _FILLED  # (S) 1: refuses co-funding, a need that it serves gets nothing from anybody else
    source_percent: Ints = _FILLED  # (S) 1 to 100: at most this share of what a need is proposed altogether
    edge_need: Ints = _FILLED  # (E) index into needs; the pair passed every rule
    edge_source: Ints = _FILLED  # (E) index into sources; a pair occurs once
    edge_cap: Ints = _FILLED  # (E) fen this source may give this need, > 0
    edge_previous: Ints = _FILLED  # (E) fen proposed last time, >= 0
    edge_cost: Ints = _FILLED  # (E) small integer: distance, expiry, preference; low is better
    edge_group: Ints = _FILLED  # (E) index into groups, or -1
    group_id: Ints = _FILLED  # (G) one source's ceiling for one household
    group_source: Ints = _FILLED  # (G) index into sources
    group_cap: Ints = _FILLED  # (G) fen, >= 0
    class_id: Ints = _FILLED  # (P) pledges with equal restrictions
    pledge_id: Ints = _FILLED  # (K) distinct
    pledge_class: Ints = _FILLED  # (K) index into classes
    pledge_amount: Ints = _FILLED  # (K) fen, > 0
    pledge_day: Ints = _FILLED  # (K) day number; the oldest is drawn first
    hub_id: Ints = _FILLED  # (H) distinct
    into_class: Ints = _FILLED  # (I) index into classes
    into_hub: Ints = _FILLED  # (I) index into hubs
    out_hub: Ints = _FILLED  # (O) index into hubs
    out_need: Ints = _FILLED  # (O) index into needs
    out_previous: Ints = _FILLED  # (O) fen this need got through this hub last time
    out_cost: Ints = _FILLED  # (O) as edge_cost
    level_table: Ints = _FILLED  # (priority, 5, deadline, 3) level of each slice, 0 is first
    slice_tenths: Ints = _FILLED  # (3) cumulative tenths: basic, essential, rest
    unit: int = 100  # fen per unit
    region_steps: int = 0  # fairness steps per level and region (20: of 5 %); 0: none

    def __post_init__(self) -> None:
        for spec in fields(self):
            value: Any = getattr(self, spec.name)
            if spec.name in ("unit", "region_steps"):
                value = int(whole_numbers(spec.name, value))
            else:
                value = whole_numbers(spec.name, self._default(spec.name) if value is None else value)
            object.__setattr__(self, spec.name, value)
        check(self)

    def _default(self, name: str) -> ArrayLike:
        if name == "region_code":
            return np.zeros(1, dtype=np.int64)
        if name == "slice_tenths":
            return np.array([5, 8, 10])
        if name == "level_table":
            return default_table()
        like, fill = _DEFAULTS.get(name, ("", 0))
        length = len(getattr(self, like)) if like else 0
        return np.full(length, fill, dtype=np.int64)

    @classmethod
    def trusted(cls, arrays: dict[str, Any]) -> Problem:
        """A Problem from arrays that were checked before; the caller must know that they hold together."""
        made = object.__new__(cls)
        for name, value in arrays.items():
            object.__setattr__(made, name, value)
        return made

    def arrays(self) -> dict[str, Any]:
        """Every field by name, as `numpy.savez` takes it."""
        return {spec.name: getattr(self, spec.name) for spec in fields(self)}

    def levels(self) -> int:
        """How many priority levels the published order has."""
        return int(self.level_table.max()) + 1

    def ranks(self) -> int:
        """How many sink ranks are proved one by one: levels, times the fairness steps inside each."""
        return self.levels() * max(1, self.region_steps)
