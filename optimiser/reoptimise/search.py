"""What both ways of moving excess share: one step of a unit, what it gains, and how a unit leaves the network.

A unit too many (`sign` 1) moves away from its root along the residual graph, a missing one (`sign` -1) is searched
against it. Either way a path is made of entries, each in the row of the node that the search leaves, and its length is
what the objective loses.
"""

from __future__ import annotations

from typing import NamedTuple

from optimiser.model.arrays import Flags, Int32s, Ints
from optimiser.model.kernel import inlined
from optimiser.model.residual_graph import ResidualGraph
from optimiser.reoptimise.pseudoflow import Pseudoflow

FAR = 2**62
#: Ways out of a node besides its sink arcs: it wants what the root has too much; its supply; none.
TO_NODE, TO_SUPPLY, NONE = -1, -2, -3
#: A node in a search: not met, on the path, met before, without a way on.
NEW, OPEN, SEEN, DEAD = 0, 1, 2, 3


class Forest(NamedTuple):
    """Shortest-path trees from all roots at once; V nodes."""

    distance: Ints  # (V) FAR: not reached
    predecessor: Int32s  # (V) the entry in a node's own row that leads back to its parent, -1: a root
    severed: Flags  # (V) 1: a saturated arc or a served root cuts this node off
    queue: Int32s  # (V) nodes at the present distance
    reached: Ints  # (longest row + 1) what a visit leaves for the heap
    mark: Ints  # (5) see below


#: Numbers of a phase that its steps share: next place and end of the queue, nodes met, present and largest distance.
NEXT, END, MET, NOW, LIMIT = range(5)


class Search(NamedTuple):
    """A search in one direction; V nodes, M arcs, 2M entries."""

    sign: int
    state: Pseudoflow
    graph: ResidualGraph  # residual capacity in the direction of the search
    behind: Ints  # (2M) residual capacity of each entry's reverse
    has_preference: Flags  # (M) 0: units on this arc gain nothing besides potentials
    most_gain: int  # no step gains more besides potentials
    visit: Flags  # (V) NEW, OPEN, SEEN or DEAD
    met: Int32s  # (V) nodes that the search has met
    current: Ints  # (V) current arc of each node
    path: Ints  # (V + 1)
    forest: Forest


# To numpy's types an element of an array is Any; a conversion here would be work in the innermost loop.
@inlined
def _step(search: Search, p: int) -> int:
    """The arc of an entry, as ~a where the search goes against it."""
    return ~search.state.rows.arc[p] if search.sign > 0 else search.state.rows.arc[p]  # type: ignore[no-any-return]


@inlined
def gain(search: Search, p: int) -> int:
    """What one more unit over this entry gains, potentials aside."""
    s, preferences = _step(search, p), search.state.preferences
    if s >= 0:
        return (preferences.bonus if search.behind[p] < preferences.previous[s] else 0) - preferences.cost[s]  # type: ignore[no-any-return]
    return preferences.cost[~s] - (preferences.bonus if search.graph.residual[p] <= preferences.previous[~s] else 0)  # type: ignore[no-any-return]


@inlined
def capacity(search: Search, p: int) -> int:
    """How many units gain that."""
    s, previous, residual = _step(search, p), search.state.preferences.previous, search.graph.residual[p]
    if s >= 0:
        left = previous[s] - search.behind[p]
        return min(residual, left) if left > 0 else residual  # type: ignore[no-any-return]
    return residual - previous[~s] if residual > previous[~s] else residual  # type: ignore[no-any-return]


@inlined
def push(search: Search, p: int, units: int) -> bool:
    """Push units over an entry; whether no more go at this gain."""
    q, s, saturated = search.graph.reverse[p], _step(search, p), units == capacity(search, p)
    search.graph.residual[p] -= units
    search.behind[q] -= units
    search.graph.residual[q] += units
    search.behind[p] += units
    if s >= 0:
        search.state.flow[s] += units
    else:
        search.state.flow[~s] -= units
    return saturated


@inlined
def shortest_exit(search: Search, v: int) -> tuple[int, int, int]:
    """(length, exit, units) of the shortest way out of v: one of the constants above, or a sink arc."""
    sign, sinks, supplies = search.sign, search.state.sinks, search.state.supplies
    excess, potential = search.state.excess[v], search.state.potential[v]
    if excess * sign < 0:
        return 0, TO_NODE, abs(excess)
    best, way, most = FAR, NONE, 0
    spare = supplies.used[v] if sign > 0 else supplies.available[v] - supplies.used[v]
    if spare > 0:
        best, way, most = potential * sign, TO_SUPPLY, spare
    low, high = sinks.first[v], sinks.first[v + 1]
    for k in range(low, high):
        t = sinks.by_node[k] if sign > 0 else sinks.by_node[high - 1 - (k - low)]
        spare = sinks.capacity[t] - sinks.flow[t] if sign > 0 else sinks.flow[t]
        if spare > 0:
            if (potential - sinks.weight[t]) * sign < best:
                best, way, most = (potential - sinks.weight[t]) * sign, t, spare
            break
    return best, way, most


@inlined
def transfer(search: Search, root: int, v: int, way: int, units: int) -> bool:
    """Book units that left the root and went out of v; whether the root is served."""
    state, change = search.state, search.sign * units
    state.excess[root] -= change
    if way == TO_NODE:
        state.excess[v] += change
    elif way == TO_SUPPLY:
        state.supplies.used[v] -= change
    else:
        state.sinks.flow[way] += change
    return bool(state.excess[root] == 0)
