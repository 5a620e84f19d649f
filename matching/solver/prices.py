"""What one more unit would be worth at every node: shadow prices by a walk back through the residual network."""

from __future__ import annotations

import numba as nb
import numpy as np

from matching.solver.network import Network
from matching.solver.problem import Array, Ints
from matching.solver.rows import Rows

_I32, _I64 = nb.int32[::1], nb.int64[::1]


@nb.njit(_I64(_I64, _I32, _I64, _I64, _I64, _I64), cache=True)
def _walk(start: Array, peer: Array, room: Array, sink_tail: Array, sink_spare: Array, sink_weight: Array) -> Array:
    nodes = len(start) - 1
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


def prices(network: Network, arc: Ints, sink: Ints, rows: Rows) -> Ints:
    """Value (rank weight) of one more unit at each of the V nodes, 0 where no unserved slice could use it.

    From the tails of sink arcs that still have room, in falling weight, the residual network is walked backwards; a
    node takes the weight of the first walk that reaches it. Source and sink have price 0. These are the right-hand
    slopes of the optimal value: adding a unit earns exactly the price, losing one may cost more.
    """
    room = rows.rooms(network.cap, arc)
    spare = network.sink_cap - sink
    return _walk(rows.start, rows.peer, room, network.sink_tail, spare, network.sink_weight)
