"""Maximum flow rank by rank on one residual graph, searched from the needs back to the money.

Shortest augmenting paths with distance labels (Ahuja & Orlin 1991). Opening the sink arcs of the next rank only adds
capacity behind the needs, so all ranks share the labels: what one rank learned, the next need not search again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.max_flow.blocking_flow import Rules, blocking_flow, nothing, push, residual_capacity
from optimiser.max_flow.distance_labels import DistanceLabels, cut_off_beyond, exact_labels, relabel_to
from optimiser.max_flow.initial_flow import InitialFlow
from optimiser.model.arrays import Int32s, Ints
from optimiser.model.kernel import compiled, inlined
from optimiser.model.network import Network
from optimiser.model.residual_graph import ResidualGraph, Rows, flow_of, residual_graph


class SinkArcs(NamedTuple):
    """T sink arcs in order of rank."""

    tail: Ints  # (T)
    capacity: Ints  # (T) units
    rank_start: Ints  # (ranks + 1) first sink arc of each rank


class Search(NamedTuple):
    """State of the search; V nodes. A node may supply others with what its own served sink arcs hold."""

    graph: ResidualGraph
    labels: DistanceLabels
    current: Ints  # (V) current arc of each node
    supply: Ints  # (V) units
    demand: Ints  # (V) units that opened sink arcs still ask for
    path: Ints  # (V + 1)
    budget: Ints  # (1) entries to read before exact labels pay


@inlined
def _receives(search: Search, root: int, v: int) -> tuple[int, int]:
    return min(search.demand[root], search.supply[v]), v


@inlined
def _transfer(search: Search, root: int, v: int, where: int, units: int) -> bool:
    search.supply[v] -= units
    search.demand[root] -= units
    return bool(search.demand[root] == 0)


@inlined
def _admissible(search: Search, v: int) -> int:
    """An arc to a node whose label is one less."""
    first, neighbour, _, residual = search.graph
    label = search.labels.label
    p, end, nearer = search.current[v], first[v + 1], label[v] - 1
    while p < end and not (label[neighbour[p]] == nearer and residual[p] > 0):
        p += 1
    search.current[v] = p
    return int(p) if p < end else -1


@inlined
def _relabel(search: Search, root: int, v: int) -> bool:
    """Raise the label of a dead end to what its neighbours allow; go on while the root is not cut off."""
    first, neighbour, _, residual = search.graph
    label = search.labels.label
    nodes, old = len(label), label[v]
    low = nodes
    search.current[v] = first[v]
    for p in range(first[v], first[v + 1]):
        if residual[p] > 0 and label[neighbour[p]] + 1 < low:
            low = label[neighbour[p]] + 1
            search.current[v] = p
            if low <= old + 1:
                break
    relabel_to(search.labels, v, low)
    if search.labels.head[old] < 0:
        cut_off_beyond(search.labels, old)
    search.budget[0] -= first[v + 1] - first[v]
    return bool(label[root] < nodes and search.budget[0] > 0)


RULES = Rules(_receives, _admissible, residual_capacity, push, _transfer, nothing, nothing, _relabel)


@inlined
def _measure(search: Search, queue: Int32s) -> None:
    exact_labels(search.labels, search.graph, search.supply, queue)
    for v in range(len(search.current)):
        search.current[v] = search.graph.first[v]
    search.budget[0] = len(search.graph.neighbour)


@inlined
def _serve_rank(search: Search, queue: Int32s, tails: Ints) -> None:
    """Serve the nodes that sink arcs of one rank ask for, as far as money reaches them."""
    for v in tails:
        while search.demand[v] > 0 and search.labels.label[v] < len(search.current):
            blocking_flow(RULES, search, v)
            if search.budget[0] <= 0:
                _measure(search, queue)


@compiled
def _serve(graph: ResidualGraph, supply: Ints, sinks: SinkArcs) -> Ints:
    """Flow (T) on the sink arcs, opened rank after rank; changes the residual capacities and `supply`.

    At sources and classes `supply` is what is left; at nodes with sink arcs it is what they served before. Ranks take
    that over in order; what only a later rank would take over is money for an urgent slice too.
    """
    nodes = len(supply)
    after, before, head = np.empty(nodes, np.int32), np.empty(nodes, np.int32), np.empty(nodes + 1, np.int32)
    labels = DistanceLabels(np.zeros(nodes, np.int32), after, before, head)
    current, path, demand = np.empty(nodes, np.int64), np.empty(nodes + 1, np.int64), np.zeros(nodes, np.int64)
    search = Search(graph, labels, current, supply, demand, path, np.empty(1, np.int64))
    queue, flow = np.empty(nodes, np.int32), sinks.capacity.copy()
    _measure(search, queue)
    for rank in range(len(sinks.rank_start) - 1):
        low, high = sinks.rank_start[rank], sinks.rank_start[rank + 1]
        for t in range(low, high):
            v = sinks.tail[t]
            have = min(supply[v], sinks.capacity[t])
            supply[v] -= have
            demand[v] += sinks.capacity[t] - have
        _serve_rank(search, queue, sinks.tail[low:high])
        # What a node still asks for was not served: take it off its last sink arcs of this rank.
        for t in range(high - 1, low - 1, -1):
            v = sinks.tail[t]
            short = min(demand[v], sinks.capacity[t])
            flow[t] -= short
            demand[v] -= short
    return flow


class Flow(NamedTuple):
    """A plan on the network, in units."""

    arc: Ints  # (M) on inner arcs
    sink: Ints  # (T) on sink arcs
    slack: Ints  # (V) what is left of each supply


def max_flow(network: Network, begin: InitialFlow, rows: Rows) -> Flow:
    """Fill the sink arcs in order of rank, as much as the money allows in each, starting from a feasible flow."""
    graph = residual_graph(rows, network.cap, begin.arc)
    supply = begin.supply.copy()
    rank_start = np.searchsorted(network.sink_rank, np.arange(network.ranks + 1))
    sink = _serve(graph, supply, SinkArcs(network.sink_tail, network.sink_cap, rank_start))
    return Flow(flow_of(rows, graph), sink, np.where(network.supply > 0, supply, 0))
