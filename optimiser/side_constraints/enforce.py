"""From the optimal flow to a plan that also keeps the side rules, as near to the optimum as can be shown.

Serving in order of priority is no longer optimal here, so the published rank weights are the policy. Where a plan keeps
every rule already, it stays. Elsewhere offending awards are closed and the flow is led around them; then each group of
needs that share sources is solved exactly if it is small, or improved piece by piece in a fixed number of rounds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.min_cost.optimal_face import Chosen
from optimiser.model.arrays import Ints
from optimiser.model.instance import Instance
from optimiser.model.sums import total
from optimiser.side_constraints.component import components, improved, slice_weights
from optimiser.side_constraints.neighbourhood_search import search_neighbourhoods
from optimiser.side_constraints.plan_as_flow import amounts_of, filled, plan_as_flow
from optimiser.side_constraints.pledge_top_up import topped_up
from optimiser.side_constraints.prune_and_reroute import prune_and_reroute
from optimiser.side_constraints.rules import any_rule, offending, pooled

EXACT_EDGES, EXACT_NODES = 3_500, 20_000
#: Where the bound of a plan comes from.
BY_PRICES, BY_FLOW, BY_TREE = range(3)


class Ruled(NamedTuple):
    """A plan that keeps the side rules, an upper bound of every such plan, and where the bound comes from."""

    chosen: Chosen
    bound: int  # units of rank weight
    bound_by: int


def enforce(case: Instance, chosen: Chosen, dual: int) -> Ruled:
    """`chosen` where it keeps the side rules, else the best plan found that does; `dual` bounds both."""
    p = case.problem
    if not any_rule(p):
        return Ruled(chosen, dual, BY_PRICES)
    found = amounts_of(case, chosen.arc)
    awards, needs = offending(p, found.award, found.out)
    if not len(awards) and not len(needs):
        return Ruled(chosen, dual, BY_FLOW)
    part = components(p)
    touched = np.unique(part[np.concatenate([p.edge_need[awards], needs])])
    found = prune_and_reroute(case, found)
    award, bound = _improved(case, found.award, pooled(p, found.out), (part, touched))
    found = found._replace(award=award)
    if len(found.out):
        found = topped_up(case, found)
    ruled = plan_as_flow(case, found, chosen.potential[0])
    if bound is None or bound >= dual:
        return Ruled(ruled, dual, BY_FLOW)
    return Ruled(ruled, bound, BY_TREE)


def _improved(case: Instance, award: Ints, pool: Ints, groups: tuple[Ints, Ints]) -> tuple[Ints, int | None]:
    """Better awards (E), and a bound of all that the search trees found; None where they do not bound all.

    `groups` is the group of each need (N) and the groups to improve.
    """
    p, (part, touched) = case.problem, groups
    exact, bound = not len(p.out_need) and not p.region_steps, 0
    for group in touched:
        edges = np.flatnonzero(part[p.edge_need] == group)
        if len(edges) <= EXACT_EDGES:
            award, most = improved(case, award, pool, edges, EXACT_NODES)
            bound += most
        else:
            exact = False
            award = search_neighbourhoods(case, award, pool, edges)
    if not exact:
        return award, None
    rest = ~np.isin(part, touched)
    fill = filled(case.slices, total(p.edge_need, award, len(part)))
    return award, bound + int((slice_weights(case) * fill)[rest].sum())
