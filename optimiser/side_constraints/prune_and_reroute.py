"""Closes what breaks a side rule and lets the flow find other ways, a few times: a first plan that keeps every rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimiser.max_flow.initial_flow import previous_plan
from optimiser.max_flow.shortest_augmenting_paths import max_flow
from optimiser.model.instance import Instance
from optimiser.model.problem import Problem
from optimiser.side_constraints.plan_as_flow import Amounts, amounts_of
from optimiser.side_constraints.rules import offending

#: How often the flow may find other ways; as often again what still offends is only taken back.
_ROUNDS = 12


def prune_and_reroute(case: Instance, found: Amounts) -> Amounts:
    """Amounts that keep every side rule, from amounts that do not; money for nobody stays with its pledges."""
    p, net = case.problem, case.network
    cap = net.cap.copy()
    edge, pledge = cap[net.block["edge"]], cap[net.block["out"]]
    for closing in range(2 * _ROUNDS):
        drop, needs = offending(p, found.award, found.out)
        edge[drop] = 0
        pledge[np.isin(p.out_need, needs)] = 0
        kept = {
            "edge_previous": np.minimum(found.award, edge) * p.unit,
            "out_previous": np.minimum(found.out, pledge) * p.unit,
        }
        pruned = replace(net, cap=cap)
        begin = previous_plan(Problem.trusted(p.arrays() | kept), case.slices, pruned)
        found = amounts_of(case, max_flow(pruned, begin, case.rows).arc if closing < _ROUNDS else begin.arc)
        drop, needs = offending(p, found.award, found.out)
        if not len(drop) and not len(needs):
            return found
    return Amounts(*(np.zeros_like(units) for units in found))
