"""The residual graph as compressed rows, which all searches share.

Row v lists the arcs that touch node v, entries `first[v]` to `first[v + 1]`. Every arc has two entries that are each
other's `reverse`: its **forward** entry stands in the row of its **head**, the other in the row of its tail. The
residual capacity of entry p in row v is what `neighbour[p]` may still send **to** v: capacity - flow on forward entries,
flow on the others. Searches go from the needs back to the money, so a row lists where more can come from.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.model.arrays import Int32s, Ints
from optimiser.model.kernel import compiled


class Arcs(NamedTuple):
    """M arcs."""

    tail: Ints  # (M)
    head: Ints  # (M)
    capacity: Ints  # (M) units


class Rows(NamedTuple):
    """Which arcs touch which node; V nodes, M arcs, 2M entries."""

    first: Ints  # (V + 1)
    neighbour: Int32s  # (2M) the node at the other end
    reverse: Int32s  # (2M) the entry of the opposite direction
    forward: Int32s  # (M) the forward entry of each arc
    arc: Int32s  # (2M) the arc of an entry, as its complement ~a where it is not the forward one


class ResidualGraph(NamedTuple):
    """Rows with what may still flow; one flow is one array of residual capacities."""

    first: Ints  # (V + 1)
    neighbour: Int32s  # (2M)
    reverse: Int32s  # (2M)
    residual: Ints  # (2M) units


@compiled
def rows_of(nodes: int, tail: Ints, head: Ints) -> Rows:
    """Rows of the arcs tail → head, (M) each; inside a row by number of the arc."""
    arcs = len(tail)
    first = np.zeros(nodes + 1, np.int64)
    for a in range(arcs):
        first[tail[a] + 1] += 1
        first[head[a] + 1] += 1
    for v in range(nodes):
        first[v + 1] += first[v]
    fill = first[:-1].copy()
    neighbour, reverse = np.empty(2 * arcs, np.int32), np.empty(2 * arcs, np.int32)
    forward, arc = np.empty(arcs, np.int32), np.empty(2 * arcs, np.int32)
    for a in range(arcs):
        u, v = tail[a], head[a]
        p = fill[v]
        fill[v] += 1
        q = fill[u]
        fill[u] += 1
        neighbour[p], reverse[p], arc[p] = u, q, a
        neighbour[q], reverse[q], arc[q] = v, p, ~a
        forward[a] = p
    return Rows(first, neighbour, reverse, forward, arc)


@compiled
def residual_graph(rows: Rows, capacity: Ints, flow: Ints) -> ResidualGraph:
    """The residual graph of a flow (M) under capacities (M), in units."""
    residual = np.empty(len(rows.reverse), np.int64)
    for a in range(len(rows.forward)):
        p = rows.forward[a]
        residual[p] = capacity[a] - flow[a]
        residual[rows.reverse[p]] = flow[a]
    return ResidualGraph(rows.first, rows.neighbour, rows.reverse, residual)


@compiled
def two_way_residual(rows: Rows, capacity: Ints, flow: Ints) -> tuple[Ints, Ints]:
    """Residual capacity of each entry, and of its reverse: what may still come from the other end, and go there."""
    here, there = np.empty(len(rows.reverse), np.int64), np.empty(len(rows.reverse), np.int64)
    for a in range(len(rows.forward)):
        p, q = rows.forward[a], rows.reverse[rows.forward[a]]
        here[p] = there[q] = capacity[a] - flow[a]
        here[q] = there[p] = flow[a]
    return here, there


def flow_of(rows: Rows, graph: ResidualGraph) -> Ints:
    """The flow (M) whose residual graph this is."""
    return graph.residual[rows.reverse[rows.forward]]
