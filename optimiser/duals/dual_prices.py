"""What one more unit would be worth at every node: shadow prices by a walk back through the residual graph.

These are potentials that prove the levels, and among all that do the right-hand slopes of the optimal value: adding a
unit earns exactly the price, losing one may cost more.

    price ← 0
    for sink arcs with spare capacity, by falling weight
        from its tail walk the residual graph backwards; whoever is reached and is worth less gets this weight
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.model.arrays import Flags, Int32s, Ints
from optimiser.model.kernel import compiled, inlined, inlined_with_memory
from optimiser.model.network import Network
from optimiser.model.residual_graph import ResidualGraph, Rows

#: With more broken ways than one node in so many a new walk is faster.
_SHARE = 16


class DualPrices(NamedTuple):
    """Shadow prices in rank weights, and for each price above 0 a way to an unserved slice of that weight.

    Every node is worth at least what its residual neighbours are worth (so no price is too low), and the ways show that
    none is too high.
    """

    price: Ints  # (V)
    way: Int32s  # (V) the entry, in the row of the next node, by which this node goes on; -1: it has the slice
    order: Int32s  # the nodes with a price, each after the next node of its way


class _Change(NamedTuple):
    """Entries with another residual capacity than before, and the nodes in whose rows they stand."""

    entry: Ints
    node: Ints


@compiled
def _best_unserved(nodes: int, tail: Ints, spare: Ints, weight: Ints) -> Ints:
    """(V) weight of the best unserved slice of each node, 0: none. Sink arcs (T) come by rank, so weights fall."""
    best = np.zeros(nodes, np.int64)
    for t in range(len(tail)):
        if spare[t] > 0 and best[tail[t]] == 0:
            best[tail[t]] = weight[t]
    return best


@inlined
def _spread(graph: ResidualGraph, found: DualPrices, size: int, root: int, weight: int) -> int:
    """Give this weight to the root and to all that reach it and are worth less; they join `order` from `size` on."""
    first, neighbour, _, residual = graph
    price, way, order = found
    at = size
    price[root], order[size] = weight, root
    size += 1
    while at < size:
        w = order[at]
        at += 1
        for p in range(first[w], first[w + 1]):
            u = neighbour[p]
            if price[u] < weight and residual[p] > 0:
                price[u], way[u], order[size] = weight, p, u
                size += 1
    return size


@compiled
def _walk(graph: ResidualGraph, best: Ints, roots: Ints) -> DualPrices:
    nodes, size = len(best), 0
    found = DualPrices(np.zeros(nodes, np.int64), np.full(nodes, -1, np.int32), np.empty(nodes, np.int32))
    for v in roots:
        if found.price[v] == 0:
            size = _spread(graph, found, size, v, best[v])
    return DualPrices(found.price, found.way, found.order[:size].copy())


@inlined
def _lose_broken_ways(graph: ResidualGraph, best: Ints, known: DualPrices, lost: Flags) -> int:
    """Price 0 for nodes whose way is broken and for all whose ways lead into it; returns how many."""
    price, way, order = known
    count = 0
    for v in order:  # the end of a way stands before its beginning
        p = way[v]
        if p < 0:
            lost[v] = best[v] != price[v]
        else:
            w = graph.neighbour[graph.reverse[p]]
            lost[v] = graph.residual[p] <= 0 or lost[w] == 1 or price[w] != price[v]
        count += lost[v]
    for v in order:
        if lost[v]:
            price[v] = 0
    return count


@inlined_with_memory
def _seeds(graph: ResidualGraph, best: Ints, known: DualPrices, lost: Flags, change: _Change) -> list[tuple[int, ...]]:
    """Where prices may rise: (-weight, node, entry of its way), best first."""
    first, neighbour, reverse, residual = graph
    price = known.price
    seeds = [(np.int64(0), np.int64(0), np.int64(0))]
    seeds.clear()
    for v in range(len(best)):
        weight, entry = (best[v], np.int64(-1)) if best[v] > price[v] else (np.int64(0), np.int64(-1))
        if lost[v]:
            for q in range(first[v], first[v + 1]):
                if price[neighbour[q]] > weight and residual[reverse[q]] > 0:
                    weight, entry = price[neighbour[q]], np.int64(reverse[q])
        if weight > 0:
            seeds.append((-weight, np.int64(v), entry))
    for k in range(len(change.entry)):
        p, w = change.entry[k], change.node[k]
        if residual[p] > 0 and price[w] > price[neighbour[p]]:
            seeds.append((-price[w], np.int64(neighbour[p]), np.int64(p)))
    seeds.sort()
    return seeds  # type: ignore[return-value]  # numpy integers, which are ints once compiled


@compiled
def _carry_over(graph: ResidualGraph, best: Ints, known: DualPrices, change: _Change) -> DualPrices:
    """The walk where only `change` has another residual capacity than before.

    An empty order where too many ways are broken: then walk anew.
    """
    nodes = len(best)
    known = DualPrices(known.price.copy(), known.way.copy(), known.order)
    lost = np.zeros(nodes, np.uint8)
    if _lose_broken_ways(graph, best, known, lost) > nodes // _SHARE:
        return DualPrices(known.price, known.way, known.order[:0].copy())
    found, size = DualPrices(known.price, known.way, np.empty(nodes, np.int32)), 0
    for weight, v, p in _seeds(graph, best, known, lost, change):
        if found.price[v] < -weight:
            found.way[v] = p
            size = _spread(graph, found, size, v, -weight)
    for k in range(size):
        lost[found.order[k]] = 1
    kept = known.order[lost[known.order] == 0]
    return DualPrices(found.price, found.way, np.concatenate((kept, found.order[:size])))


def dual_prices(network: Network, sink: Ints, graph: ResidualGraph) -> DualPrices:
    """Value (rank weight) of one more unit at each of the V nodes, 0 where no unserved slice could use it.

    `sink` (T) is the flow on sink arcs, `graph` the residual graph of the flow on inner arcs. Source and sink have
    price 0.
    """
    spare = network.sink_cap - sink
    best = _best_unserved(network.nodes, network.sink_tail, spare, network.sink_weight)
    return _walk(graph, best, network.sink_tail[spare > 0])


def carried_over(
    known: DualPrices, network: Network, sink: Ints, graph: ResidualGraph, change: tuple[Rows, Ints]
) -> DualPrices:
    """The same, from what was known, when no inner arc but those in `change` has another flow or capacity than then.

    `change` is the rows and the arcs. Equal prices.
    """
    rows, arcs = change
    best = _best_unserved(network.nodes, network.sink_tail, network.sink_cap - sink, network.sink_weight)
    entry = np.concatenate([rows.forward[arcs], rows.reverse[rows.forward[arcs]]]).astype(np.int64)
    ends = np.concatenate([network.head[arcs], network.tail[arcs]])
    found = _carry_over(graph, best, known, _Change(entry, ends))
    return found if len(found.order) else dual_prices(network, sink, graph)
