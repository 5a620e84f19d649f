"""The flow that the search begins with: the previous plan, minus what no longer fits.

Most awards of yesterday are still right today. Starting from them leaves little to push, and every level is proved as
from scratch, so a poor start costs time and never value.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.model.arrays import Ints
from optimiser.model.kernel import compiled
from optimiser.model.network import Network, cells
from optimiser.model.problem import Problem
from optimiser.model.slices import Slices
from optimiser.model.sums import total, within


class InitialFlow(NamedTuple):
    """A feasible flow, in units."""

    arc: Ints  # (M) on inner arcs
    # (V) what is left of each supply; and, at nodes with sink arcs, what they already serve, most urgent first.
    supply: Ints


def zero_flow(net: Network) -> InitialFlow:
    """Nothing proposed yet."""
    return InitialFlow(np.zeros(len(net.tail), dtype=np.int64), net.supply.copy())


def previous_plan(p: Problem, cut: Slices, net: Network) -> InitialFlow:
    """The previous awards of a canonical problem, cut down row by row to today's caps, ceilings, budgets and needs."""
    if not (p.edge_previous.any() or p.out_previous.any()):
        return zero_flow(net)
    arc, supply = np.zeros(len(net.tail), dtype=np.int64), net.supply.copy()
    edge, out = _previous_awards(p, cut, net)
    pledged = supply[net.first["class"] : net.first["hub"]]
    into = _through_hubs(p.into_class, p.into_hub, pledged, total(p.out_hub, out, len(p.hub_id)))
    out = within(out, p.out_hub, total(p.into_hub, into, len(p.hub_id)))

    got = total(p.edge_need, edge, len(p.need_id)) + total(p.out_need, out, len(p.need_id))
    served = np.clip(got[:, None] - (np.cumsum(cut.size, axis=1) - cut.size), 0, cut.size)
    grouped = np.flatnonzero(p.edge_group >= 0)
    arc[net.block["group"]] = total(p.edge_group[grouped], edge[grouped], len(p.group_id))
    arc[net.block["edge"]], arc[net.block["into"]], arc[net.block["out"]] = edge, into, out
    supply[: net.first["group"]] -= total(p.edge_source, edge, len(p.source_id))
    if p.region_steps:
        arc[net.block["slice"]] = served.ravel()
        supply[net.first["cell"] :] = total(cells(p, cut).ravel(), served.ravel(), net.nodes - net.first["cell"])
    else:
        supply[net.first["need"] : net.first["cell"]] = got
    return InitialFlow(arc, supply)


def _previous_awards(p: Problem, cut: Slices, net: Network) -> tuple[Ints, Ints]:
    """What fits of the previous flow on edges (E) and out of hubs (O); a need keeps its direct awards first.

    Pledges are easier to place elsewhere.
    """
    edge = np.minimum(p.edge_previous // p.unit, net.cap[net.block["edge"]])
    grouped = np.flatnonzero(p.edge_group >= 0)
    edge[grouped] = within(edge[grouped], p.edge_group[grouped], p.group_cap // p.unit)
    edge = within(edge, p.edge_source, net.supply[: net.first["group"]])
    out = np.minimum(p.out_previous // p.unit, net.cap[net.block["out"]])
    needs = np.concatenate([p.edge_need, p.out_need])
    both = within(np.concatenate([edge, out]), needs, cut.size.sum(axis=1))
    return both[: len(edge)], both[len(edge) :]


@compiled
def _through_hubs(into_class: Ints, into_hub: Ints, pledged: Ints, passed_on: Ints) -> Ints:
    """Units (I) by which each hub gets what it passed on (H), from the first classes that still have it.

    Lowers `pledged` (P) and `passed_on`.
    """
    into = np.empty(len(into_hub), np.int64)
    for k in range(len(into)):
        into[k] = min(pledged[into_class[k]], passed_on[into_hub[k]])
        pledged[into_class[k]] -= into[k]
        passed_on[into_hub[k]] -= into[k]
    return into
