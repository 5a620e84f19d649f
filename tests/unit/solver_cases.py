"""Random matching problems for the solver tests: every feature, small enough to check by other means."""

from __future__ import annotations

from typing import Any

import numpy as np

from optimiser.model.levels import default_table
from optimiser.model.problem import Problem


def random_arrays(rng: np.random.Generator, needs: int, sources: int, units: int, **how: Any) -> dict[str, Any]:
    """Arrays of one problem with amounts up to `units` units.

    `classes` pledge classes behind two hubs, `previous` and `costs` for levels C and D, `ceilings` for groups and
    households, `fen` for amounts that are not whole units, `rules` for side rules, `counted` for regions counted over all levels.
    """
    unit = 10
    regions, households = 2, max(1, needs // 2)

    def money(size: int, least: int = 1) -> Any:
        return rng.integers(least, units + 1, size) * unit + (rng.integers(0, unit, size) if how.get("fen") else 0)

    pairs = np.argwhere(rng.random((needs, sources)) < how.get("density", 0.7))
    table = default_table(2, 2)
    # Tiny amounts need coarse slices to have more than one: 4, 8 and 10 tenths of five units are 2, 2 and 1.
    p: dict[str, Any] = {
        "unit": unit,
        "slice_tenths": [4, 8, 10],
        "level_table": table,
        "region_steps": how.get("steps", 0),
        "region_code": rng.choice(100, regions, replace=False),
        "need_id": rng.choice(1000, needs, replace=False),
        "need_amount": money(needs),
        "need_region": rng.integers(0, regions, needs),
        "need_priority": rng.integers(0, 2, needs),
        "need_urgency": rng.integers(3, 6, needs),
        "need_deadline": rng.integers(0, 2, needs),
        "source_id": rng.choice(1000, sources, replace=False),
        "source_amount": money(sources),
        "edge_need": pairs[:, 0],
        "edge_source": pairs[:, 1],
        "edge_cap": money(len(pairs)),
    }
    p["need_covered"] = np.minimum(p["need_amount"], money(needs, 0) * (rng.random(needs) < 0.3))
    if how.get("counted"):
        p["cell_before"] = money((int(table.max()) + 1) * regions, 0)
    if how.get("previous"):
        p["edge_previous"] = money(len(pairs), 0) * (rng.random(len(pairs)) < 0.6)
    if how.get("costs"):
        p["edge_cost"] = rng.integers(0, 8, len(pairs))
    if how.get("ceilings"):
        household = rng.integers(0, households, needs)
        p["household_id"] = rng.choice(1000, households, replace=False)
        p["household_ceiling"] = money(households, 0) * 2
        p["need_household"] = np.where(rng.random(needs) < 0.7, household, -1)
        capped = rng.random(sources * households) < 0.5
        keys, group = np.unique(pairs[:, 1] * households + household[pairs[:, 0]], return_inverse=True)
        p["group_id"], p["group_source"], p["group_cap"] = keys, keys // households, money(len(keys), 0)
        p["edge_group"] = np.where(capped[keys][group.reshape(-1)], group.reshape(-1), -1)
    if how.get("rules"):
        p["need_max_sources"] = rng.integers(0, 4, needs)
        p["source_minimum"] = money(sources, 0) // 2
        p["source_alone"] = (rng.random(sources) < 0.2).astype(np.int64)
        p["source_percent"] = np.where(rng.random(sources) < how.get("shares", 0), 50, 100)
    classes = how.get("classes", 0)
    if classes:
        into = np.argwhere(rng.random((classes, 2)) < 0.7)
        out = np.argwhere(rng.random((2, needs)) < 0.6)
        pledges = classes * 3
        p |= {
            "class_id": rng.choice(1000, classes, replace=False),
            "pledge_id": rng.choice(1000, pledges, replace=False),
            "pledge_class": rng.integers(0, classes, pledges),
            "pledge_amount": rng.integers(1, max(2, units // 2 + 1), pledges) * unit + rng.integers(0, unit, pledges),
            "pledge_day": rng.integers(0, 5, pledges),
            "hub_id": rng.choice(1000, 2, replace=False),
            "into_class": into[:, 0],
            "into_hub": into[:, 1],
            "out_hub": out[:, 0],
            "out_need": out[:, 1],
        }
        if how.get("previous"):
            p["out_previous"] = money(len(out), 0) * (rng.random(len(out)) < 0.5)
        if how.get("costs"):
            p["out_cost"] = rng.integers(0, 4, len(out))
    return p


def random_problem(seed: int, needs: int, sources: int, units: int, **how: Any) -> Problem:
    """A problem from one seed; see random_arrays."""
    return Problem(**random_arrays(np.random.default_rng(seed), needs, sources, units, **how))


_ROWS = {
    "need_id": (
        "need_amount",
        "need_covered",
        "need_region",
        "need_priority",
        "need_urgency",
        "need_deadline",
        "need_household",
        "need_max_sources",
    ),
    "source_id": ("source_amount", "source_minimum", "source_alone", "source_percent"),
    "edge_need": ("edge_source", "edge_cap", "edge_previous", "edge_cost", "edge_group"),
    "group_id": ("group_source", "group_cap"),
    "household_id": ("household_ceiling",),
    "region_code": (),
    "class_id": (),
    "pledge_id": ("pledge_class", "pledge_amount", "pledge_day"),
    "hub_id": (),
    "into_class": ("into_hub",),
    "out_hub": ("out_need", "out_previous", "out_cost"),
}
_POINTERS = {
    "need_region": "region_code",
    "need_household": "household_id",
    "edge_need": "need_id",
    "edge_source": "source_id",
    "edge_group": "group_id",
    "group_source": "source_id",
    "pledge_class": "class_id",
    "into_class": "class_id",
    "into_hub": "hub_id",
    "out_hub": "hub_id",
    "out_need": "need_id",
}


def shuffled(problem: Problem, seed: int) -> Problem:
    """The same problem with the rows of every table in another order."""
    rng = np.random.default_rng(seed)
    arrays = problem.arrays()
    order = {name: rng.permutation(len(arrays[name])) for name in _ROWS}
    for name, table in _POINTERS.items():
        place = np.append(np.argsort(order[table]), -1)  # the last entry keeps -1 at -1
        arrays[name] = place[arrays[name]]
    for name, columns in _ROWS.items():
        for column in (name, *columns):
            arrays[column] = arrays[column][order[name]]
    cells = arrays["cell_before"].reshape(-1, len(problem.region_code))
    arrays["cell_before"] = cells[:, order["region_code"]].ravel()
    return Problem(**arrays)


def by_id(problem: Problem, plan: Any) -> dict[str, Any]:
    """What the plan says, by ids instead of rows."""
    p, q = problem, plan
    edges = zip(p.need_id[p.edge_need], p.source_id[p.edge_source], q.award, strict=True)
    out = zip(p.hub_id[p.out_hub], p.need_id[p.out_need], q.out, strict=True)
    into = zip(p.class_id[p.into_class], p.hub_id[p.into_hub], q.into, strict=True)
    draws = zip(p.pledge_id[q.draw_pledge], p.hub_id[q.draw_hub], p.need_id[q.draw_need], q.draw_units, strict=True)
    return {
        "award": sorted(tuple(map(int, row)) for row in edges),
        "out": sorted(tuple(map(int, row)) for row in out),
        "into": sorted(tuple(map(int, row)) for row in into),
        "draws": sorted(tuple(map(int, row)) for row in draws),
        "level_value": q.level_value.tolist(),
        "price_source": dict(zip(p.source_id.tolist(), q.price_source[0].tolist(), strict=True)),
    }
