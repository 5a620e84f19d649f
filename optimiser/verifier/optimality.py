"""Duality in whole numbers: primal = dual leaves no room for a better plan."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

from optimiser.verifier.amounts import caps, flows, total
from optimiser.verifier.reading import need
from optimiser.verifier.verdict import Verdict

_NAMES = ("the priority levels", "what is kept of the previous plan", "the preferences")


def _cells(p: SimpleNamespace, q: SimpleNamespace, size: Any, level: Any) -> tuple[Any, Any, Any]:
    """Sink arcs (cells, steps) with fairness steps: capacity, units, rank."""
    steps, regions = int(p.region_steps), len(p.region_code)
    cell = (level * regions + p.need_region[:, None]).ravel()
    demand = total(cell, size.ravel(), int(p.levels) * regions)
    served = total(cell, q.fill.ravel(), int(p.levels) * regions)
    ends = _step_ends(p, size, level, demand)
    cap = ends[:, 1:] - ends[:, :-1]
    rank = np.arange(len(demand))[:, None] // regions * steps + np.arange(steps)
    return cap, np.clip(served[:, None] - ends[:, :-1], 0, cap), rank


def _step_ends(p: SimpleNamespace, size: Any, level: Any, demand: Any) -> Any:
    """Where the steps of each cell end: equal shares of it, or lines of equal coverage of all basic help."""
    steps, regions = int(p.region_steps), len(p.region_code)
    ends = np.array([[d * k // steps for k in range(steps + 1)] for d in demand.tolist()])
    if not p.cell_before.size:
        return ends
    all_basic = [max(1, int(size[p.need_region == r, 0].sum())) for r in range(regions)]
    for one in {int(x) for x in level[size[:, 0] > 0, 0]}:
        cells = range(one * regions, (one + 1) * regions)
        before = [int(p.cell_before[c]) // int(p.unit) for c in cells]
        lines = [
            (b * 10_000 // all_basic[r], -(-(b + int(demand[c])) * 10_000 // all_basic[r]))
            for r, (b, c) in enumerate(zip(before, cells, strict=True))
            if demand[c] > 0
        ]
        low, high = min(a for a, _ in lines), max(b for _, b in lines)
        for r, c in enumerate(cells):
            for k in range(1, steps):
                reached = (low + (high - low) * k // steps) * all_basic[r] // 10_000 - before[r]
                ends[c, k] = min(max(reached, 0), int(demand[c]))
    return ends


def level_values(p: SimpleNamespace, q: SimpleNamespace, size: Any, level: Any) -> Any:
    if not p.region_steps:
        return total(level.ravel(), q.fill.ravel(), int(p.levels))
    _, units, rank = _cells(p, q, size, level)
    return total(rank.ravel(), units.ravel(), int(p.ranks))


def _arcs(p: SimpleNamespace, q: SimpleNamespace, size: Any, level: Any) -> Iterator[tuple[Any, ...]]:
    """(cap, units, price at tail, price at head, rank weight, previous, cost) of every arc, prices as (3, arcs)."""
    most, x = caps(p, size), flows(p, q)
    price = {kind: getattr(q, f"price_{kind}") for kind in ("source", "group", "class", "hub", "need", "cell")}
    origin = price["source"][:, p.edge_source]
    grouped = np.flatnonzero(p.edge_group >= 0)
    origin[:, grouped] = price["group"][:, p.edge_group[grouped]]
    yield most["source"], x["source"], 0, price["source"], 0, 0, 0
    yield most["class"], x["class"], 0, price["class"], 0, 0, 0
    yield most["group"], x["group"], price["source"][:, p.group_source], price["group"], 0, 0, 0
    target = price["need"][:, p.edge_need]
    yield most["edge"], x["edge"], origin, target, 0, p.edge_previous // p.unit, p.edge_cost
    yield most["into"], x["into"], price["class"][:, p.into_class], price["hub"][:, p.into_hub], 0, 0, 0
    target = price["need"][:, p.out_need]
    yield most["out"], x["out"], price["hub"][:, p.out_hub], target, 0, p.out_previous // p.unit, p.out_cost
    needs = np.repeat(price["need"], 3, axis=1)
    if not p.region_steps:
        yield size.ravel(), q.fill.ravel(), needs, 0, p.ranks - level.ravel(), 0, 0
        return
    inside = (level * len(p.region_code) + p.need_region[:, None]).ravel()
    yield size.ravel(), q.fill.ravel(), needs, price["cell"][:, inside], 0, 0, 0
    cap, units, rank = _cells(p, q, size, level)
    cells = np.repeat(price["cell"], int(p.region_steps), axis=1)
    yield cap.ravel(), units.ravel(), cells, 0, p.ranks - rank.ravel(), 0, 0


def _dot(amount: Any, gain: Any) -> int:
    """Σ amount·gain as a Python integer, whatever the size."""
    if not amount.size:
        return 0
    if int(np.abs(amount).max()) * int(np.abs(gain).max()) * amount.size < 2**62:
        return int((amount * gain).sum())
    return int((amount.astype(object) * gain.astype(object)).sum())


def optimal(p: SimpleNamespace, q: SimpleNamespace, size: Any, level: Any, ruled: bool) -> Verdict:
    """primal = dual for the levels, then for stability and preferences on the face that the level before leaves.

    With side rules what the prices allow is only a bound, for the flow without the rules: the verdict says how far the
    plan is below. A smaller bound that the plan claims is not believed.
    """
    primal, dual, kept = [0, 0, 0], [0, 0, 0], 0
    for cap, units, tail, head, weight, previous, cost in _arcs(p, q, size, level):
        # The part staff saw last time and the part beyond it are arcs of their own.
        shown = np.minimum(cap, previous)
        for hi, x, keeps in ((shown, np.minimum(units, shown), 1), (cap - shown, units - np.minimum(units, shown), 0)):
            lo = np.zeros_like(hi)
            weights = (weight, keeps * (shown > 0), -np.asarray(cost))
            for row, gained in enumerate(weights):
                gain = np.broadcast_to(gained + _row(head, row) - _row(tail, row), hi.shape)
                primal[row] += _dot(x, np.broadcast_to(gained, x.shape))
                dual[row] += _dot(np.where(gain > 0, hi, lo), gain)
                lo, hi = np.where(gain > 0, hi, lo), np.where(gain < 0, lo, hi)
            kept += keeps * int(x.sum())
    for name, reached, bound in () if ruled else zip(_NAMES, primal, dual, strict=True):
        need(reached == bound, f"Not proved for {name}: the plan reaches {reached}, its prices allow up to {bound}.")
    need(int(q.primal) == primal[0] and int(q.dual) == dual[0], "The plan misstates its primal or dual value.")
    need(int(q.kept) == kept, f"The plan says it keeps {q.kept} units; it keeps {kept}.")
    _possible_claim(q, primal[0], dual[0], ruled)
    return Verdict(primal[0], dual[0], int(q.bound), primal[1:] == dual[1:])


def _possible_claim(q: SimpleNamespace, primal: int, dual: int, ruled: bool) -> None:
    """Refuted where the bound that the plan claims contradicts what is known; this does not make it true."""
    within = primal <= int(q.bound) <= dual and int(q.bound_by) in (1, 2)
    need(within if ruled else (int(q.bound), int(q.bound_by)) == (dual, 0), "The plan misstates its bound.")
    need(int(q.bound_by) != 1 or int(q.bound) == dual, "The plan misstates where its bound comes from.")


def _row(price: Any, row: int) -> Any:
    return price if isinstance(price, int) else price[row]
