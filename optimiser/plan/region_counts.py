"""What each region has before each level, counted in a plan: with it regions rise together over all levels."""

from __future__ import annotations

from dataclasses import replace

from optimiser.model.problem import Problem
from optimiser.model.slices import slices
from optimiser.model.sums import total
from optimiser.plan.plan import Plan


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
