"""Regions rise together: level by level, or counted over all levels.

With fairness steps a level opens step by step in all regions at once. A step is an equal share of the region's demand in
that level; or, where it is known what basic help each region has before the level, it reaches up to one line of coverage
of all basic help, the same in all regions: who has less is raised first (water filling). Both only order the units of
one level, so what the level serves altogether stays the largest possible (Megiddo 1974).
"""

from __future__ import annotations

import numpy as np

from optimiser.model.arrays import Ints
from optimiser.model.check import SHARES
from optimiser.model.problem import Problem
from optimiser.model.slices import Slices
from optimiser.model.sums import total


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
