"""What one more unit would be worth at every node: shadow prices by a walk back through the residual network."""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np

from optimiser.model.network import Network
from optimiser.model.problem import Array, Ints
from optimiser.model.residual_graph import Rows

_I32, _I64 = nb.int32[::1], nb.int64[::1]
#: With more broken ways than this share of the nodes a new walk is faster.
_SHARE = 16
_FOUND = nb.types.Tuple((_I64, _I32, _I32))  # type: ignore[no-untyped-call]


@dataclass(frozen=True, eq=False)
class Slopes:
    """Prices, and for each price above 0 a way to an unserved slice of that weight.

    Every node is worth at least what its residual neighbours are worth (so no price is too low), and the ways show that
    none is too high.
    """

    price: Ints  # (V)
    via: Array  # (V) int32: the entry, in the row of the next node, by which this node goes on; -1: it has the slice
    order: Array  # int32: the nodes with a price, each after the next node of its way


@nb.njit(_I64(nb.int64, _I64, _I64, _I64), cache=True)
def _own(nodes: int, sink_tail: Array, sink_spare: Array, sink_weight: Array) -> Array:
    """The best unserved slice of each node; 0 where there is none. Sink arcs come by rank, so weights fall."""
    own = np.zeros(nodes, np.int64)
    for t in range(len(sink_tail)):
        if sink_spare[t] > 0 and own[sink_tail[t]] == 0:
            own[sink_tail[t]] = sink_weight[t]
    return own


@nb.njit(nb.int64(nb.int64, nb.int64, nb.int64, _I64, _I32, _I64, _I64, _I32, _I32, nb.int64), cache=True)
def _spread(
    root: int,
    weight: int,
    entry: int,
    start: Array,
    peer: Array,
    room: Array,
    price: Array,
    via: Array,
    order: Array,
    size: int,
) -> int:
    """Give this weight to the root and to all that reach it and are worth less; they are added to `order`."""
    at = size
    price[root], via[root], order[size] = weight, entry, root
    size += 1
    while at < size:
        w = order[at]
        at += 1
        for p in range(start[w], start[w + 1]):
            u = peer[p]
            if price[u] < weight and room[p] > 0:
                price[u], via[u], order[size] = weight, p, u
                size += 1
    return size


@nb.njit(_FOUND(_I64, _I32, _I64, _I64, _I64), cache=True)
def _walk(start: Array, peer: Array, room: Array, own: Array, roots: Array) -> tuple[Array, Array, Array]:
    nodes, size = len(own), 0
    price, via, order = np.zeros(nodes, np.int64), np.full(nodes, -1, np.int32), np.empty(nodes, np.int32)
    for v in roots:
        if price[v] == 0:
            size = _spread(v, own[v], -1, start, peer, room, price, via, order, size)
    return price, via, order[:size].copy()


@nb.njit(_FOUND(_I64, _I32, _I32, _I64, _I64, _I64, _I32, _I32, _I64, _I64), cache=True)
def _again(
    start: Array,
    peer: Array,
    mate: Array,
    room: Array,
    own: Array,
    price: Array,
    via: Array,
    order: Array,
    changed: Array,
    nodes_of: Array,
) -> tuple[Array, Array, Array]:
    """The walk where `changed` entries have other room than before, `nodes_of` being the nodes at their ends.

    An empty order where too many ways are broken: then walk anew.
    """
    nodes = len(own)
    price, via = price.copy(), via.copy()
    lost = np.zeros(nodes, np.uint8)
    # Ways that are broken, and all that lead into them; order puts the end of a way before its beginning.
    for v in order:
        p = via[v]
        if p < 0:
            lost[v] = own[v] != price[v]
        else:
            w = peer[mate[p]]
            lost[v] = room[p] <= 0 or lost[w] == 1 or price[w] != price[v]
    count = 0
    for v in order:
        if lost[v]:
            price[v] = 0
            count += 1
    if count > nodes // _SHARE:
        return price, via, order[:0]
    seeds = [(np.int64(0), np.int64(0), np.int64(0))]
    seeds.clear()
    for v in range(nodes):
        best, entry = (own[v], np.int64(-1)) if own[v] > price[v] else (np.int64(0), np.int64(-1))
        if lost[v]:
            for q in range(start[v], start[v + 1]):
                if price[peer[q]] > best and room[mate[q]] > 0:
                    best, entry = price[peer[q]], np.int64(mate[q])
        if best > 0:
            seeds.append((-best, np.int64(v), entry))
    for k in range(len(changed)):
        p, w = changed[k], nodes_of[k]
        if room[p] > 0 and price[w] > price[peer[p]]:
            seeds.append((-price[w], np.int64(peer[p]), np.int64(p)))
    seeds.sort()
    fresh, size = np.empty(nodes, np.int32), 0
    for weight, v, p in seeds:
        if price[v] < -weight:
            size = _spread(int(v), int(-weight), int(p), start, peer, room, price, via, fresh, size)
    for k in range(size):
        lost[fresh[k]] = 1
    kept = order[lost[order] == 0]
    return price, via, np.concatenate((kept, fresh[:size]))


def prices(network: Network, arc: Ints, sink: Ints, rows: Rows) -> Ints:
    """Value (rank weight) of one more unit at each of the V nodes, 0 where no unserved slice could use it.

    From the tails of sink arcs that still have room, in falling weight, the residual network is walked backwards; a
    node takes the weight of the first walk that reaches it. Source and sink have price 0. These are the right-hand
    slopes of the optimal value: adding a unit earns exactly the price, losing one may cost more.
    """
    return slopes(network, sink, rows, rows.rooms(network.cap, arc)).price


def slopes(network: Network, sink: Ints, rows: Rows, room: Ints) -> Slopes:
    """The same with the ways that show it; `room` per entry of the flow."""
    own, roots = _unserved(network, sink)
    return Slopes(*_walk(rows.start, rows.peer, room, own, roots))


def slopes_again(known: Slopes, network: Network, sink: Ints, rows: Rows, room: Ints, changed: Ints) -> Slopes:
    """The same, from what was known when no inner arc but `changed` had another flow or capacity. Equal prices."""
    own, _ = _unserved(network, sink)
    entry = np.concatenate([rows.ahead[changed], rows.mate[rows.ahead[changed]]]).astype(np.int64)
    ends = np.concatenate([network.head[changed], network.tail[changed]])
    found = _again(rows.start, rows.peer, rows.mate, room, own, known.price, known.via, known.order, entry, ends)
    return Slopes(*found) if len(found[2]) else slopes(network, sink, rows, room)


def _unserved(network: Network, sink: Ints) -> tuple[Ints, Ints]:
    """The best unserved slice of each node, and the nodes that have one, best first."""
    spare = network.sink_cap - sink
    own = _own(network.nodes, network.sink_tail, spare, network.sink_weight)
    return own, network.sink_tail[spare > 0]
