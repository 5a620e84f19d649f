"""Maximum flow rank by rank on one residual network (Dinic 1970), searched from the needs back to the money.

Searching backwards touches only what an open slice can reach. When a search fails, everything it saw is cut off from
the remaining money for good, so later ranks skip it: a served slice is re-routed, never taken back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np

from matching.solver.network import Network
from matching.solver.problem import Array, Ints
from matching.solver.warm import Start

_I32, _I64 = nb.int32[::1], nb.int64[::1]
_ROWS = nb.types.Tuple((_I64, _I32, _I32, _I64, _I32))  # type: ignore[no-untyped-call]


@nb.njit(_ROWS(nb.int64, _I64, _I64, _I64), cache=True)
def _rows(nodes: int, tail: Array, head: Array, cap: Array) -> tuple[Array, ...]:
    """Compressed rows of residual arcs *entering* each node: row v lists who could send how much to v.

    Returns start (V + 1), peer (2M), mate (2M, the entry of the opposite direction), room (2M, units that may be pushed)
    and ahead (M). Inner arc a = (u, v) has the entry `ahead[a]` in row v with room cap - x, its mate in row u has room x.
    """
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
    room = np.empty(2 * arcs, np.int64)
    ahead = np.empty(arcs, np.int32)
    for a in range(arcs):
        u, v = tail[a], head[a]
        p = fill[v]
        fill[v] += 1
        q = fill[u]
        fill[u] += 1
        peer[p], mate[p], room[p] = u, q, cap[a]
        peer[q], mate[q], room[q] = v, p, 0
        ahead[a] = p
    return start, peer, mate, room, ahead


@nb.njit(nb.int64(_I64, _I32, _I64, _I64, _I32, _I32, _I64), cache=True)
def _search(start: Array, peer: Array, room: Array, slack: Array, layer: Array, queue: Array, counts: Array) -> int:
    """Breadth-first layers from the needs with open demand; stops at the first layer that holds money.

    `queue[:counts[0]]` holds the starting nodes on entry, every node seen on exit (their number is `counts[0]`).
    Returns the layer of the nearest money, or -1.
    """
    size, at, found = counts[0], 0, -1
    while at < size:
        v = queue[at]
        at += 1
        if found >= 0 and layer[v] + 1 > found:
            break
        for p in range(start[v], start[v + 1]):
            u = peer[p]
            if layer[u] == -1 and room[p] > 0:
                layer[u] = layer[v] + 1
                queue[size] = u
                size += 1
                if slack[u] > 0 and found < 0:
                    found = layer[u]
    counts[0] = size
    return found


@nb.njit(nb.int64(_I64, _I32, _I32, _I64, _I64, _I64, _I32, _I64, _I64, nb.int64, nb.int64), cache=True)
def _block(
    start: Array, peer: Array, mate: Array, room: Array, slack: Array, wanted: Array, layer: Array, cursor: Array,
    path: Array, root: int, deepest: int,
) -> int:  # fmt: skip
    """Push all that the layers allow from money to `root`; returns the units pushed."""
    pushed = 0
    depth = 0
    v = root
    while True:
        if depth > 0 and slack[v] > 0:
            # At most what is wanted, what every arc of the path carries, and what the money at its end holds.
            push = min(wanted[root], slack[v])
            for d in range(depth):
                push = min(push, room[path[d]])
            slack[v] -= push
            wanted[root] -= push
            pushed += push
            back = depth
            for d in range(depth - 1, -1, -1):
                p = path[d]
                room[p] -= push
                room[mate[p]] += push
                if room[p] == 0:
                    back = d
            if wanted[root] == 0:
                return int(pushed)
            if back < depth:
                depth = back
                v = root if depth == 0 else peer[path[depth - 1]]
                continue
        advanced = False
        if layer[v] < deepest:
            p, end = cursor[v], start[v + 1]
            while p < end:
                u = peer[p]
                if layer[u] == layer[v] + 1 and room[p] > 0:
                    break
                p += 1
            cursor[v] = p
            if p < end:
                path[depth] = p
                depth += 1
                v = peer[p]
                advanced = True
        if not advanced:
            if depth == 0:
                return int(pushed)
            # Nothing left behind v: step back and move on.
            depth -= 1
            v = root if depth == 0 else peer[path[depth - 1]]
            cursor[v] += 1


@nb.njit(
    nb.boolean(_I64, _I32, _I32, _I64, _I64, _I64, _I32, _I32, _I64, _I64, _I64, _I64, nb.int64, nb.int64, nb.boolean),
    cache=True,
)
def _push(
    start: Array, peer: Array, mate: Array, room: Array, money: Array, wanted: Array, layer: Array, queue: Array,
    cursor: Array, path: Array, counts: Array, sink_tail: Array, lo: int, hi: int, last: bool,
) -> bool:  # fmt: skip
    """Serve the open sink arcs lo..hi from `money` until no search reaches it; true when everything is served.

    On the `last` failed search all nodes seen leave the network: `counts[0]` of them stand in `queue`.
    """
    while True:
        size = 0
        for t in range(lo, hi):
            v = sink_tail[t]
            if wanted[v] > 0 and layer[v] == -1:
                layer[v] = 0
                queue[size] = v
                size += 1
        counts[0] = size
        if size == 0:
            return True
        found = _search(start, peer, room, money, layer, queue, counts)
        if found >= 0:
            for k in range(counts[0]):
                cursor[queue[k]] = start[queue[k]]
            for k in range(size):
                _block(start, peer, mate, room, money, wanted, layer, cursor, path, queue[k], found)
        for k in range(counts[0]):
            layer[queue[k]] = -2 if found < 0 and last else -1
        if found < 0:
            return False


@nb.njit(nb.void(_I64, _I32, _I32, _I64, _I64, _I64, _I64, _I64, _I64, _I64, _I64), cache=True)
def _serve(
    start: Array, peer: Array, mate: Array, room: Array, slack: Array, fill: Array, sink_tail: Array, sink_cap: Array,
    rank_start: Array, sink_flow: Array, dead_at: Array,
) -> None:  # fmt: skip
    """Open the sink arcs of one rank after another and fill them; see the module docstring.

    `fill` is what a node served before; ranks take it over in order. What a later rank would take over is money too,
    once the free money cannot be reached: then an urgent slice takes it back.
    """
    nodes = len(start) - 1
    layer = np.full(nodes, -1, np.int32)
    queue = np.empty(nodes, np.int32)
    cursor = np.zeros(nodes, np.int64)
    path = np.empty(nodes + 1, np.int64)
    wanted = np.zeros(nodes, np.int64)
    counts = np.zeros(1, np.int64)
    later = fill.sum()
    for rank in range(len(rank_start) - 1):
        lo, hi = rank_start[rank], rank_start[rank + 1]
        for t in range(lo, hi):
            v = sink_tail[t]
            have = min(fill[v], sink_cap[t])
            fill[v] -= have
            later -= have
            wanted[v] += sink_cap[t] - have
        done = _push(
            start, peer, mate, room, slack, wanted, layer, queue, cursor, path, counts, sink_tail, lo, hi, later == 0
        )
        if not done and later > 0:
            done = _push(
                start, peer, mate, room, fill, wanted, layer, queue, cursor, path, counts, sink_tail, lo, hi, True
            )
            later = fill.sum()
        if not done:
            for k in range(counts[0]):
                dead_at[queue[k]] = rank
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
    dead_at: Ints  # (V) rank at which the node lost its last money, or `ranks`


def serve(network: Network, begin: Start) -> Flow:
    """Fill the sink arcs in order of rank, as much as the money allows in each, starting from a feasible flow."""
    start, peer, mate, room, ahead = _rows(network.nodes, network.tail, network.head, network.cap)
    room[ahead] -= begin.arc
    room[mate[ahead]] = begin.arc
    slack, fill = begin.slack.copy(), begin.fill.copy()
    rank_start = np.searchsorted(network.sink_rank, np.arange(network.ranks + 1))
    sink = np.zeros(len(network.sink_tail), dtype=np.int64)
    dead_at = np.full(network.nodes, network.ranks, dtype=np.int64)
    _serve(start, peer, mate, room, slack, fill, network.sink_tail, network.sink_cap, rank_start, sink, dead_at)
    return Flow(room[mate[ahead]], sink, slack, dead_at)
