"""Brings every excess to 0 at least cost: successive shortest paths (Jewell 1958; Busacker & Gowen 1960).

From all places where something is wrong at once, so that the work grows with what changed.

    for missing units, then for units too many
        repeat
            push a blocking flow over paths of length 0
            stop if no root is left
            grow shortest-path trees from all roots; where a way out lies at the present distance, augment
            leave aside what a saturated arc or a served root cuts off; end at the distance where that happened first
            change potentials so that this distance becomes 0
"""

from __future__ import annotations

import heapq

import numpy as np

from optimiser.max_flow.blocking_flow import augment
from optimiser.model.arrays import Flags, Ints
from optimiser.model.kernel import compiled, inlined, inlined_with_memory
from optimiser.model.residual_graph import ResidualGraph
from optimiser.reoptimise.blocking_flow_at_no_loss import RULES, augment_at_no_loss
from optimiser.reoptimise.pseudoflow import Pseudoflow
from optimiser.reoptimise.search import (
    END,
    FAR,
    LIMIT,
    MET,
    NEXT,
    NONE,
    NOW,
    Forest,
    Search,
    gain,
    shortest_exit,
    transfer,
)


@inlined
def _is_severed(search: Search, v: int) -> bool:
    """Whether no root reaches v any more in this phase."""
    severed, predecessor = search.forest.severed, search.forest.predecessor
    u = v
    while not severed[u] and predecessor[u] >= 0:
        u = search.graph.neighbour[predecessor[u]]
    severed[v] = severed[u]
    return bool(severed[u])


@inlined
def _plant(search: Search, roots: Ints) -> bool:
    """Roots with excess at distance 0; False where none is left."""
    forest, count = search.forest, 0
    for v in roots:
        if search.state.excess[v] != 0:
            forest.distance[v], forest.queue[count], search.met[count] = 0, v, v
            count += 1
    forest.mark[NEXT], forest.mark[END], forest.mark[MET], forest.mark[NOW], forest.mark[LIMIT] = (
        0,
        count,
        count,
        0,
        FAR,
    )
    return count > 0


@inlined
def _next_queued(search: Search) -> int:
    """The next node at the present distance, or -1."""
    mark = search.forest.mark
    if mark[NEXT] == mark[END]:
        return -1
    mark[NEXT] += 1
    return search.forest.queue[mark[NEXT] - 1]  # type: ignore[no-any-return]  # as in `search`


@inlined
def _is_due(search: Search, distance: int, item: int) -> bool:
    """Whether an item from the heap counts; the present distance becomes its own."""
    mark, nodes = search.forest.mark, len(search.visit)
    if item < nodes:
        if search.visit[item] or distance > search.forest.distance[item]:
            return False
        mark[NEXT] = mark[END] = 0
    mark[NOW] = distance
    return True


@inlined
def _augment_to(search: Search, v: int, way: int, units: int) -> None:
    """Send what fits from the root of v's tree to v and out, and mark where that cuts the tree."""
    reverse, neighbour, forest, path = search.graph.reverse, search.graph.neighbour, search.forest, search.path
    depth, root = 0, v
    while forest.predecessor[root] >= 0:
        root = neighbour[forest.predecessor[root]]
        depth += 1
    u = v
    for d in range(depth - 1, -1, -1):
        path[d] = reverse[forest.predecessor[u]]
        u = neighbour[forest.predecessor[u]]
    saturated, pushed = augment(RULES, search, depth, min(units, abs(search.state.excess[root])))
    if saturated < depth:
        forest.severed[neighbour[path[saturated]]] = 1
    if transfer(search, root, v, way, pushed):
        forest.severed[root] = 1


@inlined
def _leave_at(search: Search, v: int) -> tuple[bool, bool]:
    """Send all that can leave at v at the present distance: (whether v is cut off by that, whether more can later)."""
    mark, distance = search.forest.mark, search.forest.distance[v]
    length, way, units = shortest_exit(search, v)
    while way != NONE and distance + length == mark[NOW]:
        _augment_to(search, v, way, units)
        if _is_severed(search, v):
            mark[LIMIT] = mark[NOW]
            return True, False
        length, way, units = shortest_exit(search, v)
    if way == NONE or distance + length > mark[LIMIT]:
        return False, False
    mark[LIMIT] = distance + length  # nothing farther is worth a look in this phase
    return False, True


@inlined
def _relax(search: Search, u: int, count: int) -> int:
    """Shorten the distances of the nodes that u leads to; those for the heap join `reached` from `count` on."""
    first, neighbour, reverse, residual = search.graph
    forest, sign, potential, arc = search.forest, search.sign, search.state.potential, search.state.rows.arc
    distance, mark, reached = forest.distance, forest.mark, forest.reached
    base, limit = distance[u] + potential[u] * sign, mark[LIMIT]
    for p in range(first[u], first[u + 1]):
        if residual[p] <= 0:
            continue
        v = neighbour[p]
        to = base - potential[v] * sign
        if to - search.most_gain > limit or to - search.most_gain >= distance[v] or search.visit[v]:
            continue
        if search.has_preference[max(arc[p], ~arc[p])]:
            to -= gain(search, p)
        if to < distance[v] and to <= limit:
            if distance[v] == FAR:
                search.met[mark[MET]] = v
                mark[MET] += 1
            distance[v], forest.predecessor[v] = to, reverse[p]
            if to == mark[NOW]:
                forest.queue[mark[END]] = v
                mark[END] += 1
            else:
                reached[count] = v
                count += 1
    return count


@inlined
def _visit(search: Search, item: int) -> int:
    """Augment at a node, and go on from it; returns how many items for the heap stand in `reached`.

    Items from V on mean only the way out of a node, whose time has come.
    """
    nodes, reached = len(search.visit), search.forest.reached
    only_leaves = item >= nodes
    u = item - nodes if only_leaves else item
    if (search.visit[u] and not only_leaves) or _is_severed(search, u):
        return 0
    search.visit[u] = 1
    severed, again = _leave_at(search, u)
    reached[0] = u + nodes
    return int(again) if severed or only_leaves else _relax(search, u, int(again))


@inlined_with_memory
def _grow(search: Search) -> bool:
    """Grow the trees and augment until the phase is over; False where some root cannot be served at all."""
    forest, nodes = search.forest, len(search.visit)
    heap = [(np.int64(0), np.int64(0))]
    heap.clear()
    while True:
        item = _next_queued(search)
        if item < 0:
            if len(heap) == 0:
                return bool(forest.mark[LIMIT] < FAR)
            nearest, popped = heapq.heappop(heap)
            distance, item = int(nearest), int(popped)
            if distance > forest.mark[LIMIT]:
                return True
            if not _is_due(search, distance, item):
                continue
        for k in range(_visit(search, item)):
            v = forest.reached[k]
            heapq.heappush(heap, (forest.mark[LIMIT] if v >= nodes else forest.distance[v], v))


@inlined
def _change_potentials(search: Search) -> None:
    """Make the distance at which the phase ended 0, and forget the trees."""
    forest, limit = search.forest, search.forest.mark[LIMIT]
    for k in range(forest.mark[MET]):
        v = search.met[k]
        if forest.distance[v] < limit:
            search.state.potential[v] -= search.sign * (limit - forest.distance[v])
        forest.distance[v], search.visit[v], forest.predecessor[v], forest.severed[v] = FAR, 0, -1, 0


@inlined_with_memory
def _prepared(state: Pseudoflow, sign: int, has_preference: Flags, forest: Forest) -> Search:
    first, neighbour, reverse, _, _ = state.rows
    nodes, preferences = len(state.excess), state.preferences
    ahead, behind = (state.reverse_residual, state.residual) if sign > 0 else (state.residual, state.reverse_residual)
    most_gain = preferences.bonus + (preferences.cost.max() if len(preferences.cost) > 0 else 0)
    return Search(
        sign,
        state,
        ResidualGraph(first, neighbour, reverse, ahead),
        behind,
        has_preference,
        most_gain,
        np.zeros(nodes, np.uint8),
        np.empty(nodes, np.int32),
        np.empty(nodes, np.int64),
        np.empty(nodes + 1, np.int64),
        forest,
    )


@inlined
def _longest_row(first: Ints) -> int:
    longest = 0
    for v in range(len(first) - 1):
        longest = max(longest, first[v + 1] - first[v])
    return longest


@compiled
def restore_balance(state: Pseudoflow) -> bool:
    """Bring every excess to 0 at least cost, keeping complementary slackness. False if there is no way."""
    nodes, preferences = len(state.excess), state.preferences
    has_preference = np.empty(len(preferences.cost), np.uint8)
    for a in range(len(has_preference)):
        has_preference[a] = preferences.previous[a] > 0 or preferences.cost[a] > 0
    forest = Forest(
        np.full(nodes, FAR, np.int64),
        np.full(nodes, -1, np.int32),
        np.zeros(nodes, np.uint8),
        np.empty(nodes, np.int32),
        np.empty(_longest_row(state.rows.first) + 1, np.int64),
        np.zeros(5, np.int64),
    )
    for sign in (-1, 1):
        search = _prepared(state, sign, has_preference, forest)
        roots = np.flatnonzero(state.excess * sign > 0)
        while True:
            augment_at_no_loss(search, roots)
            if not _plant(search, roots):
                break
            if not _grow(search):
                return False
            _change_potentials(search)
    return True
