"""The one way in which this package augments a flow: depth-first search with current arcs (Dinic 1970).

From a root the search walks along admissible arcs to a node that can receive units, pushes what the path carries, and
goes on from where the first saturated arc left it. A node without an admissible arc is a dead end and is not entered
again. What "admissible" means is what maximum flow (a step nearer by distance label), minimum cost (a step in the
layered network without reduced cost) and re-optimisation (no reduced cost, with costs that change along an arc) do
not share: each hands over its rules.

    path ← root
    repeat
        v ← end of the path
        if v can receive:           augment; cut the path before its first saturated arc; stop if the root is served
        elif v has an admissible arc: lengthen the path by it
        else:                       v is a dead end; shorten the path by it, stop at the root
"""

from __future__ import annotations

from typing import Any, NamedTuple

from optimiser.model.kernel import inlined


class Rules(NamedTuple):
    """How one kind of search differs from another; all are inlined functions. `search` is its state.

    A search has a `graph` (ResidualGraph) and a `path` (at least V entries, each in the row of the node it leaves).
    """

    receives: Any  # (search, root, v) -> (units that may end at v, where exactly); 0 units: walk on
    admissible: Any  # (search, v) -> entry of an admissible arc, from the current arc on, or -1
    capacity: Any  # (search, entry) -> units that the entry carries
    push: Any  # (search, entry, units) -> whether the entry is saturated now
    transfer: Any  # (search, root, v, where, units) -> whether the root is served: books the ends of an augmentation
    enter: Any  # (search, v): v joins the path
    leave: Any  # (search, v): v leaves the path because an arc before it is saturated
    dead_end: Any  # (search, root, v) -> whether to go on


@inlined
def residual_capacity(search: Any, entry: int) -> Any:
    """`capacity` where costs do not change along an arc."""
    return search.graph.residual[entry]


@inlined
def push(search: Any, entry: int, units: int) -> Any:
    """`push` where nothing besides the residual capacities is kept."""
    graph = search.graph
    graph.residual[entry] -= units
    graph.residual[graph.reverse[entry]] += units
    return graph.residual[entry] == 0


@inlined
def nothing(search: Any, v: int) -> None:
    """`enter` and `leave` where distances keep the search from going in circles."""


@inlined
def augment(rules: Any, search: Any, depth: int, units: int) -> Any:
    """Push at most `units` along the first `depth` entries of the path: (place of the first saturated one, pushed).

    The place is `depth` where none is saturated.
    """
    path, saturated = search.path, depth
    for d in range(depth):
        units = min(units, rules.capacity(search, path[d]))
    for d in range(depth - 1, -1, -1):
        if rules.push(search, path[d], units):
            saturated = d
    return saturated, units


@inlined
def blocking_flow(rules: Any, search: Any, root: int) -> None:
    """Augment from `root` until it is served or no path of admissible arcs is left."""
    neighbour, path, depth, v = search.graph.neighbour, search.path, 0, root
    rules.enter(search, v)
    while True:
        units, where = rules.receives(search, root, v)
        if units > 0:
            saturated, pushed = augment(rules, search, depth, units)
            served = rules.transfer(search, root, v, where, pushed)
            for d in range(saturated, depth):
                rules.leave(search, neighbour[path[d]])
            depth = saturated
            if served:
                for d in range(depth):
                    rules.leave(search, neighbour[path[d]])
                rules.leave(search, root)
                return
        else:
            entry = rules.admissible(search, v)
            if entry >= 0:
                path[depth] = entry
                depth += 1
                rules.enter(search, neighbour[entry])
            else:
                if not rules.dead_end(search, root, v):
                    return
                depth = max(depth - 1, 0)
        v = root if depth == 0 else neighbour[path[depth - 1]]
