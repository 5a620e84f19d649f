"""What each need may get, and whether every balance, cap, side rule, pledge and fen adds up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from optimiser.verifier.reading import Refuted, need, same


def uncapped(p: SimpleNamespace) -> Any:
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


def slices(p: SimpleNamespace) -> tuple[Any, Any]:
    """Slices after household ceilings, and the level of each; both (N, 3)."""
    size = uncapped(p)
    level = p.level_table[p.need_priority, p.need_urgency - 1, p.need_deadline]
    room = dict(enumerate((p.household_ceiling // p.unit).tolist()))
    inside = np.flatnonzero(p.need_household >= 0)
    queue = [(int(level[i, t]), int(p.need_id[i]), t, int(i)) for i in inside for t in range(3)]
    for _, _, t, i in sorted(queue):
        household = int(p.need_household[i])
        size[i, t] = min(int(size[i, t]), room[household])
        room[household] -= int(size[i, t])
    return size, level


def total(rows: Any, values: Any, length: int) -> Any:
    total = np.zeros(length, dtype=np.int64)
    np.add.at(total, rows, values)
    return total


def caps(p: SimpleNamespace, size: Any) -> dict[str, Any]:
    """Capacity of every arc, by kind, in units."""
    asked = size.sum(axis=1)
    pledged = total(p.pledge_class, p.pledge_amount // p.unit, len(p.class_id))
    return {
        "source": p.source_amount // p.unit,
        "class": pledged,
        "group": p.group_cap // p.unit,
        "edge": np.minimum(p.edge_cap // p.unit, asked[p.edge_need]),
        "into": pledged[p.into_class],
        "out": asked[p.out_need],
        "slice": size,
    }


def flows(p: SimpleNamespace, q: SimpleNamespace) -> dict[str, Any]:
    grouped = np.flatnonzero(p.edge_group >= 0)
    return {
        "source": total(p.edge_source, q.award, len(p.source_id)),
        "class": total(p.into_class, q.into, len(p.class_id)),
        "group": total(p.edge_group[grouped], q.award[grouped], len(p.group_id)),
        "edge": q.award,
        "into": q.into,
        "out": q.out,
        "slice": q.fill,
    }


_NAMES = {
    "source": "source {} gives",
    "class": "pledge class {} gives",
    "group": "ceiling {} lets through",
    "edge": "the award on edge row {} is",
    "into": "the flow on class-to-hub row {} is",
    "out": "the flow on hub-to-need row {} is",
    "slice": "the slice in place {} (need row × 3 + slice) gets",
}


def balances(p: SimpleNamespace, q: SimpleNamespace, size: Any) -> None:
    most = caps(p, size)
    for kind, x in flows(p, q).items():
        for bad in np.flatnonzero((x < 0) | (x > most[kind]))[:1]:
            name = _NAMES[kind].format(getattr(p, f"{kind}_id")[bad] if hasattr(p, f"{kind}_id") else bad)
            raise Refuted(f"Out of bounds: {name} {x.flat[bad]}, allowed are 0 to {most[kind].flat[bad]}.")
    hubs = total(p.into_hub, q.into, len(p.hub_id)) - total(p.out_hub, q.out, len(p.hub_id))
    for bad in np.flatnonzero(hubs)[:1]:
        raise Refuted(f"Hub {p.hub_id[bad]} takes in {hubs[bad]} units more than it passes on.")
    got = total(p.edge_need, q.award, len(p.need_id)) + total(p.out_need, q.out, len(p.need_id))
    for bad in np.flatnonzero(got != q.fill.sum(axis=1))[:1]:
        raise Refuted(f"Need {p.need_id[bad]} is awarded {got[bad]} units but its slices hold {q.fill[bad].sum()}.")


def rules(p: SimpleNamespace, q: SimpleNamespace) -> bool:
    """Whether the problem has side rules; Refuted where the plan breaks one."""
    pool = total(p.out_need, q.out, len(p.need_id))
    altogether = total(p.edge_need, q.award, len(p.need_id)) + pool
    got = np.flatnonzero(q.award)
    source, owner = p.edge_source[got], p.edge_need[got]
    count = total(owner, np.ones(len(got), dtype=np.int64), len(p.need_id)) + (pool > 0)
    for bad in np.flatnonzero((p.need_max_sources > 0) & (count > p.need_max_sources))[:1]:
        raise Refuted(f"Need {p.need_id[bad]} has {count[bad]} sources, allowed are {p.need_max_sources[bad]}.")
    checks = (
        (q.award[got] * p.unit < p.source_minimum[source], "gives less than its minimum"),
        ((p.source_alone[source] > 0) & (count[owner] > 1), "is not alone"),
        (100 * q.award[got] > p.source_percent[source] * altogether[owner], "gives more than its share"),
    )
    for wrong, words in checks:
        for bad in np.flatnonzero(wrong)[:1]:
            raise Refuted(f"Source {p.source_id[source[bad]]} {words} at need {p.need_id[owner[bad]]}.")
    held = p.need_max_sources.any() or p.source_minimum.any() or p.source_alone.any()
    return bool(held or (p.source_percent < 100).any())


def pledges(p: SimpleNamespace, q: SimpleNamespace) -> None:
    columns = (("pledge", p.pledge_id), ("hub", p.hub_id), ("need", p.need_id))
    for name, ids in columns:
        rows = getattr(q, f"draw_{name}")
        need(((rows >= 0) & (rows < len(ids))).all(), f"A draw points to a {name} that does not exist.")
    need((q.draw_units > 0).all(), "A draw is not positive.")
    drawn = total(q.draw_pledge, q.draw_units, len(p.pledge_id))
    need((drawn <= p.pledge_amount // p.unit).all(), "A pledge is drawn beyond its amount.")
    entry = p.pledge_class[q.draw_pledge] * max(1, len(p.hub_id)) + q.draw_hub
    _matches(p.into_class * max(1, len(p.hub_id)) + p.into_hub, q.into, entry, q.draw_units, "class-to-hub")
    leave = q.draw_need * max(1, len(p.hub_id)) + q.draw_hub
    _matches(p.out_need * max(1, len(p.hub_id)) + p.out_hub, q.out, leave, q.draw_units, "hub-to-need")
    order = np.lexsort((p.pledge_id, p.pledge_day, p.pledge_class))
    older, younger = order[:-1], order[1:]
    skipped = (drawn[older] < (p.pledge_amount // p.unit)[older]) & (drawn[younger] > 0)
    skipped &= p.pledge_class[older] == p.pledge_class[younger]
    need(not skipped.any(), "A younger pledge is drawn before an older one of its class is used up.")


def _matches(links: Any, flow: Any, drawn: Any, units: Any, name: str) -> None:
    """The draws over each link add up to its flow, and use no other link."""
    links, drawn = np.concatenate([links, drawn]), np.concatenate([flow, -units])
    _, place = np.unique(links, return_inverse=True)
    balance = total(place.reshape(-1), drawn, int(place.max(initial=-1)) + 1)
    need(not balance.any(), f"The pledges drawn do not add up to the {name} flow.")


def fen(p: SimpleNamespace, q: SimpleNamespace) -> None:
    given = total(p.edge_source, q.award, len(p.source_id))
    drawn = total(q.draw_pledge, q.draw_units, len(p.pledge_id))
    for name, units, available in (("source", given, p.source_amount), ("pledge", drawn, p.pledge_amount)):
        proposed, left, rest = (getattr(q, f"{name}_{part}_fen") for part in ("proposed", "left", "remainder"))
        same(proposed, units * p.unit, f"what each {name} is proposed to give")
        same(proposed + left + rest, available, f"what is left of each {name}")
        need(((rest >= 0) & (rest < p.unit) & (left >= 0)).all(), f"A remainder of a {name} is out of bounds.")
