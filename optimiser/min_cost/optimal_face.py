"""Among all optimal plans, the one that changes least, and among those the most convenient.

With optimal potentials, complementary slackness fixes every arc with a reduced gain; each integral flow on the rest, the
optimal face, is just as good. Levels C (keep what staff saw) and D (near, expiring, liked) are cheapest flows there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.duals.duality_gap import reduced_gain
from optimiser.max_flow.shortest_augmenting_paths import Flow
from optimiser.min_cost.cost_scaling import cheapest
from optimiser.model.arrays import Ints
from optimiser.model.network import Network
from optimiser.model.problem import Problem
from optimiser.model.residual_graph import Arcs


class Chosen(NamedTuple):
    """The chosen plan, in units, and the potentials that prove each level; their rows are levels A, C, D."""

    arc: Ints  # (M) flow on inner arcs
    used: Ints  # (V) what supplies give
    sink: Ints  # (T) flow on sink arcs
    potential: Ints  # (3, V)


class _Parts(NamedTuple):
    """F free arcs of the closed network (source and sink are one node), those with a previous award split in two."""

    tail: Ints  # (F)
    head: Ints
    capacity: Ints
    flow: Ints
    owner: Ints  # row in inner, then supply, then sink arcs
    stability: Ints  # cost of level C: -1 on the part that staff saw
    preference: Ints  # cost of level D: small integers


def refine(p: Problem, network: Network, flow: Flow, potential: Ints) -> Chosen:
    """Keep as much as possible of the previous plan (C), then prefer cheap edges (D); F of every level stays."""
    used = network.supply - flow.slack
    zero = np.zeros(network.nodes, dtype=np.int64)
    levels = [potential, zero, zero]
    if not (p.edge_previous.any() or p.out_previous.any() or p.edge_cost.any() or p.out_cost.any()):
        return Chosen(flow.arc, used, flow.sink, np.stack(levels))
    x = np.concatenate([flow.arc, used, flow.sink])
    parts = _face(p, network, x, potential)
    free = np.arange(len(parts.flow))
    for level, cost in ((1, parts.stability), (2, parts.preference)):
        if cost[free].any():
            arcs = Arcs(parts.tail[free], parts.head[free], parts.capacity[free])
            parts.flow[free], found = cheapest(network.nodes + 1, arcs, cost[free], parts.flow[free])
            found -= found[-1]  # source and sink have potential 0
            levels[level] = found[:-1]
            # What this level decides is frozen; the rest is its own optimal face.
            free = free[-cost[free] + found[arcs.head] - found[arcs.tail] == 0]
    x[parts.owner] = 0
    np.add.at(x, parts.owner, parts.flow)
    arc, used, sink = np.split(x, [len(network.tail), len(network.tail) + network.nodes])
    return Chosen(arc, used, sink, np.stack(levels))


def _face(p: Problem, network: Network, x: Ints, potential: Ints) -> _Parts:
    """The arcs that optimality leaves free: reduced gain zero."""
    nodes = np.arange(network.nodes)
    tail = np.concatenate([network.tail, np.full(len(nodes), len(nodes)), network.sink_tail])
    head = np.concatenate([network.head, nodes, np.full(len(network.sink_tail), len(nodes))])
    cap = np.concatenate([network.cap, network.supply, network.sink_cap])
    previous, cost = np.zeros(len(cap), dtype=np.int64), np.zeros(len(cap), dtype=np.int64)
    edge, out = network.block["edge"], network.block["out"]
    previous[edge], previous[out] = p.edge_previous // p.unit, p.out_previous // p.unit
    previous = np.minimum(previous, cap)
    cost[edge], cost[out] = p.edge_cost, p.out_cost
    free = np.flatnonzero((np.concatenate(reduced_gain(network, potential)) == 0) & (cap > 0))
    twice = free[previous[free] > 0]
    owner = np.concatenate([free, twice])
    # First the parts beyond what staff saw, then the parts they saw.
    kept = np.minimum(x, previous)
    return _Parts(
        tail=tail[owner],
        head=head[owner],
        capacity=np.concatenate([(cap - previous)[free], previous[twice]]),
        flow=np.concatenate([(x - kept)[free], kept[twice]]),
        owner=owner,
        stability=np.concatenate([np.zeros(len(free), dtype=np.int64), np.full(len(twice), -1)]),
        preference=cost[owner],
    )
