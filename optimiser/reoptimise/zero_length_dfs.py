"""Serves at once what costs nothing: a depth-first search for places at length 0."""

from __future__ import annotations

import numba as nb
import numpy as np

from optimiser.model.problem import Array
from optimiser.reoptimise.residual_step import NONE, gain, send, way_out

_I32, _I64, _U8 = nb.int32[::1], nb.int64[::1], nb.uint8[::1]
#: A node of a dive: never met, on the way, met before, led nowhere.
_NEW, _OPEN, _SEEN, _DEAD = 0, 1, 2, 3


@nb.njit(nb.void(nb.int64, _I64, _I64, *[_I32] * 3, *[_I64] * 4, nb.int64, *[_I64] * 13, *[_U8] * 3), cache=True)
def dive(
    sign: int,
    roots: Array,
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
    via: Array,
    door: Array,
    spare: Array,
    cut: Array,
    state: Array,
    special: Array,
) -> None:
    """Serve what the roots can be served at length 0, depth first.

    A node that led nowhere is not entered again, and one that led somewhere is tried again where it was left: so a way
    that many arcs lead into is found once. What this overlooks is left to the shortest-path trees.
    """
    nodes = len(excess)
    ahead, behind = (back, room) if sign > 0 else (room, back)
    cursor, touched, count = np.empty(nodes, np.int64), np.empty(nodes, np.int32), 0
    for root in roots:
        if excess[root] == 0 or state[root] != _NEW:
            continue
        v = int(root)
        touched[count], cursor[v], state[v] = v, start[v], _OPEN
        count += 1
        while True:
            if (
                way_out(v, sign, price, supply, used, by_node, first, sink_cap, sink_weight, sink, excess, door, spare)
                == 0
                and door[0] != NONE
            ):
                send(v, sign, peer, mate, owner, via, seen, room, back, arc, used, sink, excess, door, spare, cut)
                # Back to where the way is still open; what lies behind stays as good as it was.
                top, u = -1, v
                while True:
                    top = u if cut[u] else top
                    cut[u] = 0
                    if via[u] < 0:
                        break
                    u = int(peer[via[u]] if sign > 0 else peer[mate[via[u]]])
                while top >= 0:
                    u = v
                    v = int(peer[via[u]] if sign > 0 else peer[mate[via[u]]]) if via[u] >= 0 else -1
                    via[u] = -1
                    state[u] = _SEEN
                    if u == top:
                        break
                if v < 0:
                    break
                continue
            p, end = cursor[v], start[v + 1]
            while p < end:
                u = int(peer[p])
                if ahead[p] > 0 and (state[u] == _NEW or state[u] == _SEEN):
                    s = ~owner[p] if sign > 0 else owner[p]
                    to = (price[v] - price[u]) * sign
                    if special[max(s, ~s)]:
                        to -= gain(s, ahead[p], behind[p], seen, like, worth)
                    if to == 0:
                        break
                p += 1
            cursor[v] = p
            if p < end:
                u = int(peer[p])
                if state[u] == _NEW:
                    touched[count], cursor[u] = u, start[u]
                    count += 1
                via[u], state[u] = mate[p] if sign > 0 else p, _OPEN
                v = u
                continue
            state[v] = _DEAD
            if via[v] < 0:
                break
            u = v
            v = int(peer[via[u]] if sign > 0 else peer[mate[via[u]]])
            via[u] = -1
            cursor[v] += 1
    for k in range(count):
        state[touched[k]] = _NEW
