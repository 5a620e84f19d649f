"""The flow network of a problem: sources → (groups) → needs, pledge classes → hubs → needs, needs → sink.

Sink arcs are kept apart from inner arcs: an augmenting path never takes one back, which is why serving slices in order
of priority is optimal (Edmonds 1970; Megiddo 1974 for the fair steps).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.model.arrays import Ints
from optimiser.model.fairness import step_ends
from optimiser.model.problem import Problem
from optimiser.model.slices import Slices
from optimiser.model.sums import grouped, total


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes are numbered sources, groups, classes, hubs, needs, cells; V in all. Amounts in units.

    Inner arcs come in the blocks group, edge, into, out, slice. A cell is one (level, region); it exists only with
    fairness steps, whose sink arcs it carries. Without them each slice of a need is itself a sink arc.
    """

    first: dict[str, int]  # first node of each kind, and "end"
    block: dict[str, slice]  # inner arcs of each kind
    tail: Ints  # (M)
    head: Ints  # (M)
    cap: Ints  # (M)
    supply: Ints  # (V) what may enter here: budgets of sources, sums of pledges of classes
    sink_tail: Ints  # (T) ordered by rank
    sink_cap: Ints  # (T)
    sink_rank: Ints  # (T) 0 is served first
    sink_row: Ints  # (T) row need * 3 + slice, or cell * steps + step
    ranks: int

    @property
    def nodes(self) -> int:
        """V, the number of nodes without source and sink."""
        return self.first["end"]

    @property
    def sink_weight(self) -> Ints:
        """Published rank weights: ranks, ranks - 1, …, 1. One zero gap with these proves every level."""
        return self.ranks - self.sink_rank


def build(p: Problem, cut: Slices, like: Network | None = None) -> Network:
    """Network of a canonical problem whose slices are `cut`; with nodes and arcs of `like`, made for equal rows."""
    sizes = {"source": len(p.source_id), "group": len(p.group_id), "class": len(p.class_id), "hub": len(p.hub_id)}
    sizes |= {"need": len(p.need_id), "cell": p.levels() * len(p.region_code) if p.region_steps else 0}
    places = np.cumsum([0, *sizes.values()])
    first = dict(zip([*sizes, "end"], (int(e) for e in places), strict=True))
    supply = np.zeros(first["end"], dtype=np.int64)
    supply[: sizes["source"]] = p.source_amount // p.unit
    pledged = total(p.pledge_class, p.pledge_amount // p.unit, sizes["class"])
    supply[first["class"] : first["hub"]] = pledged

    slice_tail, slice_head = _slice_arcs(p, cut, first)
    # A need whose urgency changed leads into other cells.
    if like is None or not np.array_equal(like.head[like.block["slice"]], slice_head):
        ends = _ends(p, first) | {"slice": (slice_tail, slice_head)}
        lengths = np.cumsum([0, *(len(tail) for tail, _ in ends.values())])
        block = {name: slice(int(lengths[k]), int(lengths[k + 1])) for k, name in enumerate(ends)}
        tail, head = (np.concatenate([pair[k] for pair in ends.values()]) for k in range(2))
    else:
        block, tail, head = like.block, like.tail, like.head
    sink = _steps(p, cut, first) if p.region_steps else _slices(cut, first)
    order = grouped(sink[2], p.ranks())
    order = order[sink[1][order] > 0]
    sink_tail, sink_cap, sink_rank, sink_row = (column[order] for column in sink)
    cap = _caps(p, cut, pledged)
    return Network(first, block, tail, head, cap, supply, sink_tail, sink_cap, sink_rank, sink_row, p.ranks())


def _ends(p: Problem, first: dict[str, int]) -> dict[str, tuple[Ints, Ints]]:
    """Tail and head of the inner arcs, by block."""
    origin = np.where(p.edge_group >= 0, first["group"] + p.edge_group, p.edge_source)
    return {
        "group": (p.group_source, first["group"] + np.arange(len(p.group_id))),
        "edge": (origin, first["need"] + p.edge_need),
        "into": (first["class"] + p.into_class, first["hub"] + p.into_hub),
        "out": (first["hub"] + p.out_hub, first["need"] + p.out_need),
    }


def _caps(p: Problem, cut: Slices, pledged: Ints) -> Ints:
    """What each inner arc may carry, in the same order."""
    open_units = cut.size.sum(axis=1)
    edge = np.minimum(p.edge_cap // p.unit, open_units[p.edge_need])
    slices = cut.size.ravel() if p.region_steps else np.zeros(0, dtype=np.int64)
    return np.concatenate([p.group_cap // p.unit, edge, pledged[p.into_class], open_units[p.out_need], slices])


def _slice_arcs(p: Problem, cut: Slices, first: dict[str, int]) -> tuple[Ints, Ints]:
    """Arcs need → cell, three per need; none without fairness steps."""
    if not p.region_steps:
        none = np.zeros(0, dtype=np.int64)
        return none, none
    needs = first["need"] + np.repeat(np.arange(len(p.need_id)), 3)
    return needs, first["cell"] + cells(p, cut).ravel()


def cells(p: Problem, cut: Slices) -> Ints:
    """Cell (level, region) of each slice; shape (N, 3)."""
    return cut.level * len(p.region_code) + p.need_region[:, None]


def _slices(cut: Slices, first: dict[str, int]) -> tuple[Ints, Ints, Ints, Ints]:
    rows = np.arange(cut.size.size)
    return first["need"] + rows // 3, cut.size.ravel(), cut.level.ravel(), rows


def _steps(p: Problem, cut: Slices, first: dict[str, int]) -> tuple[Ints, Ints, Ints, Ints]:
    """Sink arcs of the cells: the parts of each cell's demand, opened in all regions at once (leximin in steps)."""
    steps = p.region_steps
    demand = total(cells(p, cut).ravel(), cut.size.ravel(), p.levels() * len(p.region_code))
    ends = step_ends(p, cut, demand)
    rows = np.arange(demand.size * steps)
    cell = rows // steps
    rank = cell // len(p.region_code) * steps + rows % steps
    return first["cell"] + cell, np.diff(ends, axis=1).ravel(), rank, rows
