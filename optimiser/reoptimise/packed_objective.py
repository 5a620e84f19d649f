"""Levels A, C and D in one number per node, and the re-optimisation of a flow in all three at once.

potential ← potential of level A · scale
give every arc an amount that complementary slackness allows
repeat
    bring every excess to 0 along shortest paths
    stop if level A shows the shadow prices; else set these, and give the arcs at those nodes an allowed amount
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.duals.dual_prices import DualPrices, carried_over, dual_prices
from optimiser.min_cost.optimal_face import Chosen
from optimiser.model.arrays import Ints
from optimiser.model.instance import Instance
from optimiser.model.network import Network
from optimiser.model.problem import Problem
from optimiser.model.residual_graph import Arcs, ResidualGraph
from optimiser.model.sums import grouped
from optimiser.reoptimise.complementary_slackness import satisfy_slackness, satisfy_slackness_at
from optimiser.reoptimise.pseudoflow import Preferences, Pseudoflow, Sinks, Supplies
from optimiser.reoptimise.successive_shortest_paths import restore_balance

#: With more nodes out of balance than one in so many a new search is faster.
_SHARE = 128
#: How often potentials are set to the shadow prices; once is nearly always enough.
_ROUNDS = 4


class StartingPoint(NamedTuple):
    """A flow and potentials that need not fit, in units and rank weights."""

    arc: Ints  # (M)
    used: Ints  # (V)
    sink: Ints  # (T)
    potential: Ints  # (V) of level A
    residual: Ints  # (2M) of this flow under `capacity`, per entry and for its reverse
    reverse_residual: Ints
    capacity: Ints  # (M)
    prices: DualPrices | None  # where nodes and arcs are the same as before: of the flow `was`
    was: Ints  # (M)


class Reoptimised(NamedTuple):
    """What a re-optimisation found, and what the next one begins with."""

    chosen: Chosen
    residual: Ints  # (2M)
    reverse_residual: Ints  # (2M)
    prices: DualPrices


class _Scales(NamedTuple):
    """Factors that keep a level clear of the next: no path is longer than the number of nodes."""

    stability: int
    preference: int

    @property
    def priority(self) -> int:
        return self.stability * self.preference


def reoptimised(case: Instance, begin: StartingPoint) -> Reoptimised | None:
    """The best plan in all levels, from a plan and potentials of level A that are nearly right; changes what it is given.

    Exact whatever it starts from. None where that would be slow or the levels do not fit into 64 bits: solve anew.
    """
    net, (previous, cost) = case.network, _preferences(case.problem, case.network)
    scales = _scales(net, previous, cost)
    if net.ranks * scales.priority >= 2**61:
        return None
    preferences = Preferences(previous, cost, scales.preference if previous.any() else 0)
    state = _pseudoflow(case, begin, preferences, scales.priority)
    satisfy_slackness(state, begin.capacity)
    prices = None
    for _ in range(_ROUNDS):
        wrong = np.count_nonzero(state.excess)
        if wrong > max(64, net.nodes // _SHARE) or (wrong and not restore_balance(state)):
            return None
        # Shadow prices belong to the problem: every best plan has the same.
        prices = _shadow_prices(case, begin, state) if prices is None else prices
        level, rest = _unpack(state.potential, scales.priority)
        other = np.flatnonzero(level != prices.price)
        if not len(other) or scales.priority == 1:
            potential = np.stack([prices.price, *_unpack(rest, scales.preference)])
            chosen = Chosen(state.flow, state.supplies.used, state.sinks.flow, potential)
            return Reoptimised(chosen, state.residual, state.reverse_residual, prices)
        # Any optimal potentials prove the plan; published are those that say what one more unit is worth.
        state.potential[other] += (prices.price - level)[other] * scales.priority
        satisfy_slackness_at(state, other)
    return None


def _pseudoflow(case: Instance, begin: StartingPoint, preferences: Preferences, scale: int) -> Pseudoflow:
    net = case.network
    by_node = grouped(net.sink_tail, net.nodes)
    first = np.append(0, np.cumsum(np.bincount(net.sink_tail, minlength=net.nodes)))
    return Pseudoflow(
        arcs=Arcs(net.tail, net.head, net.cap),
        rows=case.rows,
        flow=begin.arc,
        residual=begin.residual,
        reverse_residual=begin.reverse_residual,
        supplies=Supplies(net.supply, begin.used),
        sinks=Sinks(net.sink_tail, net.sink_cap, net.sink_weight * scale, begin.sink, by_node, first),
        preferences=preferences,
        potential=begin.potential * scale,
        excess=np.zeros(net.nodes, dtype=np.int64),
    )


def _shadow_prices(case: Instance, begin: StartingPoint, state: Pseudoflow) -> DualPrices:
    rows = case.rows
    graph = ResidualGraph(rows.first, rows.neighbour, rows.reverse, state.residual)
    if begin.prices is None:
        return dual_prices(case.network, state.sinks.flow, graph)
    changed = np.flatnonzero((state.flow != begin.was) | (case.network.cap != begin.capacity))
    return carried_over(begin.prices, case.network, state.sinks.flow, graph, (rows, changed))


def _preferences(p: Problem, net: Network) -> tuple[Ints, Ints]:
    """Per inner arc (M): units that staff saw, and the small cost of a unit."""
    previous, cost = np.zeros(len(net.tail), dtype=np.int64), np.zeros(len(net.tail), dtype=np.int64)
    edge, out = net.block["edge"], net.block["out"]
    previous[edge], previous[out] = p.edge_previous // p.unit, p.out_previous // p.unit
    cost[edge], cost[out] = p.edge_cost, p.out_cost
    return np.minimum(previous, net.cap), cost


def _scales(net: Network, previous: Ints, cost: Ints) -> _Scales:
    longest, dearest = 4 * (net.nodes + 1), int(cost.max(initial=0))
    return _Scales(longest if previous.any() else 1, longest * dearest if dearest else 1)


def _unpack(packed: Ints, scale: int) -> tuple[Ints, Ints]:
    """(whole multiples of the scale, rest between -scale/2 and scale/2)."""
    if scale == 1:
        return packed, np.zeros_like(packed)
    high = (packed + scale // 2) // scale
    return high, packed - high * scale
