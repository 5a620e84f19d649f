"""What a run remembers for the next one, and how it is carried over to a problem with other rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.duals.dual_prices import Slopes, slopes
from optimiser.model.canonical_order import Canonical, canonical
from optimiser.model.network import Network, build
from optimiser.model.problem import Ints, Problem
from optimiser.model.residual_graph import Rows, rows
from optimiser.model.slices import slices
from optimiser.plan.plan import Plan
from optimiser.reoptimise.packed_levels import Carried, Refined
from optimiser.side_constraints.enforce import refined

_KINDS = ("source", "group", "class", "hub", "need")


@dataclass(frozen=True, eq=False)
class WarmStart:
    """A solved problem with its network, plan and prices. Plain arrays: it may be pickled or thrown away at any time."""

    ordered: Canonical
    net: Network
    rows: Rows
    chosen: Refined
    room: Ints  # (2M) per entry of the chosen flow, and of its mate
    back: Ints
    slopes: Slopes


def warm_start_of(problem: Problem, plan: Plan) -> WarmStart:
    """What a run remembers, from its stored problem and plan: slower than what it kept itself, and just as good."""
    ordered = canonical(problem)
    p, place = ordered.problem, ordered.order
    cut = slices(p)
    net = build(p, cut)
    lines = rows(net.nodes, net.tail, net.head)
    price = [getattr(plan, f"price_{kind}")[0][place[f"{kind}_id"]] for kind in _KINDS]
    cells = plan.price_cell[0].reshape(-1, len(p.region_code))[:, place["region_code"]].ravel()
    award, into, out = plan.award[place["edge_need"]], plan.into[place["into_hub"]], plan.out[place["out_need"]]
    chosen = refined(p, cut, net, award, into, out, np.concatenate([*price, cells]))
    room, back = lines.both(net.cap, chosen.arc)
    return WarmStart(ordered, net, lines, chosen, room, back, slopes(net, chosen.sink, lines, room))


def carried(warm_start: WarmStart, p: Problem, net: Network, lines: Rows, equal: bool) -> Carried | None:
    """Flow on arcs, from supplies and into sinks, and prices, of what the canonical `p` has in common with the warm_start.

    `equal`: nodes and arcs are the same. Nothing here has to fit: the repair puts right what does not. None when
    levels, steps, regions or the unit differ.
    """
    was, old, chosen = warm_start.ordered.problem, warm_start.net, warm_start.chosen
    same = ("region_steps", "unit", "level_table", "region_code")
    if not all(np.array_equal(getattr(p, name), getattr(was, name)) for name in same):
        return None
    if equal:
        sink = _sinks(p, net, old, chosen.sink, np.arange(len(p.need_id)))
        room, back = warm_start.room.copy(), warm_start.back.copy()
        return Carried(
            chosen.arc.copy(),
            chosen.used.copy(),
            sink,
            chosen.price[0],
            room,
            back,
            old.cap,
            warm_start.slopes,
            chosen.arc,
        )
    places = {kind: _places(getattr(was, f"{kind}_id"), getattr(p, f"{kind}_id")) for kind in _KINDS}
    used, price = np.zeros(net.nodes, dtype=np.int64), np.full(net.nodes, -1, dtype=np.int64)
    for kind in _KINDS:
        known = np.flatnonzero(places[kind] >= 0)
        before = old.first[kind] + places[kind][known]
        used[net.first[kind] + known], price[net.first[kind] + known] = chosen.used[before], chosen.price[0][before]
    price[net.first["cell"] :] = chosen.price[0][old.first["cell"] :]
    arc = np.append(chosen.arc, 0)[_arcs(was, p, old, net, places)]
    sink = _sinks(p, net, old, chosen.sink, places["need"])
    return Carried(arc, used, sink, _guessed(net, price), *lines.both(net.cap, arc), net.cap, None, arc)


def _places(before: Ints, now: Ints) -> Ints:
    """Row of each number in the sorted `before`, or -1."""
    if not len(before):
        return np.full(len(now), -1)
    at = np.minimum(np.searchsorted(before, now), len(before) - 1)
    return np.where(before[at] == now, at, -1)


def _sinks(p: Problem, net: Network, old: Network, sink: Ints, need: Ints) -> Ints:
    """Flow into sinks, by slice of a need or by cell and step; `need` is the former row of each need."""
    row = net.sink_row if p.region_steps else need[net.sink_row // 3] * 3 + net.sink_row % 3
    size = max(int(old.sink_row.max(initial=-1)), int(row.max(initial=-1))) + 1
    flow = np.zeros(size + 1, dtype=np.int64)  # the last entry stands for what is new
    flow[old.sink_row] = sink
    return flow[np.where(row >= 0, row, size)]


def _arcs(was: Problem, p: Problem, old: Network, net: Network, places: dict[str, Ints]) -> Ints:
    """The former place of each inner arc, or -1."""
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
    """Prices for new nodes that put little out of balance: needs from what may reach them, money from where it may go."""
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
