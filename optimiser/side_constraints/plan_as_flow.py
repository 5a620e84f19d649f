"""A plan's amounts as a flow on the network: what passes groups, supplies, slices and sink arcs follows from them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.min_cost.optimal_face import Chosen
from optimiser.model.arrays import Ints
from optimiser.model.instance import Instance
from optimiser.model.network import cells
from optimiser.model.slices import Slices
from optimiser.model.sums import total, within
from optimiser.side_constraints.rules import pooled


class Amounts(NamedTuple):
    """What a plan decides, in units."""

    award: Ints  # (E) on edges
    into: Ints  # (I) from pledge classes into hubs
    out: Ints  # (O) from hubs to needs


def amounts_of(case: Instance, arc: Ints) -> Amounts:
    """The decisions in a flow (M) on inner arcs, as arrays of their own."""
    return Amounts(*(arc[case.network.block[name]].copy() for name in ("edge", "into", "out")))


def filled(cut: Slices, got: Ints) -> Ints:
    """Units (N, 3) of the slices that `got` (N) units fill, from the front."""
    return np.clip(got[:, None] - (np.cumsum(cut.size, axis=1) - cut.size), 0, cut.size)


def plan_as_flow(case: Instance, amounts: Amounts | tuple[Ints, Ints, Ints], potential: Ints) -> Chosen:
    """These amounts as a flow, with these potentials (V) of level A."""
    (p, cut, net, _), (award, into, out) = case, amounts
    fill = filled(cut, total(p.edge_need, award, len(p.need_id)) + pooled(p, out))
    arc = np.zeros(len(net.tail), dtype=np.int64)
    inside = np.flatnonzero(p.edge_group >= 0)
    arc[net.block["group"]] = total(p.edge_group[inside], award[inside], len(p.group_id))
    arc[net.block["edge"]], arc[net.block["into"]], arc[net.block["out"]] = award, into, out
    used = np.zeros(net.nodes, dtype=np.int64)
    used[: net.first["group"]] = total(p.edge_source, award, len(p.source_id))
    used[net.first["class"] : net.first["hub"]] = total(p.into_class, into, len(p.class_id))
    if p.region_steps:
        arc[net.block["slice"]] = fill.ravel()
        served = total(cells(p, cut).ravel(), fill.ravel(), net.nodes - net.first["cell"])
        # A cell fills its steps in order, and sink arcs are in order of step.
        sink = within(net.sink_cap, net.sink_tail - net.first["cell"], served)
    else:
        sink = fill.ravel()[net.sink_row]
    zero = np.zeros(net.nodes, dtype=np.int64)
    return Chosen(arc, used, sink, np.stack([potential, zero, zero]))
