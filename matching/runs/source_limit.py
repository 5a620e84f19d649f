"""The county's “at most so many sources for one case”, over all items of a case and all networks of a run.

The optimiser counts sources per need. A case has several needs, so its plan may give each of them few sources and the case
too many. Such a case keeps the sources that give it most; the others are closed to it, and the network is solved again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.utils.timezone import localdate

from matching.eligibility.arrays.pairs import Array
from matching.eligibility.candidates import Candidates
from matching.eligibility.history import as_helper
from matching.models import SourceKind
from optimiser.model.problem import Problem
from optimiser.plan.plan import Plan

BY_RELAXATION = 1  # `Plan.bound_by`: the same flow without rules between sources
POOL = SourceKind.PLEDGE.value  # as `as_helper` names all promises together


@dataclass(frozen=True)
class Room:
    """How many sources a case may still get in one network, beside the `helpers` that it has by decision."""

    most: int
    helpers: frozenset[str]


def rooms(found: Candidates, used: Counter[UUID], later: Sequence[Candidates]) -> dict[UUID, Room]:
    """Case → its room in this network; cases without a limit are left out.

    `used`: sources that earlier networks of the run gave. Each later network that may help keeps one place, as long as
    this one has a place too: a family with a limit of two sources gets money and a bed, not money twice.
    """
    history, waiting = found.history, Counter(case for one in later for case in _reached(one))
    made = {}
    for item in found.items:
        left = history.sources_left(item, localdate(found.at))
        if left is None:
            continue
        left = max(0, left - used[item.case_id])
        helpers = frozenset(history.helpers.get(item.case_id, ()))
        made[item.case_id] = Room(max(min(left, 1), left - waiting[item.case_id]), helpers)
    return made


def _reached(found: Candidates) -> set[UUID]:
    return {found.items[row].case_id for row in found.need}


def given(found: Candidates, award: Array, out: Array) -> dict[UUID, Counter[str]]:
    """Case → what each source gives it, in units; promises are one source together."""
    by_case: dict[UUID, Counter[str]] = defaultdict(Counter)
    for edge in np.flatnonzero(award):
        helper = as_helper(found.sources[found.source[edge]].key)
        by_case[found.items[found.need[edge]].case_id][helper] += int(award[edge])
    for arc in np.flatnonzero(out):
        by_case[found.items[found.promises.out_need[arc]].case_id][POOL] += int(out[arc])
    return by_case


def beyond(found: Candidates, plan: Plan, room: dict[UUID, Room]) -> dict[UUID, frozenset[str]]:
    """Cases that the plan gives too many sources → those that stay: the helpers it has, and the new ones that give most."""
    kept = {}
    for case, sources in given(found, plan.award, plan.out).items():
        if case not in room:
            continue
        new = sorted((key for key in sources if key not in room[case].helpers), key=lambda key: (-sources[key], key))
        if len(new) > room[case].most:
            kept[case] = room[case].helpers | frozenset(new[: room[case].most])
    return kept


@dataclass(frozen=True, eq=False)
class Narrowed:
    """A problem without the pairs that are closed to some cases, and the rows of the full problem that stay."""

    problem: Problem
    edges: Array
    arcs: Array

    @classmethod
    def of(cls, problem: Problem, found: Candidates, kept: dict[UUID, frozenset[str]]) -> Narrowed:
        """`kept`: case → the only sources that may help it."""
        cases = [item.case_id for item in found.items]
        keys = [as_helper(one.key) for one in found.sources]
        pairs = zip(found.need.tolist(), found.source.tolist(), strict=True)
        edges = np.flatnonzero([cases[i] not in kept or keys[j] in kept[cases[i]] for i, j in pairs])
        needs = problem.out_need.tolist()
        arcs = np.flatnonzero([cases[i] not in kept or POOL in kept[cases[i]] for i in needs])
        rows = {"edge_": edges.astype(np.int64), "out_": arcs.astype(np.int64)}
        arrays: dict[str, Any] = {
            name: next((value[row] for prefix, row in rows.items() if name.startswith(prefix)), value)
            if isinstance(value, np.ndarray)
            else value
            for name, value in problem.arrays().items()
        }
        return cls(Problem(**arrays), rows["edge_"], rows["out_"])

    def in_full(self, plan: Plan, full: Plan) -> Plan:
        """The plan as one of the full problem, whose prices and bound are those of `full`."""
        prices = {name: value for name, value in full.arrays().items() if name.startswith("price_")}
        award, out = np.zeros_like(full.award), np.zeros_like(full.out)
        award[self.edges], out[self.arcs] = plan.award, plan.out
        amounts = plan.arrays() | {"award": award, "out": out}
        return Plan(**(amounts | prices | {"dual": full.dual, "bound": full.dual, "bound_by": BY_RELAXATION}))
