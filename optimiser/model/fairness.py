"""Regions rise together: level by level, or counted over all levels.

With fairness steps a level opens step by step in all regions at once. A step is an equal share of the region's demand in
that level; or, where it is known what basic help each region has before the level, it reaches up to one line of coverage
of all basic help, the same in all regions: who has less is raised first (water filling). Both only order the units of
one level, so what the level serves altogether stays the largest possible (Megiddo 1974).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.model.check import SHARES
from optimiser.model.problem import Ints, Problem
from optimiser.model.residual_graph import total
from optimiser.model.slices import Slices, slices
from optimiser.plan.plan import Plan


def step_ends(p: Problem, cut: Slices, demand: Ints) -> Ints:
    """Units of each cell (level * R + region) of `demand` at which its steps begin and end; shape (L * R, steps + 1)."""
    steps, regions = np.arange(p.region_steps + 1), len(p.region_code)
    ends: Ints = demand[:, None] * steps // p.region_steps
    if not len(p.cell_before):
        return ends
    basic = np.maximum(total(p.need_region, cut.size[:, 0], regions), 1)
    for level in np.unique(cut.level[cut.size[:, 0] > 0, 0]):  # levels without basic help stay as they are
        cells = slice(level * regions, (level + 1) * regions)
        here, before = demand[cells], p.cell_before[cells] // p.unit
        some = here > 0
        low = (before * SHARES // basic)[some].min()
        high = (-(-(before + here) * SHARES // basic))[some].max()
        line = low + (high - low) * steps // p.region_steps
        reached = line[None, :] * basic[:, None] // SHARES - before[:, None]
        ends[cells] = np.clip(reached, 0, here[:, None])
        ends[cells, 0], ends[cells, -1] = 0, here
    return ends


def counted(problem: Problem, plan: Plan) -> Problem:
    """The same problem, with regions counted by the basic help that `plan` gives them before each level.

    A plan depends on the counts and they on a plan: solve, count, solve again. Urgent levels settle first, so that once
    is nearly always enough.
    """
    cut, regions = slices(problem), len(problem.region_code)
    cell = cut.level[:, 0] * regions + problem.need_region
    served = total(cell, plan.fill[:, 0], problem.levels() * regions).reshape(-1, regions)
    before = served.cumsum(axis=0) - served
    return replace(problem, cell_before=before.ravel() * problem.unit)
