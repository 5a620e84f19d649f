"""Puts a nearly optimal flow right: what its prices call wrong is undone, and the misplaced units find new places.

Successive shortest paths (Jewell 1958; Busacker & Gowen 1960) from all places where something is wrong at once, so that
the work grows with what changed. Source and sink are one node outside, whose price stays 0; a search ends where it may
leave there. Prices and lengths are whole numbers that may pack several levels of an objective.
"""

from __future__ import annotations

import heapq
from typing import Any

import numba as nb
import numpy as np

from matching.solver.problem import Array

_I32, _I64 = nb.int32[::1], nb.int64[::1]
_FAR = 2**62
#: Ways out of a node besides its sink arcs: a node that misses what this one has too much, the supply, none.
_TO_NODE, _TO_SUPPLY, _NONE = -1, -2, -3


@nb.njit(nb.int64(nb.int64, nb.int64, nb.int64, nb.int64, nb.int64), cache=True)
def _right(x: int, cap: int, seen: int, worth: int, gain: int) -> int:
    """The amount nearest to x that an arc may carry at this gain; its first `seen` units gain `worth` more."""
    seen = min(seen, cap)
    if gain > 0:
        return cap
    if gain == 0:
        return min(max(x, seen if worth > 0 else 0), cap)
    if gain + worth > 0:
        return seen
    return min(max(x, 0), seen) if gain + worth == 0 else 0


@nb.njit(nb.int64(*[_I64] * 5, nb.int64, *[_I64] * 9), cache=True)
def settle(
    tail: Array,
    head: Array,
    cap: Array,
    seen: Array,
    like: Array,
    worth: int,
    price: Array,
    supply: Array,
    sink_tail: Array,
    sink_cap: Array,
    sink_weight: Array,
    arc: Array,
    used: Array,
    sink: Array,
    excess: Array,
) -> int:
    """Move every amount to the nearest one that its price allows.

    `excess` becomes what each node has too much; returns how many nodes are out of balance.
    """
    excess[:] = 0
    for a in range(len(tail)):
        u, v = tail[a], head[a]
        arc[a] = _right(arc[a], cap[a], seen[a], worth, price[v] - price[u] - like[a])
        excess[u] -= arc[a]
        excess[v] += arc[a]
    for v in range(len(supply)):
        used[v] = _right(used[v], supply[v], 0, 0, price[v])
        excess[v] += used[v]
    for t in range(len(sink_tail)):
        v = sink_tail[t]
        sink[t] = _right(sink[t], sink_cap[t], 0, 0, sink_weight[t] - price[v])
        excess[v] -= sink[t]
    return int((excess != 0).sum())


@nb.njit(nb.int64(nb.int64, _I32, _I32, _I32, _I64, _I64, _I64, nb.int64, _I64), cache=True)
def _step(
    q: int, mate: Array, ahead: Array, owner: Array, room: Array, seen: Array, like: Array, worth: int, most: Array
) -> int:
    """What one more unit over entry q gains, prices aside; `most[0]` is how many units gain that."""
    a = owner[q]
    if q == ahead[a]:
        x = room[mate[q]]
        if x < seen[a]:
            most[0] = min(room[q], seen[a] - x)
            return int(worth - like[a])
        most[0] = room[q]
        return int(-like[a])
    x = room[q]
    if x > seen[a]:
        most[0] = x - seen[a]
        return int(like[a])
    most[0] = x
    return int(like[a] - worth)


@nb.njit(nb.int64(nb.int64, nb.int64, *[_I64] * 11), cache=True)
def _door(
    v: int,
    sign: int,
    price: Array,
    supply: Array,
    used: Array,
    by_node: Array,
    first: Array,
    sink_cap: Array,
    sink_weight: Array,
    sink: Array,
    excess: Array,
    door: Array,
    most: Array,
) -> int:
    """Length of the shortest way out of v (sign 1: for a unit too many, -1: for a missing one).

    `door[0]` says which: one of the constants above, or a sink arc; `most[0]` how many units may take it.
    """
    door[0] = _NONE
    if excess[v] * sign < 0:
        door[0], most[0] = _TO_NODE, abs(excess[v])
        return 0
    best = _FAR
    spare = used[v] if sign > 0 else supply[v] - used[v]
    if spare > 0:
        best = price[v] * sign
        door[0], most[0] = _TO_SUPPLY, spare
    lo, hi = first[v], first[v + 1]
    for k in range(lo, hi):
        t = by_node[k] if sign > 0 else by_node[hi - 1 - (k - lo)]
        spare = sink_cap[t] - sink[t] if sign > 0 else sink[t]
        if spare > 0:
            if (price[v] - sink_weight[t]) * sign < best:
                best = (price[v] - sink_weight[t]) * sign
                door[0], most[0] = t, spare
            break
    return int(best)


@nb.njit(nb.boolean(*[nb.int64] * 3, *[_I32] * 4, *[_I64] * 3, nb.int64, *[_I64] * 7), cache=True)
def _push(
    v: int,
    root: int,
    sign: int,
    peer: Array,
    mate: Array,
    ahead: Array,
    owner: Array,
    via: Array,
    seen: Array,
    like: Array,
    worth: int,
    room: Array,
    used: Array,
    sink: Array,
    excess: Array,
    door: Array,
    spare: Array,
    most: Array,
) -> bool:
    """Send what fits from the root through the tree to v and out; True when this root's tree is used up."""
    push = min(spare[0], abs(excess[root]))
    u = v
    while u != root:
        _step(via[u], mate, ahead, owner, room, seen, like, worth, most)
        push = min(push, most[0])
        u = peer[via[u]] if sign > 0 else peer[mate[via[u]]]
    full = push == abs(excess[root])
    u = v
    while u != root:
        q = via[u]
        _step(q, mate, ahead, owner, room, seen, like, worth, most)
        full = full or push == most[0]
        room[q] -= push
        room[mate[q]] += push
        u = peer[q] if sign > 0 else peer[mate[q]]
    excess[root] -= sign * push
    if door[0] == _TO_NODE:
        excess[v] += sign * push
    elif door[0] == _TO_SUPPLY:
        used[v] -= sign * push
    else:
        sink[door[0]] += sign * push
    return bool(full)


@nb.njit(nb.int64(_I64, *[_I32] * 4, *[_I64] * 3, nb.int64, *[_I64] * 9), cache=True)
def repair(
    start: Array,
    peer: Array,
    mate: Array,
    ahead: Array,
    owner: Array,
    room: Array,
    seen: Array,
    like: Array,
    worth: int,
    price: Array,
    supply: Array,
    used: Array,
    by_node: Array,
    first: Array,
    sink_cap: Array,
    sink_weight: Array,
    sink: Array,
    excess: Array,
) -> int:
    """Bring every excess to 0 at least cost; changes room, price, used, sink and excess. Returns -1 if there is no way.

    Each phase grows shortest-path trees from all roots, first where a unit is too many, then where one is missing. A
    tree dies when its root is served or one of its arcs is full; the phase ends at the distance where the first died.
    """
    nodes = len(excess)
    dist, via = np.full(nodes, _FAR, np.int64), np.full(nodes, -1, np.int64)
    done, dead = np.zeros(nodes, np.uint8), np.zeros(nodes, np.uint8)
    queue, touched, origin = np.empty(nodes, np.int32), np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    door, spare, most = np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64)
    largest = worth + (like.max() if len(like) > 0 else 0)
    heap: list[tuple[int, Any]] = [(0, 0)]
    for sign in (1, -1):
        while True:
            heap.clear()
            count = 0
            for v in range(nodes):
                if excess[v] * sign > 0:
                    dist[v], queue[count], touched[count], origin[v], dead[v] = 0, v, v, v, 0
                    count += 1
            if count == 0:
                break
            at, size, far, limit = 0, count, 0, _FAR
            while True:
                leave = False
                if at < size:  # at the present distance
                    u = int(queue[at])
                    at += 1
                elif len(heap) > 0:
                    to, u = heapq.heappop(heap)
                    if to > limit:
                        break
                    leave = bool(u >= nodes)  # not a node to enter but a way out of it
                    u -= nodes * leave
                    if (done[u] and not leave) or dead[origin[u]] or (to > dist[u] and not leave):
                        continue
                    far = to
                    if not leave:
                        at, size = 0, 0
                elif limit < _FAR:
                    break
                else:
                    return -1
                root = int(origin[u])
                if dead[root] or (done[u] and not leave):
                    continue
                done[u] = 1
                way = _door(u, sign, price, supply, used, by_node, first, sink_cap, sink_weight, sink, excess, door,
                            spare)  # fmt: skip
                while door[0] != _NONE and dist[u] + way == far:
                    if _push(u, root, sign, peer, mate, ahead, owner, via, seen, like, worth, room, used, sink, excess,
                             door, spare, most):  # fmt: skip
                        dead[root], limit = 1, far
                        break
                    way = _door(u, sign, price, supply, used, by_node, first, sink_cap, sink_weight, sink, excess, door,
                                spare)  # fmt: skip
                if dead[root]:
                    continue
                if door[0] != _NONE and dist[u] + way <= limit:
                    limit = int(dist[u] + way)  # nothing farther is worth a look in this phase
                    heapq.heappush(heap, (limit, u + nodes))
                if leave:
                    continue
                for p in range(start[u], start[u + 1]):
                    v = peer[p]
                    q = mate[p] if sign > 0 else p
                    if done[v] or room[q] <= 0:
                        continue
                    to = dist[u] + (price[u] - price[v]) * sign
                    if to - largest > limit or to - largest >= dist[v]:
                        continue
                    to -= _step(q, mate, ahead, owner, room, seen, like, worth, most)
                    if to < dist[v] and to <= limit:
                        if dist[v] == _FAR:
                            touched[count] = v
                            count += 1
                        dist[v], via[v], origin[v] = to, q, root
                        if to == far:
                            queue[size] = v
                            size += 1
                        else:
                            heapq.heappush(heap, (int(to), np.int64(v)))
            for k in range(count):
                v = touched[k]
                if dist[v] < limit:
                    price[v] -= sign * (limit - dist[v])
                dist[v], done[v], via[v] = _FAR, 0, -1
    return 0
