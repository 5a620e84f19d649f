"""Reads problem and plan as stored arrays; refuses what is not whole numbers of the documented shapes."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np


class Refuted(ValueError):
    """The plan is not a proven optimum of the problem; the message says why."""


def need(condition: Any, sentence: str) -> None:
    if not bool(condition):
        raise Refuted(sentence)


def same(got: Any, want: Any, what: str) -> None:
    need(np.array_equal(got, want), f"The plan misstates {what}.")


def read(content: Any) -> SimpleNamespace:
    pairs = content.items() if isinstance(content, Mapping) else vars(content).items()
    return SimpleNamespace(**{name: np.asarray(value) for name, value in pairs})


_LIKE = {
    "need_id": (
        "need_covered 0",
        "need_region 0",
        "need_priority 0",
        "need_urgency 3",
        "need_deadline 0",
        "need_household -1",
        "need_max_sources 0",
    ),
    "source_id": ("source_minimum 0", "source_alone 0", "source_percent 100"),
    "edge_need": ("edge_previous 0", "edge_cost 0", "edge_group -1"),
    "pledge_id": ("pledge_day 0",),
    "out_need": ("out_previous 0", "out_cost 0"),
}
_EMPTY = (
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
)


def filled(p: SimpleNamespace) -> SimpleNamespace:
    """The documented default where an array is missing."""
    for name in ("need_id", "need_amount"):
        need(hasattr(p, name), f"The problem has no {name}.")
    for name in _EMPTY:
        vars(p).setdefault(name, np.zeros(0, dtype=np.int64))
    for like, columns in _LIKE.items():
        for column in columns:
            name, fill = column.split()
            vars(p).setdefault(name, np.full(len(getattr(p, like)), int(fill)))
    vars(p).setdefault("region_code", np.zeros(1, dtype=np.int64))
    vars(p).setdefault("cell_before", np.zeros(0, dtype=np.int64))
    vars(p).setdefault("slice_tenths", np.array([5, 8, 10]))
    vars(p).setdefault("unit", np.array(100))
    vars(p).setdefault("region_steps", np.array(0))
    worth = np.outer((100, 150, 225, 340, 500), (10, 6, 3))
    order = np.unique(-worth, return_inverse=True)[1].reshape(1, 5, 1, 3)
    vars(p).setdefault("level_table", order)
    p.levels = np.asarray(p.level_table.max() + 1)
    p.ranks = p.levels * max(1, int(p.region_steps))
    return p


def whole_numbers(content: SimpleNamespace, whose: str) -> None:
    """Every array as int64: numpy would wrap narrower numbers, and make fractions of unsigned beside signed ones."""
    for name, value in vars(content).items():
        whole = value.size == 0 or value.dtype.kind in "iu"
        need(whole, f"{name} of the {whose} holds {value.dtype}, not whole numbers.")
        small = value.size == 0 or (int(value.max()) < 2**61 and int(value.min()) > -(2**61))
        ident = name.endswith("_id") and value.size > 0 and int(value.max()) < 2**63
        need(small or ident, f"{name} of the {whose} holds a number beyond 61 bits.")
        setattr(content, name, value.astype(np.int64))


def shapes(p: SimpleNamespace, q: SimpleNamespace) -> None:
    n, s, e, g, k = (
        len(getattr(p, f"{x}_id")) if x != "edge" else len(p.edge_need)
        for x in ("need", "source", "edge", "group", "pledge")
    )
    cells = int(p.levels) * len(p.region_code) if p.region_steps else 0
    want = {
        "unit": (),
        "ranks": (),
        "primal": (),
        "dual": (),
        "bound": (),
        "bound_by": (),
        "kept": (),
        "award": (e,),
        "into": (len(p.into_hub),),
        "out": (len(p.out_hub),),
        "fill": (n, 3),
        "cut": (n, 3),
        "level_value": (int(p.levels),),
        "rank_value": (int(p.ranks),),
        "price_source": (3, s),
        "price_group": (3, g),
        "price_class": (3, len(p.class_id)),
        "price_hub": (3, len(p.hub_id)),
        "price_need": (3, n),
        "price_cell": (3, cells),
    }
    want |= {f"source_{x}_fen": (s,) for x in ("proposed", "left", "remainder")}
    want |= {f"pledge_{x}_fen": (k,) for x in ("proposed", "left", "remainder")}
    draws = (len(getattr(q, "draw_units", ())),)
    want |= {f"draw_{x}": draws for x in ("pledge", "hub", "need", "units")}
    for name, shape in want.items():
        need(hasattr(q, name), f"The plan has no {name}.")
        need(
            getattr(q, name).shape == shape, f"{name} of the plan has the shape {getattr(q, name).shape}, not {shape}."
        )
    need(q.unit == p.unit, "The plan counts in another unit than the problem.")
    need(q.ranks == p.ranks, f"The plan has {q.ranks} ranks; the published order has {p.ranks}.")
