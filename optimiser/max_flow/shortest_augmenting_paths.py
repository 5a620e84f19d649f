"""Maximum flow rank by rank on one residual network, searched from the needs back to the money.

Every node carries a lower bound of its distance to money (Goldberg & Tarjan 1988; shortest augmenting paths after Ahuja
& Orlin 1991). Opening more sink arcs and pushing along shortest ways never lowers a bound, so all ranks share them:
what one rank learned, the next need not search again. A node whose bound passes a gap is cut off from money for good.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np

from optimiser.max_flow.initial_flow import Start
from optimiser.model.network import Network
from optimiser.model.problem import Array, Ints
from optimiser.model.residual_graph import Rows

_I32, _I64 = nb.int32[::1], nb.int64[::1]


@nb.njit(nb.void(nb.int64, nb.int64, _I32, _I32, _I32, _I32), cache=True)
def _move(v: int, to: int, label: Array, after: Array, before: Array, first: Array) -> None:
    """Take node v out of the list of its label and put it into the list of label `to`."""
    nodes = len(label)
    if label[v] < nodes:
        if before[v] >= 0:
            after[before[v]] = after[v]
        else:
            first[label[v]] = after[v]
        if after[v] >= 0:
            before[after[v]] = before[v]
    label[v] = to
    if to < nodes:
        after[v], before[v] = first[to], -1
        if first[to] >= 0:
            before[first[to]] = v
        first[to] = v


@nb.njit(nb.void(_I64, _I32, _I32, _I64, _I64, _I32, _I32, _I32, _I32, _I32, _I64), cache=True)
def _measure(
    start: Array,
    peer: Array,
    mate: Array,
    room: Array,
    money: Array,
    label: Array,
    after: Array,
    before: Array,
    first: Array,
    queue: Array,
    cursor: Array,
) -> None:
    """Exact distances to money by one breadth-first search; nodes it does not reach get the label `nodes`, for good."""
    nodes = len(label)
    first[:] = -1
    size = 0
    for v in range(nodes):
        cursor[v] = start[v]
        dead = label[v] >= nodes
        label[v] = nodes
        if money[v] > 0 and not dead:
            _move(v, 0, label, after, before, first)
            queue[size] = v
            size += 1
        elif dead:
            label[v] = nodes + 1
    at = 0
    while at < size:
        u = queue[at]
        at += 1
        for q in range(start[u], start[u + 1]):
            v = peer[q]
            if label[v] == nodes and room[mate[q]] > 0:
                _move(v, label[u] + 1, label, after, before, first)
                queue[size] = v
                size += 1


@nb.njit(nb.int64(nb.int64, _I64, _I32, _I64, _I32, _I32, _I32, _I32, _I64), cache=True)
def _relabel(
    v: int,
    start: Array,
    peer: Array,
    room: Array,
    label: Array,
    after: Array,
    before: Array,
    first: Array,
    cursor: Array,
) -> int:
    """Raise the bound of v to what its neighbours allow; returns the entries read."""
    nodes, old = len(label), label[v]
    low = nodes
    cursor[v] = start[v]
    for p in range(start[v], start[v + 1]):
        if room[p] > 0 and label[peer[p]] + 1 < low:
            low = label[peer[p]] + 1
            cursor[v] = p
            if low <= old + 1:
                break
    _move(v, low, label, after, before, first)
    if first[old] < 0:
        # Nobody is left at this distance, so nobody beyond it can ever reach money.
        far = old + 1
        while far < nodes and first[far] >= 0:
            while first[far] >= 0:
                _move(first[far], nodes, label, after, before, first)
            far += 1
    return int(start[v + 1] - start[v])


@nb.njit(
    nb.int64(nb.int64, _I64, _I32, _I32, _I64, _I64, _I64, _I32, _I32, _I32, _I32, _I64, _I64, nb.int64),
    cache=True,
)
def _feed(
    root: int,
    start: Array,
    peer: Array,
    mate: Array,
    room: Array,
    money: Array,
    wanted: Array,
    label: Array,
    after: Array,
    before: Array,
    first: Array,
    cursor: Array,
    path: Array,
    patience: int,
) -> int:
    """Serve one root along shortest ways until it is satisfied, cut off, or `patience` entries were read."""
    nodes = len(label)
    depth, v, work = 0, root, 0
    while wanted[root] > 0 and label[root] < nodes and work < patience:
        if money[v] > 0:
            # At most what is wanted, what every arc of the path carries, and what the money at its end holds.
            push = min(wanted[root], money[v])
            for d in range(depth):
                push = min(push, room[path[d]])
            money[v] -= push
            wanted[root] -= push
            back = depth
            for d in range(depth - 1, -1, -1):
                p = path[d]
                room[p] -= push
                room[mate[p]] += push
                if room[p] == 0:
                    back = d
            depth = back
            v = root if depth == 0 else peer[path[depth - 1]]
            continue
        p, end = cursor[v], start[v + 1]
        nearer = label[v] - 1
        while p < end and not (label[peer[p]] == nearer and room[p] > 0):
            p += 1
        cursor[v] = p
        if p < end:
            path[depth] = p
            depth += 1
            v = peer[p]
        else:
            work += _relabel(v, start, peer, room, label, after, before, first, cursor)
            if depth > 0:
                depth -= 1
                v = root if depth == 0 else peer[path[depth - 1]]
    return work


@nb.njit(nb.void(_I64, _I32, _I32, _I64, _I64, _I64, _I64, _I64, _I64), cache=True)
def _serve(
    start: Array,
    peer: Array,
    mate: Array,
    room: Array,
    money: Array,
    sink_tail: Array,
    sink_cap: Array,
    rank_start: Array,
    sink_flow: Array,
) -> None:
    """Open the sink arcs of one rank after another and fill them; see the module docstring.

    At sources and classes `money` is what is left; at nodes with sink arcs it is what they served before. Ranks take
    that over in order; what only a later rank would take over is money for an urgent slice too.
    """
    nodes = len(start) - 1
    label, queue = np.zeros(nodes, np.int32), np.empty(nodes, np.int32)
    after, before, first = np.empty(nodes, np.int32), np.empty(nodes, np.int32), np.empty(nodes + 1, np.int32)
    cursor, path = np.empty(nodes, np.int64), np.empty(nodes + 1, np.int64)
    wanted = np.zeros(nodes, np.int64)
    _measure(start, peer, mate, room, money, label, after, before, first, queue, cursor)
    left = len(peer)
    for rank in range(len(rank_start) - 1):
        lo, hi = rank_start[rank], rank_start[rank + 1]
        for t in range(lo, hi):
            v = sink_tail[t]
            have = min(money[v], sink_cap[t])
            money[v] -= have
            wanted[v] += sink_cap[t] - have
        for t in range(lo, hi):
            v = sink_tail[t]
            while wanted[v] > 0 and label[v] < nodes:
                left -= _feed(
                    v, start, peer, mate, room, money, wanted, label, after, before, first, cursor, path, left
                )
                if left <= 0:
                    _measure(start, peer, mate, room, money, label, after, before, first, queue, cursor)
                    left = len(peer)
        for t in range(lo, hi):
            sink_flow[t] = sink_cap[t]
        # What is still wanted at a node was not served: take it off its last sink arcs of this rank.
        for t in range(hi - 1, lo - 1, -1):
            v = sink_tail[t]
            short = min(wanted[v], sink_cap[t])
            sink_flow[t] -= short
            wanted[v] -= short


@dataclass(frozen=True, eq=False)
class Flow:
    """A plan on the network: units on inner arcs, sink arcs, and what is left of each supply."""

    arc: Ints  # (M)
    sink: Ints  # (T)
    slack: Ints  # (V)


def serve(network: Network, begin: Start, rows: Rows) -> Flow:
    """Fill the sink arcs in order of rank, as much as the money allows in each, starting from a feasible flow."""
    room = rows.rooms(network.cap, begin.arc)
    money = begin.money.copy()
    rank_start = np.searchsorted(network.sink_rank, np.arange(network.ranks + 1))
    sink = np.zeros(len(network.sink_tail), dtype=np.int64)
    _serve(rows.start, rows.peer, rows.mate, room, money, network.sink_tail, network.sink_cap, rank_start, sink)
    return Flow(rows.flow(room), sink, np.where(network.supply > 0, money, 0))
