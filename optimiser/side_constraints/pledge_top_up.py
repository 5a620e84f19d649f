"""More pledges over the awards as they are: only to needs that may have one more source, none that go alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimiser.max_flow.initial_flow import InitialFlow
from optimiser.max_flow.shortest_augmenting_paths import max_flow
from optimiser.model.arrays import Ints
from optimiser.model.instance import Instance
from optimiser.model.network import build
from optimiser.model.problem import Problem
from optimiser.model.residual_graph import rows_of
from optimiser.model.slices import Slices
from optimiser.model.sums import total
from optimiser.side_constraints.plan_as_flow import Amounts, filled, plan_as_flow
from optimiser.side_constraints.rules import offending


def topped_up(case: Instance, given: Amounts) -> Amounts:
    """The same awards with as much pledge money as the rules and the open slices take."""
    p, cut = case.problem, case.slices
    left = Slices(
        size=cut.size - filled(cut, total(p.edge_need, given.award, len(p.need_id))), cut=cut.cut, level=cut.level
    )
    none = {name: np.zeros(0, dtype=np.int64) for name in p.arrays() if name.startswith("edge_")}
    bare = Problem.trusted(p.arrays() | none)
    net = build(bare, left)
    net.cap[net.block["out"]] *= ~_closed(p, given.award)[p.out_need]
    rest = Instance(bare, left, net, rows_of(net.nodes, net.tail, net.head))
    no_award = np.zeros(0, dtype=np.int64)
    begin = plan_as_flow(rest, Amounts(no_award, given.into, given.out), np.zeros(net.nodes, dtype=np.int64))
    supply = net.supply - begin.used
    np.add.at(supply, net.sink_tail, begin.sink)
    arc = max_flow(net, InitialFlow(begin.arc, supply), rest.rows).arc
    more = Amounts(given.award, arc[net.block["into"]], arc[net.block["out"]])
    # With fairness steps a need may lose pledges to another one of its region, and with them the share of a source.
    wrong = offending(p, given.award, more.out)
    return given if len(wrong[0]) or len(wrong[1]) else more


def _closed(p: Problem, award: Ints) -> NDArray[np.bool_]:
    """(N) whether a need may not get anything from pledges beside these awards."""
    used = np.flatnonzero(award)
    count = total(p.edge_need[used], np.ones(len(used), dtype=np.int64), len(p.need_id))
    alone = total(p.edge_need[used], p.source_alone[p.edge_source[used]], len(p.need_id)) > 0
    closed: NDArray[np.bool_] = alone | ((p.need_max_sources > 0) & (count >= p.need_max_sources))
    return closed
