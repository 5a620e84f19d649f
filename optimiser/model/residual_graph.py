"""Compressed rows of a network's arcs, both directions, and sums per row: what all searches share."""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np

from optimiser.model.problem import Array, Ints

_I32, _I64 = nb.int32[::1], nb.int64[::1]
_ROWS = nb.types.Tuple((_I64, _I32, _I32, _I32, _I32))  # type: ignore[no-untyped-call]


@dataclass(frozen=True, eq=False)
class Rows:
    """Row v lists the arcs that touch node v, entries start[v] to start[v + 1]; every arc has two entries.

    In the row of its head an arc has the entry `ahead`, its mate is in the row of its tail. How much may still be pushed
    is kept per entry, outside: `room[ahead]` = cap - x, room of the mate = x, so room[p] in row v is what peer[p] may
    send to v.
    """

    start: Ints  # (V + 1)
    peer: Array  # (2M) int32: the node at the other end
    mate: Array  # (2M) int32: the entry of the opposite direction
    ahead: Array  # (M) int32
    owner: Array  # (2M) int32: the arc of an entry, as its complement ~a where the entry goes against the arc

    def rooms(self, cap: Ints, arc: Ints) -> Ints:
        """Room per entry of the flow `arc`."""
        room = np.empty(len(self.peer), dtype=np.int64)
        _fill(self.ahead, self.mate, cap, arc, room)
        return room

    def both(self, cap: Ints, arc: Ints) -> tuple[Ints, Ints]:
        """Room per entry, and of its mate: what may still flow from and to the other end."""
        room, back = np.empty(len(self.peer), dtype=np.int64), np.empty(len(self.peer), dtype=np.int64)
        _fill_both(self.ahead, self.mate, cap, arc, room, back)
        return room, back

    def flow(self, room: Ints) -> Ints:
        """The flow that leaves this room."""
        return room[self.mate[self.ahead]]


def rows(nodes: int, tail: Ints, head: Ints) -> Rows:
    """Rows of the arcs tail → head."""
    return Rows(*_rows(nodes, tail, head))


@nb.njit(_ROWS(nb.int64, _I64, _I64), cache=True)
def _rows(nodes: int, tail: Array, head: Array) -> tuple[Array, ...]:
    arcs = len(tail)
    start = np.zeros(nodes + 1, np.int64)
    for a in range(arcs):
        start[tail[a] + 1] += 1
        start[head[a] + 1] += 1
    for v in range(nodes):
        start[v + 1] += start[v]
    fill = start[:-1].copy()
    peer = np.empty(2 * arcs, np.int32)
    mate = np.empty(2 * arcs, np.int32)
    ahead = np.empty(arcs, np.int32)
    owner = np.empty(2 * arcs, np.int32)
    for a in range(arcs):
        u, v = tail[a], head[a]
        p = fill[v]
        fill[v] += 1
        q = fill[u]
        fill[u] += 1
        peer[p], mate[p], owner[p] = u, q, a
        peer[q], mate[q], owner[q] = v, p, ~a
        ahead[a] = p
    return start, peer, mate, ahead, owner


@nb.njit(nb.void(_I32, _I32, _I64, _I64, _I64), cache=True)
def _fill(ahead: Array, mate: Array, cap: Array, arc: Array, room: Array) -> None:
    for a in range(len(ahead)):
        p = ahead[a]
        room[p] = cap[a] - arc[a]
        room[mate[p]] = arc[a]


@nb.njit(nb.void(_I32, _I32, _I64, _I64, _I64, _I64), cache=True)
def _fill_both(ahead: Array, mate: Array, cap: Array, arc: Array, room: Array, back: Array) -> None:
    for a in range(len(ahead)):
        p, q = ahead[a], mate[ahead[a]]
        room[p] = back[q] = cap[a] - arc[a]
        room[q] = back[p] = arc[a]


def total(row: Ints, units: Ints, length: int) -> Ints:
    """Sum of the units of each row; shape (length)."""
    sums = np.zeros(length, dtype=np.int64)
    _total(np.ascontiguousarray(row), np.ascontiguousarray(units), sums)
    return sums


@nb.njit(nb.void(_I64, _I64, _I64), cache=True)
def _total(row: Array, units: Array, sums: Array) -> None:
    for k in range(len(row)):
        sums[row[k]] += units[k]


@nb.njit(_I64(_I64, nb.int64), cache=True)
def grouped(row: Array, length: int) -> Array:
    """Places of `row` in order of their row, inside a row as they stand: a stable sort by counting."""
    at = np.zeros(length + 1, np.int64)
    for k in range(len(row)):
        at[row[k] + 1] += 1
    for v in range(length):
        at[v + 1] += at[v]
    order = np.empty(len(row), np.int64)
    for k in range(len(row)):
        order[at[row[k]]] = k
        at[row[k]] += 1
    return order
