"""Why nobody gets more: a group of sources and needs whose money adds up, which anybody can check with a pencil.

Take all sources and needs whose price reaches a level. Every yuan of these sources went to these needs, what came from
outside came up to its cap, and nothing left the group: so more for one of them is less for another that is as urgent.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from optimiser.model.problem import Problem
from optimiser.plan.plan import PRIORITY, Plan


def bottlenecks(problem: Problem, plan: Plan) -> list[dict[str, Any]]:
    """Per level with a positive price, most urgent first: `budgets + caps + promises = served`, in fen; rows of the sources."""
    source, need = (
        plan.price_level(price[PRIORITY], problem.region_steps) for price in (plan.price_source, plan.price_need)
    )
    found = []
    for level in sorted({int(one) for one in source[source >= 0]}):
        inside, served = (source >= 0) & (source <= level), (need >= 0) & (need <= level)
        into = served[problem.edge_need]
        own = into & inside[problem.edge_source]
        budgets = int(problem.source_amount[inside].sum() - (problem.source_amount[inside] % problem.unit).sum())
        if int(plan.award[own].sum()) * plan.unit != budgets:
            continue  # a least grant or a source that helps alone kept some of it back: no such sum
        pledged = int(plan.out[served[problem.out_need]].sum()) * plan.unit
        found.append(
            {
                "level": level,
                "sources": np.flatnonzero(inside).tolist(),
                "needs": int(served.sum()),
                "budgets": budgets,
                "own": int(plan.award[own].sum()) * plan.unit,
                "caps": int(plan.award[into & ~own].sum()) * plan.unit,
                "promises": pledged,
                "served": int(plan.award[into].sum()) * plan.unit + pledged,
            }
        )
    return found
