"""Lower bounds of each node's distance to money (Goldberg & Tarjan 1988), with the nodes of each distance at hand.

Pushing along shortest paths and opening more sink arcs never lowers a distance, so a bound stays true for good. Where no
node is left at some distance, no node beyond it can reach money any more: the gap heuristic cuts them off.
"""

from __future__ import annotations

from typing import NamedTuple

from optimiser.model.arrays import Int32s, Ints
from optimiser.model.kernel import inlined
from optimiser.model.residual_graph import ResidualGraph


class DistanceLabels(NamedTuple):
    """Distance labels of V nodes in arcs, V or more: cut off; and a doubly linked list of the nodes of each label."""

    label: Int32s  # (V)
    after: Int32s  # (V) next node of the same label, -1: none
    before: Int32s  # (V)
    head: Int32s  # (V + 1) first node of each label, -1: none


@inlined
def relabel_to(labels: DistanceLabels, v: int, to: int) -> None:
    """Take node v out of the list of its label and put it into the list of label `to`."""
    label, after, before, head = labels
    nodes = len(label)
    if label[v] < nodes:
        if before[v] >= 0:
            after[before[v]] = after[v]
        else:
            head[label[v]] = after[v]
        if after[v] >= 0:
            before[after[v]] = before[v]
    label[v] = to
    if to < nodes:
        after[v], before[v] = head[to], -1
        if head[to] >= 0:
            before[head[to]] = v
        head[to] = v


@inlined
def cut_off_beyond(labels: DistanceLabels, gap: int) -> None:
    """Nobody is left at distance `gap`: whoever is farther never reaches money again."""
    nodes, far = len(labels.label), gap + 1
    while far < nodes and labels.head[far] >= 0:
        while labels.head[far] >= 0:
            relabel_to(labels, labels.head[far], nodes)
        far += 1


@inlined
def exact_labels(labels: DistanceLabels, graph: ResidualGraph, supply: Ints, queue: Int32s) -> None:
    """Exact distances by one breadth-first search from the money; what it does not reach is cut off for good."""
    label, nodes, size, at = labels.label, len(labels.label), 0, 0
    labels.head[:] = -1
    for v in range(nodes):
        dead = label[v] >= nodes
        label[v] = nodes
        if supply[v] > 0 and not dead:
            relabel_to(labels, v, 0)
            queue[size] = v
            size += 1
        elif dead:
            label[v] = nodes + 1
    while at < size:
        u = queue[at]
        at += 1
        for q in range(graph.first[u], graph.first[u + 1]):
            v = graph.neighbour[q]
            if label[v] == nodes and graph.residual[graph.reverse[q]] > 0:
                relabel_to(labels, v, label[u] + 1)
                queue[size] = v
                size += 1
