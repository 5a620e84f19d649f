"""The solver against every integer plan there is, on instances small enough to list them all."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from optimiser.model.problem import Problem
from optimiser.model.slices import slices
from optimiser.solve import solve
from optimiser.verify import verify
from tests.unit.solver_cases import random_problem


def _choices(caps: list[int], budget: int, ceilings: list[tuple[list[int], int]]) -> Any:
    """All ways one source can give: rows of amounts per edge."""
    rows = [r for r in itertools.product(*(range(c + 1) for c in caps)) if sum(r) <= budget]
    rows = [r for r in rows if all(sum(r[k] for k in edges) <= cap for edges, cap in ceilings)]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(caps))


def _best(p: Problem) -> list[int]:
    """Largest (rank values…, kept, -cost) over all feasible plans, in lexicographic order."""
    cut = slices(p)
    room = cut.size.sum(axis=1)
    plans = np.zeros((1, 0), dtype=np.int64)
    owners: list[int] = []
    for j in range(len(p.source_id)):
        edges = np.flatnonzero(p.edge_source == j)
        caps = [int(min(p.edge_cap[e] // p.unit, room[p.edge_need[e]])) for e in edges]
        ceilings = [
            ([k for k, e in enumerate(edges) if p.edge_group[e] == g], int(p.group_cap[g] // p.unit))
            for g in range(len(p.group_id))
        ]
        mine = _choices(caps, int(p.source_amount[j] // p.unit), ceilings)
        plans = np.hstack([np.repeat(plans, len(mine), axis=0), np.tile(mine, (len(plans), 1))])
        owners += edges.tolist()
        totals = np.zeros((len(plans), len(room)), dtype=np.int64)
        for k, e in enumerate(owners):
            totals[:, p.edge_need[e]] += plans[:, k]
        fits = (totals <= room).all(axis=1)
        plans, totals = plans[fits], totals[fits]
    score = [*_rank_values(p, cut, totals)]
    cost, kept = np.zeros(len(plans), np.int64), np.zeros(len(plans), np.int64)
    for k, e in enumerate(owners):
        cost += plans[:, k] * p.edge_cost[e]
        kept += np.minimum(plans[:, k], p.edge_previous[e] // p.unit)
    table = np.stack([*score, kept, -cost], axis=1)
    return table[np.lexsort(table.T[::-1])[-1]].tolist()


def _rank_values(p: Problem, cut: Any, totals: Any) -> list[Any]:
    """Units per level, or per level and fairness step, of each plan: a need fills its slices from the front."""
    steps = max(1, p.region_steps)
    values = [np.zeros(len(totals), np.int64) for _ in range(p.ranks())]
    regions = range(len(p.region_code)) if p.region_steps else [None]
    ends = np.cumsum(cut.size, axis=1)
    for level, region in itertools.product(range(p.levels()), regions):
        served, demand = np.zeros(len(totals), np.int64), 0
        for i, t in itertools.product(range(len(p.need_id)), range(3)):
            if cut.level[i, t] == level and region in (None, p.need_region[i]):
                served += np.clip(totals[:, i] - (ends[i, t] - cut.size[i, t]), 0, cut.size[i, t])
                demand += int(cut.size[i, t])
        for k in range(steps):
            low, high = (_end(p, cut, level, region, demand, j) for j in (k, k + 1))
            rank = level * steps + k
            values[rank] = values[rank] + np.clip(served - low, 0, high - low)
    return values


def _end(p: Problem, cut: Any, level: int, region: int | None, demand: int, k: int) -> int:
    """Units of a cell up to the end of step k, in exact fractions of coverage."""
    steps = max(1, p.region_steps)
    here = (cut.level == level) & (cut.size > 0)
    if not len(p.cell_before) or not here[:, 0].any() or k in (0, steps):
        return demand * k // steps
    assert region is not None
    places = [int(r) for r in np.unique(p.need_region[here.any(axis=1)])]
    basic = [max(1, int(cut.size[p.need_region == r, 0].sum())) for r in range(len(p.region_code))]
    before = [int(b) // p.unit for b in p.cell_before[level * len(basic) : (level + 1) * len(basic)]]
    asked = [int((cut.size * here)[p.need_region == r].sum()) for r in range(len(basic))]
    low = min(math.floor(Fraction(before[r] * 10_000, basic[r])) for r in places)
    high = max(math.ceil(Fraction((before[r] + asked[r]) * 10_000, basic[r])) for r in places)
    reached = math.floor(Fraction((low + (high - low) * k // steps) * basic[region], 10_000)) - before[region]
    return min(max(reached, 0), demand)


@pytest.mark.parametrize(("steps", "counted"), [(0, 0), (3, 0), (3, 1)])
def test_no_plan_beats_the_solver_on_any_level(steps: int, counted: int) -> None:
    for seed in range(150):
        shape = np.random.default_rng(seed).integers(1, 4, 2)
        extras = {"previous": seed % 2, "costs": seed % 3 > 0, "ceilings": seed % 5 > 2, "fen": seed % 7 > 3}
        p = random_problem(
            seed, int(shape[0]), int(shape[1]), 4 if shape.sum() == 6 else 5, steps=steps, counted=counted, **extras
        )
        plan = solve(p)
        verify(p, plan)
        cost = int((plan.award * p.edge_cost).sum())
        assert [*plan.rank_value.tolist(), plan.kept, -cost] == _best(p), f"seed {seed}"
