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

from optimiser.model.problem import Array
from optimiser.reoptimise.residual_step import FAR, NONE, gain, send, way_out
from optimiser.reoptimise.zero_length_dfs import dive

_I32, _I64, _U8 = nb.int32[::1], nb.int64[::1], nb.uint8[::1]


@nb.njit(inline="always")
def _cut_off(v: int, sign: int, peer: Array, mate: Array, via: Array, cut: Array) -> bool:
    """Whether no root reaches v any more in this phase."""
    u = v
    while not cut[u] and via[u] >= 0:
        u = int(peer[via[u]] if sign > 0 else peer[mate[via[u]]])
    cut[v] = cut[u]
    return bool(cut[u])


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
    First where a unit is missing, then where one is too many: a dive serves what can be served for nothing; then a phase
    grows shortest-path trees from all roots. What an arc that is now full or a root that is served cuts off is left
    aside; the phase ends at the distance where that happened first, and its prices make that distance 0.
    """
    nodes = len(excess)
    dist, via = np.full(nodes, FAR, np.int64), np.full(nodes, -1, np.int64)
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
            dive(
                sign,
                roots,
                start,
                peer,
                mate,
                owner,
                room,
                back,
                seen,
                like,
                worth,
                price,
                supply,
                arc,
                used,
                by_node,
                first,
                sink_cap,
                sink_weight,
                sink,
                excess,
                via,
                door,
                spare,
                cut,
                done,
                special,
            )
            heap.clear()
            count = 0
            for v in roots:
                if excess[v] != 0:
                    dist[v], queue[count], touched[count] = 0, v, v
                    count += 1
            if count == 0:
                break
            at, size, far, limit = 0, count, 0, FAR
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
                elif limit < FAR:
                    break
                else:
                    return -1
                if (done[u] and not leave) or _cut_off(u, sign, peer, mate, via, cut):
                    continue
                done[u] = 1
                way = way_out(
                    u, sign, price, supply, used, by_node, first, sink_cap, sink_weight, sink, excess, door, spare
                )
                while door[0] != NONE and dist[u] + way == far:
                    send(u, sign, peer, mate, owner, via, seen, room, back, arc, used, sink, excess, door, spare, cut)
                    if _cut_off(u, sign, peer, mate, via, cut):
                        limit = far
                        break
                    way = way_out(
                        u, sign, price, supply, used, by_node, first, sink_cap, sink_weight, sink, excess, door, spare
                    )
                if cut[u]:
                    continue
                if door[0] != NONE and dist[u] + way <= limit:
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
                        to -= gain(s, ahead[p], behind[p], seen, like, worth)
                    if to < dist[v] and to <= limit:
                        if dist[v] == FAR:
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
                dist[v], done[v], via[v], cut[v] = FAR, 0, -1, 0
    return 0
