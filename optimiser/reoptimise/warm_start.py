"""What a run leaves for the next one to begin with, and how it is carried over to a problem with other rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.duals.dual_prices import DualPrices, dual_prices
from optimiser.min_cost.optimal_face import Chosen
from optimiser.model.arrays import Ints
from optimiser.model.canonical_order import Canonical, canonical
from optimiser.model.instance import Instance, instance
from optimiser.model.network import Network
from optimiser.model.problem import Problem
from optimiser.model.residual_graph import ResidualGraph, two_way_residual
from optimiser.plan.plan import Plan
from optimiser.reoptimise.packed_objective import StartingPoint
from optimiser.side_constraints.plan_as_flow import plan_as_flow

_KINDS = ("source", "group", "class", "hub", "need")


@dataclass(frozen=True, eq=False)
class WarmStart:
    """A solved problem with its network, plan and prices. Plain arrays: it may be pickled or thrown away at any time."""

    ordered: Canonical
    case: Instance
    chosen: Chosen
    residual: Ints  # (2M) units, per entry of the chosen flow, and for its reverse
    reverse_residual: Ints
    prices: DualPrices


def warm_start_of(problem: Problem, plan: Plan) -> WarmStart:
    """The warm start of a stored problem and plan: slower to make than the one a run leaves, and just as good."""
    ordered = canonical(problem)
    case, place = instance(ordered.problem), ordered.order
    rows, net = case.rows, case.network
    price = [getattr(plan, f"price_{kind}")[0][place[f"{kind}_id"]] for kind in _KINDS]
    cells = plan.price_cell[0].reshape(-1, len(problem.region_code))[:, place["region_code"]].ravel()
    amounts = plan.award[place["edge_need"]], plan.into[place["into_hub"]], plan.out[place["out_need"]]
    chosen = plan_as_flow(case, amounts, np.concatenate([*price, cells]))
    here, there = two_way_residual(rows, net.cap, chosen.arc)
    graph = ResidualGraph(rows.first, rows.neighbour, rows.reverse, here)
    return WarmStart(ordered, case, chosen, here, there, dual_prices(net, chosen.sink, graph))


def starting_point(before: WarmStart, case: Instance) -> StartingPoint | None:
    """Flow on arcs, from supplies and into sinks, and potentials, of what the case has in common with the one before.

    Nothing here has to fit: the re-optimisation puts right what does not. None when levels, steps, regions or the unit
    differ.
    """
    p, was = case.problem, before.case.problem
    same = ("region_steps", "unit", "level_table", "region_code")
    if not all(np.array_equal(getattr(p, name), getattr(was, name)) for name in same):
        return None
    return _same_arcs(before, case) if case.has_arcs_of(before.case) else _other_arcs(before, case)


def _same_arcs(before: WarmStart, case: Instance) -> StartingPoint:
    chosen, old = before.chosen, before.case.network
    return StartingPoint(
        arc=chosen.arc.copy(),
        used=chosen.used.copy(),
        sink=_sinks(case, old, chosen.sink, np.arange(len(case.problem.need_id))),
        potential=chosen.potential[0],
        residual=before.residual.copy(),
        reverse_residual=before.reverse_residual.copy(),
        capacity=old.cap,
        prices=before.prices,
        was=chosen.arc,
    )


def _other_arcs(before: WarmStart, case: Instance) -> StartingPoint:
    (p, _, net, rows), was, old, chosen = case, before.case.problem, before.case.network, before.chosen
    places = {kind: _places(getattr(was, f"{kind}_id"), getattr(p, f"{kind}_id")) for kind in _KINDS}
    used, price = np.zeros(net.nodes, dtype=np.int64), np.full(net.nodes, -1, dtype=np.int64)
    for kind in _KINDS:
        known = np.flatnonzero(places[kind] >= 0)
        row = old.first[kind] + places[kind][known]
        used[net.first[kind] + known], price[net.first[kind] + known] = chosen.used[row], chosen.potential[0][row]
    price[net.first["cell"] :] = chosen.potential[0][old.first["cell"] :]
    arc = np.append(chosen.arc, 0)[_arcs(before.case, case, places)]
    return StartingPoint(
        arc,
        used,
        _sinks(case, old, chosen.sink, places["need"]),
        _guessed(net, price),
        *two_way_residual(rows, net.cap, arc),
        net.cap,
        None,
        arc,
    )


def _places(before: Ints, now: Ints) -> Ints:
    """Row of each number in the sorted `before`, or -1."""
    if not len(before):
        return np.full(len(now), -1)
    at = np.minimum(np.searchsorted(before, now), len(before) - 1)
    return np.where(before[at] == now, at, -1)


def _sinks(case: Instance, old: Network, sink: Ints, need: Ints) -> Ints:
    """Flow into sinks (T), by slice of a need or by cell and step; `need` (N) is the former row of each need."""
    p, net = case.problem, case.network
    row = net.sink_row if p.region_steps else need[net.sink_row // 3] * 3 + net.sink_row % 3
    size = max(int(old.sink_row.max(initial=-1)), int(row.max(initial=-1))) + 1
    flow = np.zeros(size + 1, dtype=np.int64)  # the last entry stands for what is new
    flow[old.sink_row] = sink
    return flow[np.where(row >= 0, row, size)]


def _arcs(before: Instance, case: Instance, places: dict[str, Ints]) -> Ints:
    """The former place of each inner arc (M), or -1."""
    (was, _, old, _), (p, _, net, _) = before, case
    found = np.full(len(net.tail), -1)
    for block, major, minor in (("edge", "need", "source"), ("into", "hub", "class"), ("out", "need", "hub")):
        width = max(1, len(getattr(was, f"{minor}_id")))
        a, b = (places[kind][getattr(p, f"{block}_{kind}")] for kind in (major, minor))
        key = np.where((a >= 0) & (b >= 0), a * width + b, -1)
        found[net.block[block]] = _places(
            getattr(was, f"{block}_{major}") * width + getattr(was, f"{block}_{minor}"), key
        )
    found[net.block["group"]] = places["group"]
    if p.region_steps:
        slices = places["need"][:, None] * 3 + np.arange(3)
        found[net.block["slice"]] = np.where(places["need"][:, None] >= 0, slices, -1).ravel()
    for block, part in net.block.items():
        found[part] += np.where(found[part] >= 0, old.block[block].start, 0)
    return found


def _guessed(net: Network, price: Ints) -> Ints:
    """Potentials (V) for new nodes, -1 so far: needs from what may reach them, money from where it may go.

    Any would do; these put little out of balance.
    """
    new = price < 0
    need = new.copy()
    need[: net.first["need"]] = False
    least = np.full(net.nodes, net.ranks, dtype=np.int64)
    rows = np.flatnonzero(need[net.head] & ~new[net.tail])
    np.minimum.at(least, net.head[rows], price[net.tail[rows]])
    price = np.where(need, least, price)
    for kind, after in (("hub", "need"), ("class", "hub"), ("group", "class"), ("source", "group")):
        inside = slice(net.first[kind], net.first[after])
        rows = np.flatnonzero(new[net.tail] & (net.tail >= inside.start) & (net.tail < inside.stop))
        np.maximum.at(price, net.tail[rows], price[net.head[rows]])
    return np.maximum(price, 0)
