"""The independent verifier: `python -m matching.solver.verify PROBLEM.npz PLAN.npz`.

Shares no code with the solver: it reads stored arrays, uses whole numbers only, and either accepts a plan or says in a
sentence why not. A plan that it refuses is not shown to anyone. What it proves:

1. every amount is a whole number within its bounds, at every node what comes in goes out, nobody gets too much;
2. no plan serves the levels better: primal = dual with the published rank weights (linear-programming duality);
3. among those plans none keeps more of the previous one, and among those none has cheaper edges (the same, on the
   optimal face that complementary slackness leaves);
4. pledges are drawn oldest first and add up; per source and pledge, proposed + left + remainder = available, in fen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np


class Refuted(ValueError):
    """The plan is not a proven optimum of the problem; the message says why."""


def verify(problem: Any, plan: Any) -> None:
    """Raise Refuted unless `plan` is a proven optimum of `problem` (objects or mappings with the documented arrays)."""
    p, q = _filled(_read(problem)), _read(plan)
    _whole_numbers(p, "problem")
    _whole_numbers(q, "plan")
    _shapes(p, q)
    size, level = _slices(p)
    _same(q.cut, _uncapped(p) - size, "what household ceilings take off")
    _balances(p, q, size)
    value = _level_values(p, q, size, level)
    _same(q.rank_value, value, "the table of values per rank")
    _same(q.level_value, value.reshape(p.levels, -1).sum(axis=1), "the table of values per level")
    _optimal(p, q, size, level)
    _pledges(p, q)
    _fen(p, q)


def _need(condition: Any, sentence: str) -> None:
    if not bool(condition):
        raise Refuted(sentence)


def _same(got: Any, want: Any, what: str) -> None:
    _need(np.array_equal(got, want), f"The plan misstates {what}.")


# --- reading ---------------------------------------------------------------------------------------------------------


def _read(content: Any) -> SimpleNamespace:
    pairs = content.items() if isinstance(content, Mapping) else vars(content).items()
    return SimpleNamespace(**{name: np.asarray(value) for name, value in pairs})


_LIKE = {
    "need_id": ("need_covered 0", "need_region 0", "need_priority 0", "need_urgency 3", "need_deadline 0",
                "need_household -1"),
    "edge_need": ("edge_previous 0", "edge_cost 0", "edge_group -1"),
    "pledge_id": ("pledge_day 0",),
    "out_need": ("out_previous 0", "out_cost 0"),
}  # fmt: skip
_EMPTY = [
    "household_id",
    "household_ceiling",
    "source_id",
    "source_amount",
    "edge_need",
    "edge_source",
    "edge_cap",
    "group_id",
    "group_source",
    "group_cap",
    "class_id",
    "pledge_id",
    "pledge_class",
    "pledge_amount",
    "hub_id",
    "into_class",
    "into_hub",
    "out_hub",
    "out_need",
]


def _filled(p: SimpleNamespace) -> SimpleNamespace:
    """The documented default where an array is missing."""
    for name in ("need_id", "need_amount"):
        _need(hasattr(p, name), f"The problem has no {name}.")
    for name in _EMPTY:
        vars(p).setdefault(name, np.zeros(0, dtype=np.int64))
    for like, columns in _LIKE.items():
        for column in columns:
            name, fill = column.split()
            vars(p).setdefault(name, np.full(len(getattr(p, like)), int(fill)))
    vars(p).setdefault("region_code", np.zeros(1, dtype=np.int64))
    vars(p).setdefault("slice_tenths", np.array([5, 8, 10]))
    vars(p).setdefault("unit", np.array(100))
    vars(p).setdefault("region_steps", np.array(0))
    worth = np.outer((100, 150, 225, 340, 500), (10, 6, 3))
    order = np.unique(-worth, return_inverse=True)[1].reshape(1, 5, 1, 3)
    vars(p).setdefault("level_table", order)
    p.levels = np.asarray(p.level_table.max() + 1)
    p.ranks = p.levels * max(1, int(p.region_steps))
    return p


def _whole_numbers(content: SimpleNamespace, whose: str) -> None:
    for name, value in vars(content).items():
        whole = value.size == 0 or value.dtype.kind in "iu"
        _need(whole, f"{name} of the {whose} holds {value.dtype}, not whole numbers.")
        small = value.size == 0 or (int(value.max()) < 2**61 and int(value.min()) > -(2**61))
        _need(small or name.endswith("_id"), f"{name} of the {whose} holds a number beyond 61 bits.")


def _shapes(p: SimpleNamespace, q: SimpleNamespace) -> None:
    n, s, e, g, k = (len(getattr(p, f"{x}_id")) if x != "edge" else len(p.edge_need) for x in
                     ("need", "source", "edge", "group", "pledge"))  # fmt: skip
    cells = int(p.levels) * len(p.region_code) if p.region_steps else 0
    want = {
        "unit": (), "ranks": (), "primal": (), "dual": (), "kept": (),
        "award": (e,), "into": (len(p.into_hub),), "out": (len(p.out_hub),), "fill": (n, 3), "cut": (n, 3),
        "level_value": (int(p.levels),), "rank_value": (int(p.ranks),),
        "price_source": (3, s), "price_group": (3, g), "price_class": (3, len(p.class_id)),
        "price_hub": (3, len(p.hub_id)), "price_need": (3, n), "price_cell": (3, cells),
    }  # fmt: skip
    want |= {f"source_{x}_fen": (s,) for x in ("proposed", "left", "remainder")}
    want |= {f"pledge_{x}_fen": (k,) for x in ("proposed", "left", "remainder")}
    draws = (len(getattr(q, "draw_units", ())),)
    want |= {f"draw_{x}": draws for x in ("pledge", "hub", "need", "units")}
    for name, shape in want.items():
        _need(hasattr(q, name), f"The plan has no {name}.")
        _need(
            getattr(q, name).shape == shape, f"{name} of the plan has the shape {getattr(q, name).shape}, not {shape}."
        )
    _need(q.unit == p.unit, "The plan counts in another unit than the problem.")
    _need(q.ranks == p.ranks, f"The plan has {q.ranks} ranks; the published order has {p.ranks}.")


# --- what each need may get ------------------------------------------------------------------------------------------


def _uncapped(p: SimpleNamespace) -> Any:
    """Slices (N, 3) in units: tenths of what was asked, minus what is covered, from the most urgent on."""
    asked = p.need_amount // p.unit
    gone = asked - (p.need_amount - p.need_covered) // p.unit
    first, second = asked * p.slice_tenths[0] // 10, asked * p.slice_tenths[1] // 10
    size = np.stack([first, second - first, asked - second], axis=1)
    for t in range(3):
        eaten = np.minimum(gone, size[:, t])
        size[:, t] -= eaten
        gone = gone - eaten
    return size


def _slices(p: SimpleNamespace) -> tuple[Any, Any]:
    """Slices after household ceilings, and the level of each; both (N, 3)."""
    size = _uncapped(p)
    level = p.level_table[p.need_priority, p.need_urgency - 1, p.need_deadline]
    room = dict(enumerate((p.household_ceiling // p.unit).tolist()))
    inside = np.flatnonzero(p.need_household >= 0)
    queue = [(int(level[i, t]), int(p.need_id[i]), t, int(i)) for i in inside for t in range(3)]
    for _, _, t, i in sorted(queue):
        household = int(p.need_household[i])
        size[i, t] = min(int(size[i, t]), room[household])
        room[household] -= int(size[i, t])
    return size, level


# --- feasibility -----------------------------------------------------------------------------------------------------


def _total(rows: Any, values: Any, length: int) -> Any:
    total = np.zeros(length, dtype=np.int64)
    np.add.at(total, rows, values)
    return total


def _caps(p: SimpleNamespace, size: Any) -> dict[str, Any]:
    """Capacity of every arc, by kind, in units."""
    asked = size.sum(axis=1)
    pledged = _total(p.pledge_class, p.pledge_amount // p.unit, len(p.class_id))
    return {
        "source": p.source_amount // p.unit,
        "class": pledged,
        "group": p.group_cap // p.unit,
        "edge": np.minimum(p.edge_cap // p.unit, asked[p.edge_need]),
        "into": pledged[p.into_class],
        "out": asked[p.out_need],
        "slice": size,
    }


def _flows(p: SimpleNamespace, q: SimpleNamespace) -> dict[str, Any]:
    grouped = np.flatnonzero(p.edge_group >= 0)
    return {
        "source": _total(p.edge_source, q.award, len(p.source_id)),
        "class": _total(p.into_class, q.into, len(p.class_id)),
        "group": _total(p.edge_group[grouped], q.award[grouped], len(p.group_id)),
        "edge": q.award, "into": q.into, "out": q.out, "slice": q.fill,
    }  # fmt: skip


_NAMES = {
    "source": "source {} gives", "class": "pledge class {} gives", "group": "ceiling {} lets through",
    "edge": "the award on edge row {} is", "into": "the flow on class-to-hub row {} is",
    "out": "the flow on hub-to-need row {} is", "slice": "the slice in place {} (need row × 3 + slice) gets",
}  # fmt: skip


def _balances(p: SimpleNamespace, q: SimpleNamespace, size: Any) -> None:
    flows, caps = _flows(p, q), _caps(p, size)
    for kind, x in flows.items():
        for bad in np.flatnonzero((x < 0) | (x > caps[kind]))[:1]:
            name = _NAMES[kind].format(getattr(p, f"{kind}_id")[bad] if hasattr(p, f"{kind}_id") else bad)
            raise Refuted(f"Out of bounds: {name} {x.flat[bad]}, allowed are 0 to {caps[kind].flat[bad]}.")
    hubs = _total(p.into_hub, q.into, len(p.hub_id)) - _total(p.out_hub, q.out, len(p.hub_id))
    for bad in np.flatnonzero(hubs)[:1]:
        raise Refuted(f"Hub {p.hub_id[bad]} takes in {hubs[bad]} units more than it passes on.")
    got = _total(p.edge_need, q.award, len(p.need_id)) + _total(p.out_need, q.out, len(p.need_id))
    for bad in np.flatnonzero(got != q.fill.sum(axis=1))[:1]:
        raise Refuted(f"Need {p.need_id[bad]} is awarded {got[bad]} units but its slices hold {q.fill[bad].sum()}.")


# --- optimality ------------------------------------------------------------------------------------------------------


def _cells(p: SimpleNamespace, q: SimpleNamespace, size: Any, level: Any) -> tuple[Any, Any, Any]:
    """Sink arcs (cells, steps) with fairness steps: capacity, units, rank."""
    steps, regions = int(p.region_steps), len(p.region_code)
    cell = (level * regions + p.need_region[:, None]).ravel()
    demand = _total(cell, size.ravel(), int(p.levels) * regions)
    served = _total(cell, q.fill.ravel(), int(p.levels) * regions)
    edges = demand[:, None] * np.arange(steps + 1) // steps
    cap = edges[:, 1:] - edges[:, :-1]
    rank = np.arange(len(demand))[:, None] // regions * steps + np.arange(steps)
    return cap, np.clip(served[:, None] - edges[:, :-1], 0, cap), rank


def _level_values(p: SimpleNamespace, q: SimpleNamespace, size: Any, level: Any) -> Any:
    if not p.region_steps:
        return _total(level.ravel(), q.fill.ravel(), int(p.levels))
    _, units, rank = _cells(p, q, size, level)
    return _total(rank.ravel(), units.ravel(), int(p.ranks))


def _arcs(p: SimpleNamespace, q: SimpleNamespace, size: Any, level: Any) -> Iterator[tuple[Any, ...]]:
    """(cap, units, price at tail, price at head, rank weight, previous, cost) of every arc, prices as (3, arcs)."""
    caps, x = _caps(p, size), _flows(p, q)
    price = {kind: getattr(q, f"price_{kind}") for kind in ("source", "group", "class", "hub", "need", "cell")}
    origin = price["source"][:, p.edge_source]
    grouped = np.flatnonzero(p.edge_group >= 0)
    origin[:, grouped] = price["group"][:, p.edge_group[grouped]]
    yield caps["source"], x["source"], 0, price["source"], 0, 0, 0
    yield caps["class"], x["class"], 0, price["class"], 0, 0, 0
    yield caps["group"], x["group"], price["source"][:, p.group_source], price["group"], 0, 0, 0
    target = price["need"][:, p.edge_need]
    yield caps["edge"], x["edge"], origin, target, 0, p.edge_previous // p.unit, p.edge_cost
    yield caps["into"], x["into"], price["class"][:, p.into_class], price["hub"][:, p.into_hub], 0, 0, 0
    target = price["need"][:, p.out_need]
    yield caps["out"], x["out"], price["hub"][:, p.out_hub], target, 0, p.out_previous // p.unit, p.out_cost
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


def _optimal(p: SimpleNamespace, q: SimpleNamespace, size: Any, level: Any) -> None:
    """primal = dual for the levels, then for keeping and for liking on the face that the level before leaves."""
    names = ("the priority levels", "what is kept of the previous plan", "the preferences")
    primal, dual, kept = [0, 0, 0], [0, 0, 0], 0
    for cap, units, tail, head, weight, previous, cost in _arcs(p, q, size, level):
        # The part staff saw last time and the part beyond it are arcs of their own.
        seen = np.minimum(cap, previous)
        for hi, x, keeps in ((seen, np.minimum(units, seen), 1), (cap - seen, units - np.minimum(units, seen), 0)):
            lo = np.zeros_like(hi)
            worths = (weight, keeps * (seen > 0), -np.asarray(cost))
            for row, worth in enumerate(worths):
                gain = np.broadcast_to(worth + _row(head, row) - _row(tail, row), hi.shape)
                primal[row] += _dot(x, np.broadcast_to(worth, x.shape))
                dual[row] += _dot(np.where(gain > 0, hi, lo), gain)
                lo, hi = np.where(gain > 0, hi, lo), np.where(gain < 0, lo, hi)
            kept += keeps * int(x.sum())
    for name, reached, bound in zip(names, primal, dual, strict=True):
        _need(reached == bound, f"Not proved for {name}: the plan reaches {reached}, its prices allow up to {bound}.")
    _need(int(q.primal) == primal[0] and int(q.dual) == dual[0], "The plan misstates its primal or dual value.")
    _need(int(q.kept) == kept, f"The plan says it keeps {q.kept} units; it keeps {kept}.")


def _row(price: Any, row: int) -> Any:
    return price if isinstance(price, int) else price[row]


# --- pledges and fen -------------------------------------------------------------------------------------------------


def _pledges(p: SimpleNamespace, q: SimpleNamespace) -> None:
    columns = (("pledge", p.pledge_id), ("hub", p.hub_id), ("need", p.need_id))
    for name, ids in columns:
        rows = getattr(q, f"draw_{name}")
        _need(((rows >= 0) & (rows < len(ids))).all(), f"A draw points to a {name} that does not exist.")
    _need((q.draw_units > 0).all(), "A draw is not positive.")
    drawn = _total(q.draw_pledge, q.draw_units, len(p.pledge_id))
    _need((drawn <= p.pledge_amount // p.unit).all(), "A pledge is drawn beyond its amount.")
    entry = p.pledge_class[q.draw_pledge] * max(1, len(p.hub_id)) + q.draw_hub
    _matches(p.into_class * max(1, len(p.hub_id)) + p.into_hub, q.into, entry, q.draw_units, "class-to-hub")
    leave = q.draw_need * max(1, len(p.hub_id)) + q.draw_hub
    _matches(p.out_need * max(1, len(p.hub_id)) + p.out_hub, q.out, leave, q.draw_units, "hub-to-need")
    order = np.lexsort((p.pledge_id, p.pledge_day, p.pledge_class))
    older, younger = order[:-1], order[1:]
    skipped = (drawn[older] < (p.pledge_amount // p.unit)[older]) & (drawn[younger] > 0)
    skipped &= p.pledge_class[older] == p.pledge_class[younger]
    _need(not skipped.any(), "A younger pledge is drawn before an older one of its class is used up.")


def _matches(links: Any, flow: Any, drawn: Any, units: Any, name: str) -> None:
    """The draws over each link add up to its flow, and use no other link."""
    links, drawn = np.concatenate([links, drawn]), np.concatenate([flow, -units])
    _, place = np.unique(links, return_inverse=True)
    balance = _total(place.reshape(-1), drawn, int(place.max(initial=-1)) + 1)
    _need(not balance.any(), f"The pledges drawn do not add up to the {name} flow.")


def _fen(p: SimpleNamespace, q: SimpleNamespace) -> None:
    given = _total(p.edge_source, q.award, len(p.source_id))
    drawn = _total(q.draw_pledge, q.draw_units, len(p.pledge_id))
    for name, units, available in (("source", given, p.source_amount), ("pledge", drawn, p.pledge_amount)):
        proposed, left, rest = (getattr(q, f"{name}_{part}_fen") for part in ("proposed", "left", "remainder"))
        _same(proposed, units * p.unit, f"what each {name} is proposed to give")
        _same(proposed + left + rest, available, f"what is left of each {name}")
        _need(((rest >= 0) & (rest < p.unit) & (left >= 0)).all(), f"A remainder of a {name} is out of bounds.")


def main(arguments: list[str]) -> int:
    """Exit code 0 when the plan is proved, 1 with the reason in words, 2 for a wrong call."""
    if len(arguments) != 2:
        print("usage: python -m matching.solver.verify PROBLEM.npz PLAN.npz", file=sys.stderr)
        return 2
    try:
        with np.load(arguments[0], allow_pickle=False) as problem, np.load(arguments[1], allow_pickle=False) as plan:
            verify({k: problem[k] for k in problem.files}, {k: plan[k] for k in plan.files})
    except (Refuted, OSError, ValueError, IndexError) as error:
        print(f"Refused: {error}", file=sys.stderr)
        return 1
    print("Proved: the plan is feasible and no plan is better.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
