"""Among all optimal plans, the one that changes least, and among those the most convenient.

With optimal prices, complementary slackness fixes every arc with a reduced gain; each integral flow on the rest, the
optimal face, is just as good. Levels C (keep what staff saw) and D (near, expiring, liked) are cheapest flows there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.duals.duality_gap import reduced
from optimiser.max_flow.shortest_augmenting_paths import Flow
from optimiser.min_cost.cost_scaling import cheapest
from optimiser.model.network import Network
from optimiser.model.problem import Ints, Problem
from optimiser.reoptimise.packed_levels import Refined


@dataclass(eq=False)
class _Parts:
    """Free arcs of the closed network (source and sink are one node), those with a previous award split in two."""

    tail: Ints
    head: Ints
    cap: Ints
    flow: Ints
    owner: Ints  # row in inner, then supply, then sink arcs
    keep: Ints  # level C: -1 on the part that staff saw
    liking: Ints  # level D: small integer costs


def refine(p: Problem, network: Network, flow: Flow, price: Ints) -> Refined:
    """Keep as much as possible of the previous plan (C), then prefer cheap edges (D); F of every level stays."""
    used = network.supply - flow.slack
    zero = np.zeros(network.nodes, dtype=np.int64)
    rows = [price, zero, zero]
    if not (p.edge_previous.any() or p.out_previous.any() or p.edge_cost.any() or p.out_cost.any()):
        return Refined(flow.arc, used, flow.sink, np.stack(rows))
    x = np.concatenate([flow.arc, used, flow.sink])
    parts = _face(p, network, x, price)
    free = np.arange(len(parts.flow))
    for row, cost in ((1, parts.keep), (2, parts.liking)):
        if cost[free].any():
            tail, head, part = parts.tail[free], parts.head[free], cost[free]
            parts.flow[free], bent = cheapest(network.nodes + 1, tail, head, parts.cap[free], parts.flow[free], part)
            bent -= bent[-1]  # source and sink have price 0
            rows[row] = bent[:-1]
            # What this level decides is frozen; the rest is its own optimal face.
            free = free[-part + bent[head] - bent[tail] == 0]
    x[parts.owner] = 0
    np.add.at(x, parts.owner, parts.flow)
    arc, used, sink = np.split(x, [len(network.tail), len(network.tail) + network.nodes])
    return Refined(arc, used, sink, np.stack(rows))


def _face(p: Problem, network: Network, x: Ints, price: Ints) -> _Parts:
    """The arcs that optimality leaves free: reduced gain zero."""
    nodes = np.arange(network.nodes)
    tail = np.concatenate([network.tail, np.full(len(nodes), len(nodes)), network.sink_tail])
    head = np.concatenate([network.head, nodes, np.full(len(network.sink_tail), len(nodes))])
    cap = np.concatenate([network.cap, network.supply, network.sink_cap])
    seen, liking = np.zeros(len(cap), dtype=np.int64), np.zeros(len(cap), dtype=np.int64)
    edge, out = network.block["edge"], network.block["out"]
    seen[edge], seen[out] = p.edge_previous // p.unit, p.out_previous // p.unit
    seen = np.minimum(seen, cap)
    liking[edge], liking[out] = p.edge_cost, p.out_cost
    free = np.flatnonzero((np.concatenate(reduced(network, price)) == 0) & (cap > 0))
    twice = free[seen[free] > 0]
    owner = np.concatenate([free, twice])
    # First the parts beyond what staff saw, then the parts they saw.
    seen_flow = np.minimum(x, seen)
    return _Parts(
        tail=tail[owner],
        head=head[owner],
        cap=np.concatenate([(cap - seen)[free], seen[twice]]),
        flow=np.concatenate([(x - seen_flow)[free], seen_flow[twice]]),
        owner=owner,
        keep=np.concatenate([np.zeros(len(free), dtype=np.int64), np.full(len(twice), -1)]),
        liking=liking[owner],
    )
