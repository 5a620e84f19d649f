"""Serves at once what costs nothing: a blocking flow over the paths of length 0.

A node that led nowhere is not entered again, and one that led somewhere is tried again where it was left: so a way that
many arcs lead into is found once. What this overlooks is left to the shortest-path trees.
"""

from __future__ import annotations

from optimiser.max_flow.blocking_flow import Rules, blocking_flow
from optimiser.model.arrays import Ints
from optimiser.model.kernel import inlined
from optimiser.reoptimise.search import (
    DEAD,
    MET,
    NEW,
    OPEN,
    SEEN,
    Search,
    capacity,
    gain,
    push,
    shortest_exit,
    transfer,
)


@inlined
def _receives(search: Search, root: int, v: int) -> tuple[int, int]:
    length, way, units = shortest_exit(search, v)
    return min(units, abs(search.state.excess[root])) if length == 0 else 0, way


@inlined
def _admissible(search: Search, v: int) -> int:
    """An arc of length 0 to a node that is neither on the path nor a dead end."""
    first, neighbour, _, residual = search.graph
    potential, arc = search.state.potential, search.state.rows.arc
    p, end = search.current[v], first[v + 1]
    while p < end:
        u = neighbour[p]
        if residual[p] > 0 and (search.visit[u] == NEW or search.visit[u] == SEEN):
            length = (potential[v] - potential[u]) * search.sign
            if search.has_preference[max(arc[p], ~arc[p])]:
                length -= gain(search, p)
            if length == 0:
                break
        p += 1
    search.current[v] = p
    return int(p) if p < end else -1


@inlined
def _enter(search: Search, v: int) -> None:
    if search.visit[v] == NEW:
        search.met[search.forest.mark[MET]] = v
        search.forest.mark[MET] += 1
        search.current[v] = search.graph.first[v]
    search.visit[v] = OPEN


@inlined
def _leave(search: Search, v: int) -> None:
    search.visit[v] = SEEN


@inlined
def _dead_end(search: Search, root: int, v: int) -> bool:
    search.visit[v] = DEAD
    return v != root


RULES = Rules(_receives, _admissible, capacity, push, transfer, _enter, _leave, _dead_end)


@inlined
def augment_at_no_loss(search: Search, roots: Ints) -> None:
    """Serve what the roots can be served at length 0."""
    mark = search.forest.mark
    mark[MET] = 0
    for root in roots:
        if search.state.excess[root] != 0 and search.visit[root] == NEW:
            blocking_flow(RULES, search, root)
    for k in range(mark[MET]):
        search.visit[search.met[k]] = NEW
