"""Cheapest flow among those that keep every balance: the primal-dual method (Ford & Fulkerson 1962) with bit scaling.

Starts from a given flow. Each scale doubles the prices, reads one more bit of the costs, empties or fills the arcs that
this made wrong, and returns the misplaced units along cheapest paths: Dijkstra for the prices, then a blocking flow
(Dinic 1970) over the arcs without reduced cost. Integers throughout, so the result is exact.
"""

from __future__ import annotations

import heapq

import numba as nb
import numpy as np

from optimiser.model.problem import Array, Ints
from optimiser.model.residual_graph import _rows

_I32, _I64 = nb.int32[::1], nb.int64[::1]


@nb.njit(nb.int64(_I64, _I32, _I64, _I64, _I64, _I64, _I64, _I64), cache=True)
def _reprice(
    start: Array, peer: Array, room: Array, cost: Array, price: Array, excess: Array, dist: Array, seen: Array
) -> int:
    """Dijkstra from every node with excess to the nearest deficit; makes that way free. Returns its length or -1."""
    heap = [np.int64(0)]
    heap.pop()
    count = 0
    for v in range(len(excess)):
        if excess[v] > 0:
            dist[v] = 0
            seen[count] = v
            count += 1
            heapq.heappush(heap, np.int64(v))
    reach = -1
    while len(heap) > 0:
        item = heapq.heappop(heap)
        far, v = item >> 32, int(item & 0xFFFFFFFF)
        if far > dist[v]:
            continue
        if excess[v] < 0:
            reach = int(far)
            break
        for p in range(start[v], start[v + 1]):
            if room[p] > 0:
                u = peer[p]
                step = far + cost[p] + price[v] - price[u]
                if dist[u] < 0 or step < dist[u]:
                    if dist[u] < 0:
                        seen[count] = u
                        count += 1
                    dist[u] = step
                    heapq.heappush(heap, (step << 32) | np.int64(u))
    for k in range(count):
        v = seen[k]
        if dist[v] < reach:
            price[v] += dist[v] - reach
        dist[v] = -1
    return reach


@nb.njit(nb.int64(_I64, _I32, _I64, _I64, _I64, _I64, _I32, _I32, _I64), cache=True)
def _layers(
    start: Array,
    peer: Array,
    room: Array,
    cost: Array,
    price: Array,
    excess: Array,
    layer: Array,
    queue: Array,
    counts: Array,
) -> int:
    """Breadth-first layers over free arcs from all excess; returns the layer of the nearest deficit or -1."""
    size = 0
    for v in range(len(excess)):
        if excess[v] > 0:
            layer[v] = 0
            queue[size] = v
            size += 1
    counts[1] = size
    at, found = 0, -1
    while at < size:
        v = queue[at]
        at += 1
        if found >= 0 and layer[v] + 1 > found:
            break
        for p in range(start[v], start[v + 1]):
            u = peer[p]
            if layer[u] < 0 and room[p] > 0 and cost[p] + price[v] - price[u] == 0:
                layer[u] = layer[v] + 1
                queue[size] = u
                size += 1
                if excess[u] < 0 and found < 0:
                    found = layer[u]
    counts[0] = size
    return found


@nb.njit(nb.void(_I64, _I32, _I32, _I64, _I64, _I64, _I64, _I32, _I64, _I64, nb.int64, nb.int64), cache=True)
def _block(
    start: Array,
    peer: Array,
    mate: Array,
    room: Array,
    cost: Array,
    price: Array,
    excess: Array,
    layer: Array,
    cursor: Array,
    path: Array,
    root: int,
    deepest: int,
) -> None:
    """Push the excess of `root` along the layers to deficits, as much as they allow."""
    depth, v = 0, root
    while True:
        if depth > 0 and excess[v] < 0:
            push = min(excess[root], -excess[v])
            for d in range(depth):
                push = min(push, room[path[d]])
            excess[root] -= push
            excess[v] += push
            back = depth
            for d in range(depth - 1, -1, -1):
                p = path[d]
                room[p] -= push
                room[mate[p]] += push
                if room[p] == 0:
                    back = d
            if excess[root] == 0:
                return
            if back < depth:
                depth = back
                v = root if depth == 0 else peer[path[depth - 1]]
                continue
        p, end = cursor[v], start[v + 1]
        if layer[v] < deepest:
            while p < end:
                u = peer[p]
                if layer[u] == layer[v] + 1 and room[p] > 0 and cost[p] + price[v] - price[u] == 0:
                    break
                p += 1
            cursor[v] = p
        else:
            p = end
        if p < end:
            path[depth] = p
            depth += 1
            v = peer[p]
        elif depth == 0:
            return
        else:
            depth -= 1
            v = root if depth == 0 else peer[path[depth - 1]]
            cursor[v] += 1


@nb.njit(nb.int64(nb.int64, _I64, _I64, _I64, _I64, _I64, _I64, nb.int64), cache=True)
def _cheapest(
    nodes: int, tail: Array, head: Array, cap: Array, flow: Array, cost: Array, price: Array, bits: int
) -> int:
    start, peer, mate, ahead, _ = _rows(nodes, head, tail)  # turned round: rows of arcs leaving a node
    entries = len(peer)
    room = np.empty(entries, np.int64)
    part = np.empty(entries, np.int64)
    for a in range(len(tail)):
        room[ahead[a]] = cap[a] - flow[a]
        room[mate[ahead[a]]] = flow[a]
    excess = np.zeros(nodes, np.int64)
    dist = np.full(nodes, -1, np.int64)
    seen = np.empty(nodes, np.int64)
    layer = np.full(nodes, -1, np.int32)
    queue = np.empty(nodes, np.int32)
    cursor = np.zeros(nodes, np.int64)
    path = np.empty(nodes + 1, np.int64)
    counts = np.zeros(2, np.int64)
    for bit in range(bits, -1, -1):
        for v in range(nodes):
            price[v] *= 2
        for a in range(len(tail)):
            p = ahead[a]
            q = mate[p]
            part[p] = cost[a] >> bit
            part[q] = -part[p]
            gain = part[p] + price[tail[a]] - price[head[a]]
            if gain < 0:
                p, q = q, p
            if gain != 0 and room[q] > 0:  # units that lie on the wrong side of this arc
                push = room[q]
                room[p] += push
                room[q] = 0
                excess[peer[q]] += push
                excess[peer[p]] -= push
        left = False
        for v in range(nodes):
            left = left or excess[v] > 0
        while left:
            if _reprice(start, peer, room, part, price, excess, dist, seen) < 0:
                return -1
            while True:
                found = _layers(start, peer, room, part, price, excess, layer, queue, counts)
                if found >= 0:
                    for k in range(counts[0]):
                        cursor[queue[k]] = start[queue[k]]
                    for k in range(counts[1]):
                        _block(start, peer, mate, room, part, price, excess, layer, cursor, path, queue[k], found)
                for k in range(counts[0]):
                    layer[queue[k]] = -1
                if found < 0:
                    break
            left = False
            for v in range(nodes):
                left = left or excess[v] > 0
    for a in range(len(tail)):
        flow[a] = room[mate[ahead[a]]]
    return 0


def cheapest(nodes: int, tail: Ints, head: Ints, cap: Ints, flow: Ints, cost: Ints) -> tuple[Ints, Ints]:
    """Flow of least Σ cost·x with the balances of `flow` and 0 ≤ x ≤ cap, and the prices that prove it.

    Shapes: arcs (M), prices (nodes). With gain = -cost + price at head - price at tail, x = cap where gain > 0 and
    x = 0 where gain < 0.
    """
    largest = int(np.abs(cost).max(initial=0))
    found, price = flow.copy(), np.zeros(nodes, dtype=np.int64)
    # Costs of -1, 0 and 1 need no scaling; larger ones are read from the top bit down.
    if _cheapest(nodes, tail, head, cap, found, cost, price, max(0, largest.bit_length() - 1)) != 0:
        raise RuntimeError("The starting flow does not keep its balances.")
    return found, price
