"""Finds new places for misplaced units, as cheaply as can be.

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

_I32, _I64, _U8 = nb.int32[::1], nb.int64[::1], nb.uint8[::1]
_FAR = 2**62
#: Ways out of a node besides its sink arcs: a node that misses what this one has too much, the supply, none.
_TO_NODE, _TO_SUPPLY, _NONE = -1, -2, -3
#: A node of a tree: held by its arc, its arc is full, cut off for the rest of the phase.
_FIRM, _LOOSE, _OFF = 0, 1, 2


@nb.njit(inline="always")
def _gain(s: int, room: int, back: int, seen: Array, like: Array, worth: int) -> int:
    """What one more unit along arc s gains, or against arc ~s, prices aside; `back` units could return."""
    if s >= 0:
        return int((worth if back < seen[s] else 0) - like[s])
    return int(like[~s] - (worth if room <= seen[~s] else 0))


@nb.njit(inline="always")
def _most(s: int, room: int, back: int, seen: Array) -> int:
    """How many units gain that."""
    if s >= 0:
        return int(min(room, seen[s] - back) if back < seen[s] else room)
    return int(room - seen[~s] if room > seen[~s] else room)


@nb.njit(inline="always")
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


@nb.njit(nb.void(nb.int64, nb.int64, *[_I32] * 3, *[_I64] * 10, _U8), cache=True)
def _push(
    v: int,
    sign: int,
    peer: Array,
    mate: Array,
    owner: Array,
    via: Array,
    seen: Array,
    room: Array,
    back: Array,
    arc: Array,
    used: Array,
    sink: Array,
    excess: Array,
    door: Array,
    spare: Array,
    cut: Array,
) -> None:
    """Send what fits from the root through the tree to v and out, and mark where that cuts the tree."""
    push, root = spare[0], v
    while via[root] >= 0:
        q = via[root]
        push = min(push, _most(owner[q], room[q], back[q], seen))
        root = peer[q] if sign > 0 else peer[mate[q]]
    push = min(push, abs(excess[root]))
    u = v
    while u != root:
        q, m = via[u], mate[via[u]]
        if push == _most(owner[q], room[q], back[q], seen):
            cut[u] = _LOOSE
        room[q], back[m] = room[q] - push, back[m] - push
        room[m], back[q] = room[m] + push, back[q] + push
        if owner[q] >= 0:
            arc[owner[q]] += push
        else:
            arc[~owner[q]] -= push
        u = peer[q] if sign > 0 else peer[m]
    excess[root] -= sign * push
    if excess[root] == 0:
        cut[root] = _OFF
    if door[0] == _TO_NODE:
        excess[v] += sign * push
    elif door[0] == _TO_SUPPLY:
        used[v] -= sign * push
    else:
        sink[door[0]] += sign * push


@nb.njit(nb.boolean(nb.int64, nb.int64, _I64, *[_I32] * 3, *[_I64] * 5, nb.int64, *[_I64] * 2, *[_U8] * 2), cache=True)
def _hung(
    v: int,
    sign: int,
    start: Array,
    peer: Array,
    mate: Array,
    owner: Array,
    room: Array,
    back: Array,
    price: Array,
    seen: Array,
    like: Array,
    worth: int,
    dist: Array,
    via: Array,
    done: Array,
    cut: Array,
) -> bool:
    """Hang a loose node, with all that hangs on it, to another part of the trees at the same distance, if there is one."""
    for p in range(start[v], start[v + 1]):
        u = int(peer[p])
        q = p if sign > 0 else mate[p]
        if not done[u] or cut[u] or room[q] <= 0:
            continue
        to = dist[u] + (price[u] - price[v]) * sign - _gain(owner[q], room[q], back[q], seen, like, worth)
        if to != dist[v]:
            continue
        while via[u] >= 0 and u != v and not cut[u]:
            u = int(peer[via[u]] if sign > 0 else peer[mate[via[u]]])
        if u != v and not cut[u]:
            via[v] = q
            return True
    return False


@nb.njit(inline="always")
def _cut_off(
    v: int,
    sign: int,
    start: Array,
    peer: Array,
    mate: Array,
    owner: Array,
    room: Array,
    back: Array,
    price: Array,
    seen: Array,
    like: Array,
    worth: int,
    dist: Array,
    via: Array,
    done: Array,
    cut: Array,
) -> bool:
    """Whether no root reaches v any more in this phase; what came loose above it is hung elsewhere first."""
    u = v
    while True:
        if cut[u] == _LOOSE:
            hung = _hung(u, sign, start, peer, mate, owner, room, back, price, seen, like, worth, dist, via, done, cut)
            cut[u] = _FIRM if hung else _OFF
        if cut[u] == _OFF:
            cut[v] = _OFF
            return True
        if via[u] < 0:
            return False
        u = int(peer[via[u]] if sign > 0 else peer[mate[via[u]]])


@nb.njit(nb.int64(_I64, *[_I32] * 3, *[_I64] * 4, nb.int64, *[_I64] * 10), cache=True)
def repair(
    start: Array,
    peer: Array,
    mate: Array,
    owner: Array,
    room: Array,
    back: Array,
    seen: Array,
    like: Array,
    worth: int,
    price: Array,
    supply: Array,
    arc: Array,
    used: Array,
    by_node: Array,
    first: Array,
    sink_cap: Array,
    sink_weight: Array,
    sink: Array,
    excess: Array,
) -> int:
    """Bring every excess to 0 at least cost. Returns -1 if there is no way.

    Changes room and back (what may still flow from and to the other end of an entry), price, arc, used, sink, excess.
    Each phase grows shortest-path trees from all roots, first where a unit is missing, then where one is too many. What
    an arc that is now full or a root that is served cuts off is left aside; the phase ends at the distance where that
    happened first.
    """
    nodes = len(excess)
    dist, via = np.full(nodes, _FAR, np.int64), np.full(nodes, -1, np.int64)
    done, cut = np.zeros(nodes, np.uint8), np.zeros(nodes, np.uint8)
    queue, touched = np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    door, spare = np.zeros(1, np.int64), np.zeros(1, np.int64)
    # Most arcs gain nothing besides their prices; one byte says so.
    special = np.empty(len(seen), np.uint8)
    for a in range(len(seen)):
        special[a] = seen[a] > 0 or like[a] > 0
    largest = worth + (like.max() if len(like) > 0 else 0)
    heap: list[tuple[int, Any]] = [(0, 0)]
    for sign in (-1, 1):
        ahead, behind = (back, room) if sign > 0 else (room, back)
        roots = np.flatnonzero(excess * sign > 0)
        while True:
            heap.clear()
            count = 0
            for v in roots:
                if excess[v] != 0:
                    dist[v], queue[count], touched[count] = 0, v, v
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
                    if not leave and (done[u] or to > dist[u]):
                        continue
                    far = to
                    if not leave:
                        at, size = 0, 0
                elif limit < _FAR:
                    break
                else:
                    return -1
                if (done[u] and not leave) or _cut_off(u, sign, start, peer, mate, owner, room, back, price, seen, like,
                                                       worth, dist, via, done, cut):  # fmt: skip
                    continue
                done[u] = 1
                way = _door(u, sign, price, supply, used, by_node, first, sink_cap, sink_weight, sink, excess, door,
                            spare)  # fmt: skip
                while door[0] != _NONE and dist[u] + way == far:
                    _push(u, sign, peer, mate, owner, via, seen, room, back, arc, used, sink, excess, door,
                          spare, cut)  # fmt: skip
                    if _cut_off(u, sign, start, peer, mate, owner, room, back, price, seen, like, worth, dist, via,
                                done, cut):  # fmt: skip
                        limit = far
                        break
                    way = _door(u, sign, price, supply, used, by_node, first, sink_cap, sink_weight, sink, excess, door,
                                spare)  # fmt: skip
                if cut[u] == _OFF:
                    continue
                if door[0] != _NONE and dist[u] + way <= limit:
                    limit = int(dist[u] + way)  # nothing farther is worth a look in this phase
                    heapq.heappush(heap, (limit, u + nodes))
                if leave:
                    continue
                base = dist[u] + price[u] * sign
                for p in range(start[u], start[u + 1]):
                    if ahead[p] <= 0:
                        continue
                    v = peer[p]
                    to = base - price[v] * sign
                    if to - largest > limit or to - largest >= dist[v] or done[v]:
                        continue
                    s = ~owner[p] if sign > 0 else owner[p]
                    if special[max(s, ~s)]:
                        to -= _gain(s, ahead[p], behind[p], seen, like, worth)
                    if to < dist[v] and to <= limit:
                        if dist[v] == _FAR:
                            touched[count] = v
                            count += 1
                        dist[v], via[v] = to, mate[p] if sign > 0 else p
                        if to == far:
                            queue[size] = v
                            size += 1
                        else:
                            heapq.heappush(heap, (int(to), np.int64(v)))
            for k in range(count):
                v = touched[k]
                if dist[v] < limit:
                    price[v] -= sign * (limit - dist[v])
                dist[v], done[v], via[v], cut[v] = _FAR, 0, -1, _FIRM
    return 0
