"""A world as a Problem of the optimiser, and what happens to it from one day to the next."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.matching.hubs import factorise
from benchmarks.matching.pairs import pairs
from benchmarks.matching.world import World
from optimiser.model.problem import Problem

FEN = 100


def province(world: World) -> Any:
    """Province node of each need."""
    at = world.need["county"]
    while (world.depth[at] > 1).any():
        at = np.where(world.depth[at] > 1, world.parent[at], at)
    return at


def problem(world: World, region_steps: int = 0, found: tuple[Any, Any] | None = None, **more: Any) -> Problem:
    """All pairs (or those `found`: need, source), all pledges, provinces as regions of fairness."""
    need, source = pairs(world) if found is None else found
    n, s, p = world.need, world.source, world.pledge
    hubs = factorise(
        region_parent=world.parent,
        need_region=n["county"],
        need_cause=n["cause"],
        need_groups=n["groups"],
        need_kinds=n["kinds"],
        pledge_region=p["node"],
        pledge_causes=p["causes"],
        pledge_groups=p["groups"],
        pledge_kinds=p["kinds"],
    )
    provinces, region = np.unique(province(world), return_inverse=True)
    arrays = {
        "need_id": np.arange(len(n["amount"])),
        "need_amount": n["amount"] * FEN,
        "need_urgency": n["urgency"],
        "need_region": region,
        "region_code": provinces,
        "source_id": np.arange(len(s["amount"])),
        "source_amount": s["amount"] * FEN,
        "edge_need": need,
        "edge_source": source,
        "edge_cap": s["cap"][source] * FEN,
        "pledge_id": np.arange(len(p["amount"])),
        "pledge_amount": p["amount"] * FEN,
        "pledge_day": p["day"],
        "unit": FEN,
        "region_steps": region_steps,
        **vars(hubs),
    }
    return Problem(**{**arrays, **more})


def churned(p: Problem, seed: int, share: float = 0.01) -> Problem:
    """The next day: `share` of the needs × U(0.5, 1.8) and of the budgets × U(0.6, 1.2)."""
    rng = np.random.default_rng(seed)
    arrays = p.arrays()
    for name, low, high in (("need_amount", 0.5, 1.8), ("source_amount", 0.6, 1.2)):
        amount = arrays[name].copy()
        at = rng.choice(len(amount), max(1, int(len(amount) * share)), replace=False)
        changed = np.rint(amount[at] * rng.uniform(low, high, len(at)) / FEN).astype(np.int64) * FEN
        amount[at] = np.maximum(changed, 500 * FEN)
        arrays[name] = amount
    return Problem(**arrays)
