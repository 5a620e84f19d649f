"""What one more unit would be worth at every node: shadow prices by a walk back through the residual network."""

from __future__ import annotations

import numba as nb
import numpy as np

from matching.solver.flow import _rows
from matching.solver.network import Network
from matching.solver.problem import Ints

_I64 = nb.int64[::1]


@nb.njit(_I64(nb.int64, _I64, _I64, _I64, _I64, _I64, _I64, _I64), cache=True)
def _walk(
    nodes: int, tail: Ints, head: Ints, cap: Ints, arc: Ints, sink_tail: Ints, sink_spare: Ints, sink_weight: Ints
) -> Ints:
    start, peer, mate, room, ahead = _rows(nodes, tail, head, cap)
    for a in range(len(arc)):
        room[ahead[a]] = cap[a] - arc[a]
        room[mate[ahead[a]]] = arc[a]
    price = np.zeros(nodes, np.int64)
    queue = np.empty(nodes, np.int32)
    at, size = 0, 0
    for t in range(len(sink_tail)):  # by rank, so weights fall
        v = sink_tail[t]
        if sink_spare[t] <= 0 or price[v] > 0:
            continue
        price[v] = sink_weight[t]
        queue[size] = v
        size += 1
        while at < size:
            w = queue[at]
            at += 1
            for p in range(start[w], start[w + 1]):
                u = peer[p]
                if price[u] == 0 and room[p] > 0:
                    price[u] = sink_weight[t]
                    queue[size] = u
                    size += 1
    return price


def prices(network: Network, arc: Ints, sink: Ints) -> Ints:
    """Value (rank weight) of one more unit at each of the V nodes, 0 where no unserved slice could use it.

    From the tails of sink arcs that still have room, in falling weight, the residual network is walked backwards; a
    node takes the weight of the first walk that reaches it. Source and sink have price 0. These are the right-hand
    slopes of the optimal value: adding a unit earns exactly the price, losing one may cost more.
    """
    spare = network.sink_cap - sink
    return _walk(
        network.nodes, network.tail, network.head, network.cap, arc, network.sink_tail, spare, network.sink_weight
    )
