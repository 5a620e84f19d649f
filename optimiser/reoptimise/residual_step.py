"""One step of a unit that looks for a place: what it gains on an arc, the shortest way out of a node, and the push.

`sign` is 1 for a unit too many, which moves away from its root, and -1 for a missing one, which is searched against the
flow. Amounts per entry of a row: `room` may still come from the other end, `back` may still go there.
"""

from __future__ import annotations

import numba as nb

from optimiser.model.problem import Array

_I32, _I64, _U8 = nb.int32[::1], nb.int64[::1], nb.uint8[::1]
FAR = 2**62
#: Ways out of a node besides its sink arcs: a node that misses what this one has too much, the supply, none.
TO_NODE, TO_SUPPLY, NONE = -1, -2, -3


@nb.njit(inline="always")
def gain(s: int, room: int, back: int, seen: Array, like: Array, worth: int) -> int:
    """What one more unit along arc s gains, or against arc ~s, prices aside; `back` units could return."""
    if s >= 0:
        return int((worth if back < seen[s] else 0) - like[s])
    return int(like[~s] - (worth if room <= seen[~s] else 0))


@nb.njit(inline="always")
def units_at(s: int, room: int, back: int, seen: Array) -> int:
    """How many units gain that."""
    if s >= 0:
        return int(min(room, seen[s] - back) if back < seen[s] else room)
    return int(room - seen[~s] if room > seen[~s] else room)


@nb.njit(inline="always")
def way_out(
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
    door[0] = NONE
    if excess[v] * sign < 0:
        door[0], most[0] = TO_NODE, abs(excess[v])
        return 0
    best = FAR
    spare = used[v] if sign > 0 else supply[v] - used[v]
    if spare > 0:
        best = price[v] * sign
        door[0], most[0] = TO_SUPPLY, spare
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
def send(
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
        push = min(push, units_at(owner[q], room[q], back[q], seen))
        root = peer[q] if sign > 0 else peer[mate[q]]
    push = min(push, abs(excess[root]))
    u = v
    while u != root:
        q, m = via[u], mate[via[u]]
        if push == units_at(owner[q], room[q], back[q], seen):
            cut[u] = 1
        room[q], back[m] = room[q] - push, back[m] - push
        room[m], back[q] = room[m] + push, back[q] + push
        if owner[q] >= 0:
            arc[owner[q]] += push
        else:
            arc[~owner[q]] -= push
        u = peer[q] if sign > 0 else peer[m]
    excess[root] -= sign * push
    if excess[root] == 0:
        cut[root] = 1
    if door[0] == TO_NODE:
        excess[v] += sign * push
    elif door[0] == TO_SUPPLY:
        used[v] -= sign * push
    else:
        sink[door[0]] += sign * push
