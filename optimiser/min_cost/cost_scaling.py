"""Cheapest flow among those that keep every balance: the primal-dual method (Ford & Fulkerson 1962) with bit scaling.

Starts from a given flow. Each scale doubles the potentials, reads one more bit of the costs, empties or fills the arcs
that break complementary slackness by this, and returns the misplaced units along cheapest paths: Dijkstra for the
potentials, then a blocking flow (Dinic 1970) over the arcs without reduced cost. Integers throughout: the result is
exact.

    for bit of the costs from the highest down
        potential ← 2 · potential; cost ← cost >> bit
        saturate arcs of negative reduced cost, empty arcs of positive reduced cost; book what is over or short at nodes
        while a node has excess
            Dijkstra by reduced cost to the nearest deficit; raise potentials so that this way costs nothing
            while breadth-first layers over free arcs reach a deficit: push a blocking flow
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np

from optimiser.max_flow.blocking_flow import Rules, blocking_flow, nothing, push, residual_capacity
from optimiser.model.arrays import Int32s, Ints
from optimiser.model.kernel import compiled, inlined, inlined_with_memory
from optimiser.model.residual_graph import Arcs, ResidualGraph, Rows, residual_graph, rows_of


class Search(NamedTuple):
    """State of the method; V nodes, 2M entries. Rows are turned round: they list where a node may send."""

    graph: ResidualGraph
    cost: Ints  # (2M) per unit, as far as its bits are read; negated on entries against the arc
    potential: Ints  # (V)
    excess: Ints  # (V) units too many; below 0: a deficit
    distance: Ints  # (V) -1: not reached; between searches all are
    layer: Int32s  # (V) -1: not in the layered network
    current: Ints  # (V) current arc of each node
    queue: Int32s  # (V)
    path: Ints  # (V + 1)
    deepest: Ints  # (1) layer of the nearest deficit


@inlined
def _receives(search: Search, root: int, v: int) -> tuple[int, int]:
    return min(search.excess[root], -search.excess[v]), v


@inlined
def _transfer(search: Search, root: int, v: int, where: int, units: int) -> bool:
    search.excess[root] -= units
    search.excess[v] += units
    return bool(search.excess[root] == 0)


@inlined
def _admissible(search: Search, v: int) -> int:
    """A free arc into the next layer."""
    first, neighbour, _, residual = search.graph
    layer, cost, potential = search.layer, search.cost, search.potential
    if layer[v] >= search.deepest[0]:
        return -1
    p, end, following = search.current[v], first[v + 1], layer[v] + 1
    while p < end:
        u = neighbour[p]
        if layer[u] == following and residual[p] > 0 and cost[p] + potential[v] - potential[u] == 0:
            break
        p += 1
    search.current[v] = p
    return int(p) if p < end else -1


@inlined
def _dead_end(search: Search, root: int, v: int) -> bool:
    """Take v out of the layered network."""
    search.layer[v] = -1
    return v != root


RULES = Rules(_receives, _admissible, residual_capacity, push, _transfer, nothing, nothing, _dead_end)


@inlined
def _roots(search: Search, at: Ints | Int32s) -> int:
    """Put every node with excess at distance (or into layer) 0 and into the queue; returns how many."""
    count = 0
    for v in range(len(search.excess)):
        if search.excess[v] > 0:
            at[v] = 0
            search.queue[count] = v
            count += 1
    return count


@inlined_with_memory
def _raise_potentials(search: Search) -> bool:
    """Dijkstra from every node with excess to the nearest deficit; makes that way free. False where there is none."""
    first, neighbour, _, residual = search.graph
    cost, potential, excess = search.cost, search.potential, search.excess
    distance, reached = search.distance, search.queue
    count, nearest = _roots(search, distance), -1
    heap = [np.int64(v) for v in reached[:count]]  # distance and node in one number; equal ones are a heap already
    while len(heap) > 0:
        item = heapq.heappop(heap)
        far, v = item >> 32, int(item & 0xFFFFFFFF)
        if far > distance[v]:
            continue
        if excess[v] < 0:
            nearest = int(far)
            break
        for p in range(first[v], first[v + 1]):
            if residual[p] > 0:
                u = neighbour[p]
                step = far + cost[p] + potential[v] - potential[u]
                if distance[u] < 0 or step < distance[u]:
                    if distance[u] < 0:
                        reached[count] = u
                        count += 1
                    distance[u] = step
                    heapq.heappush(heap, (step << 32) | np.int64(u))
    for k in range(count):
        v = reached[k]
        if distance[v] < nearest:
            potential[v] += distance[v] - nearest
        distance[v] = -1
    return nearest >= 0


@inlined
def _layered_network(search: Search) -> tuple[int, int]:
    """Breadth-first layers over free arcs from all excess to the nearest deficit: (roots, nodes) in the queue."""
    first, neighbour, _, residual = search.graph
    cost, potential, excess, layer, queue = search.cost, search.potential, search.excess, search.layer, search.queue
    roots = _roots(search, layer)
    size, at, found = roots, 0, -1
    while at < size:
        v = queue[at]
        at += 1
        if found >= 0 and layer[v] + 1 > found:
            break
        for p in range(first[v], first[v + 1]):
            u = neighbour[p]
            if layer[u] < 0 and residual[p] > 0 and cost[p] + potential[v] - potential[u] == 0:
                layer[u] = layer[v] + 1
                queue[size] = u
                size += 1
                if excess[u] < 0 and found < 0:
                    found = layer[u]
    search.deepest[0] = found
    return roots, size


@inlined
def _augment_over_free_arcs(search: Search) -> None:
    """Push blocking flows until no free arcs lead from excess to a deficit."""
    while True:
        roots, size = _layered_network(search)
        found = search.deepest[0] >= 0
        if found:
            for k in range(size):
                search.current[search.queue[k]] = search.graph.first[search.queue[k]]
            for k in range(roots):
                blocking_flow(RULES, search, search.queue[k])
        for k in range(size):
            search.layer[search.queue[k]] = -1
        if not found:
            return


@inlined
def _read_costs(search: Search, arcs: Arcs, cost: Ints, rows: Rows, bit: int) -> None:
    """Costs down to this bit; units on the wrong side of an arc change over and unbalance its ends."""
    _, neighbour, reverse, residual = search.graph
    tail, head, forward, potential, excess = arcs.tail, arcs.head, rows.forward, search.potential, search.excess
    for a in range(len(tail)):
        p = forward[a]
        q = reverse[p]
        search.cost[p] = cost[a] >> bit
        search.cost[q] = -search.cost[p]
        reduced = search.cost[p] + potential[tail[a]] - potential[head[a]]
        if reduced < 0:
            p, q = q, p
        if reduced != 0 and residual[q] > 0:
            units = residual[q]
            residual[p] += units
            residual[q] = 0
            excess[neighbour[q]] += units
            excess[neighbour[p]] -= units


@inlined
def _any_excess(search: Search) -> bool:
    v, nodes = 0, len(search.excess)
    while v < nodes and search.excess[v] <= 0:
        v += 1
    return v < nodes


@compiled
def _cheapest(arcs: Arcs, cost: Ints, flow: Ints, potential: Ints, bits: int) -> bool:
    """Make `flow` the cheapest and `potential` its proof; False where the given flow does not keep its balances."""
    nodes = len(potential)
    rows = rows_of(nodes, arcs.head, arcs.tail)  # turned round
    graph = residual_graph(rows, arcs.capacity, flow)
    search = Search(
        graph,
        np.empty(len(rows.reverse), np.int64),
        potential,
        np.zeros(nodes, np.int64),
        np.full(nodes, -1, np.int64),
        np.full(nodes, -1, np.int32),
        np.zeros(nodes, np.int64),
        np.empty(nodes, np.int32),
        np.empty(nodes + 1, np.int64),
        np.empty(1, np.int64),
    )
    for bit in range(bits, -1, -1):
        potential *= 2
        _read_costs(search, arcs, cost, rows, bit)
        while _any_excess(search):
            if not _raise_potentials(search):
                return False
            _augment_over_free_arcs(search)
    for a in range(len(flow)):
        flow[a] = graph.residual[rows.reverse[rows.forward[a]]]
    return True


def cheapest(nodes: int, arcs: Arcs, cost: Ints, flow: Ints) -> tuple[Ints, Ints]:
    """Flow (M, units) of least Σ cost·x with the balances of `flow` and 0 ≤ x ≤ capacity, and the potentials that prove it.

    With gain = -cost + potential at head - potential at tail, x = capacity where gain > 0 and x = 0 where gain < 0.
    """
    largest = int(np.abs(cost).max(initial=0))
    found, potential = flow.copy(), np.zeros(nodes, dtype=np.int64)
    # Costs of -1, 0 and 1 need no scaling; larger ones are read from the top bit down.
    if not _cheapest(arcs, cost, found, potential, max(0, largest.bit_length() - 1)):
        raise RuntimeError("The starting flow does not keep its balances.")
    return found, potential
