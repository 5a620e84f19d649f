"""Makes every amount one that its price allows; what that leaves over or missing at the nodes is for the repair."""

from __future__ import annotations

import numba as nb

from optimiser.model.problem import Array

_I32, _I64 = nb.int32[::1], nb.int64[::1]


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


@nb.njit(nb.void(nb.int64, nb.int64, nb.int64, _I32, _I32, _I64, _I64), cache=True)
def _note(a: int, cap: int, x: int, ahead: Array, mate: Array, room: Array, back: Array) -> None:
    """Arc a carries x: what may still flow at its two entries."""
    p, q = ahead[a], mate[ahead[a]]
    room[p] = back[q] = cap - x
    room[q] = back[p] = x


@nb.njit(nb.void(*[_I64] * 6, nb.int64, *[_I64] * 8, *[_I32] * 2, *[_I64] * 3), cache=True)
def settle(
    tail: Array,
    head: Array,
    cap: Array,
    was: Array,
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
    ahead: Array,
    mate: Array,
    room: Array,
    back: Array,
    excess: Array,
) -> None:
    """Move every amount to the nearest one that its price allows; `excess` becomes what each node has too much.

    `was` is the capacity that room and back speak of.
    """
    excess[:] = 0
    for a in range(len(tail)):
        u, v = tail[a], head[a]
        x = _right(arc[a], cap[a], seen[a], worth, price[v] - price[u] - like[a])
        if x != arc[a] or cap[a] != was[a]:
            _note(a, cap[a], x, ahead, mate, room, back)
            arc[a] = x
        excess[u] -= x
        excess[v] += x
    for v in range(len(supply)):
        used[v] = _right(used[v], supply[v], 0, 0, price[v])
        excess[v] += used[v]
    for t in range(len(sink_tail)):
        v = sink_tail[t]
        sink[t] = _right(sink[t], sink_cap[t], 0, 0, sink_weight[t] - price[v])
        excess[v] -= sink[t]


@nb.njit(nb.void(*[_I64] * 6, nb.int64, *[_I64] * 9, *[_I32] * 3, *[_I64] * 4), cache=True)
def settle_at(
    nodes: Array,
    tail: Array,
    head: Array,
    cap: Array,
    seen: Array,
    like: Array,
    worth: int,
    price: Array,
    supply: Array,
    by_node: Array,
    first: Array,
    sink_cap: Array,
    sink_weight: Array,
    arc: Array,
    used: Array,
    sink: Array,
    ahead: Array,
    mate: Array,
    owner: Array,
    start: Array,
    room: Array,
    back: Array,
    excess: Array,
) -> None:
    """The same where only these nodes have another price and all else is in order, with excess 0."""
    for v in nodes:
        for p in range(start[v], start[v + 1]):
            a = max(owner[p], ~owner[p])
            x = _right(arc[a], cap[a], seen[a], worth, price[head[a]] - price[tail[a]] - like[a])
            if x != arc[a]:
                excess[tail[a]] -= x - arc[a]
                excess[head[a]] += x - arc[a]
                _note(a, cap[a], x, ahead, mate, room, back)
                arc[a] = x
        x = _right(used[v], supply[v], 0, 0, price[v])
        excess[v] += x - used[v]
        used[v] = x
        for k in range(first[v], first[v + 1]):
            t = by_node[k]
            x = _right(sink[t], sink_cap[t], 0, 0, sink_weight[t] - price[v])
            excess[v] -= x - sink[t]
            sink[t] = x
