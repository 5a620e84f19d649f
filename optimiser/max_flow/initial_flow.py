"""Where the search begins: the previous plan, minus what no longer fits.

Most awards of yesterday are still right today. Starting from them leaves little to push, and every level is proved as
from scratch, so a poor start costs time and never value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np

from optimiser.model.network import Network, cells
from optimiser.model.problem import Array, Ints, Problem
from optimiser.model.residual_graph import total
from optimiser.model.slices import Slices
from optimiser.plan.pledge_draw import within

_I64 = nb.int64[::1]


@dataclass(frozen=True, eq=False)
class Start:
    """A feasible flow to begin with, in units."""

    arc: Ints  # (M) on inner arcs
    # (V) what is left of each supply; and, at nodes with sink arcs, what they already serve, most urgent first.
    money: Ints


def cold(net: Network) -> Start:
    """Nothing proposed yet."""
    return Start(np.zeros(len(net.tail), dtype=np.int64), net.supply.copy())


def warm(p: Problem, cut: Slices, net: Network) -> Start:
    """The previous awards of a canonical problem, cut down row by row to today's caps, ceilings, budgets and needs."""
    if not (p.edge_previous.any() or p.out_previous.any()):
        return cold(net)
    arc, supply = np.zeros(len(net.tail), dtype=np.int64), net.supply
    room = cut.size.sum(axis=1)
    edge = np.minimum(p.edge_previous // p.unit, net.cap[net.block["edge"]])
    grouped = np.flatnonzero(p.edge_group >= 0)
    edge[grouped] = within(edge[grouped], p.edge_group[grouped], p.group_cap // p.unit)
    edge = within(edge, p.edge_source, supply[: net.first["group"]])
    out = np.minimum(p.out_previous // p.unit, net.cap[net.block["out"]])
    # A need keeps its direct awards first; pledges are easier to place elsewhere.
    both = within(np.concatenate([edge, out]), np.concatenate([p.edge_need, p.out_need]), room)
    edge, out = both[: len(edge)], both[len(edge) :]
    pledged = supply[net.first["class"] : net.first["hub"]].copy()
    into = np.zeros(len(p.into_hub), dtype=np.int64)
    _supply_hubs(p.into_class, p.into_hub, pledged, total(p.out_hub, out, len(p.hub_id)), into)
    out = within(out, p.out_hub, total(p.into_hub, into, len(p.hub_id)))

    got = total(p.edge_need, edge, len(room)) + total(p.out_need, out, len(room))
    before = np.cumsum(cut.size, axis=1) - cut.size
    slices = np.clip(got[:, None] - before, 0, cut.size)
    arc[net.block["group"]] = total(p.edge_group[grouped], edge[grouped], len(p.group_id))
    arc[net.block["edge"]], arc[net.block["into"]], arc[net.block["out"]] = edge, into, out
    money = supply.copy()
    money[: net.first["group"]] -= total(p.edge_source, edge, len(p.source_id))
    money[net.first["class"] : net.first["hub"]] = pledged
    if p.region_steps:
        arc[net.block["slice"]] = slices.ravel()
        money[net.first["cell"] :] = total(cells(p, cut).ravel(), slices.ravel(), net.nodes - net.first["cell"])
    else:
        money[net.first["need"] : net.first["cell"]] = got
    return Start(arc, money)


@nb.njit(nb.void(_I64, _I64, _I64, _I64, _I64), cache=True)
def _supply_hubs(into_class: Array, into_hub: Array, pledged: Array, wanted: Array, into: Array) -> None:
    """Give each hub what it passed on, from the first classes that still have it; lowers `pledged` and `wanted`."""
    for k in range(len(into)):
        into[k] = min(pledged[into_class[k]], wanted[into_hub[k]])
        pledged[into_class[k]] -= into[k]
        wanted[into_hub[k]] -= into[k]
