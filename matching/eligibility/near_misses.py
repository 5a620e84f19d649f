"""Near misses: sources that refuse an item for exactly one rule – a task for somebody, not a promise – and refusals counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from django.utils.timezone import localdate

from common.messages import Named, stored
from matching.eligibility.arrays.misses import missed
from matching.eligibility.arrays.pairs import Array
from matching.eligibility.candidates import Candidates, Tables
from matching.eligibility.evaluator import judge
from matching.eligibility.sources import Source
from needs import criteria
from needs.models import NeedItem

SHOWN = 3
LOOKED_AT = 12  # sources with the fewest misses by the arrays; the evaluator says which of them miss one rule only


def near_misses(found: Candidates, row: int) -> dict[str, Any]:
    """`near`: source and the one reason; `refused`: how many sources of the network refuse item `row`, per rule."""
    item = found.items[row]
    by_rule = _missed(found.tables, found.sources, row)
    count = np.sum(list(by_rule.values()), axis=0)
    taken = set(found.source[found.need == row].tolist())
    near: list[dict[str, Any]] = []
    for j in np.argsort(count, kind="stable")[: LOOKED_AT + len(taken)].tolist():
        if j in taken or len(near) == SHOWN or count[j] > 1:
            continue
        source = found.sources[j]
        failed = judge(item, source, found.history, at=found.at).failed
        if len(failed) == 1:
            near.append({"source": stored(source_name(source)), "reason": failed[0].as_json()})
    return {
        "near": near,
        "refused": {name: int(hit.sum()) for name, hit in by_rule.items() if hit.any()},
        "sources": len(found.sources),
    }


def misses_of(item: NeedItem, sources: list[Source], at: datetime) -> list[int]:
    """How many rules of each source one item misses, by the arrays."""
    tables = Tables.of([item], sources, [criteria.facts_of(item, on=localdate(at))])
    by_rule = _missed(tables, sources, 0)
    return np.sum(list(by_rule.values()), axis=0).tolist()


def _missed(tables: Tables, sources: list[Source], row: int) -> dict[str, Array]:
    inside = np.array([tables.codes[row].startswith(one.region_prefix) for one in sources], dtype=bool)
    return missed(tables.words, tables.needs, tables.sources, inside, row)


def source_name(source) -> Any:
    """A programme's or fund's own name; a pledge has none."""
    return Named(source.row.name, source.row.name_en) if hasattr(source.row, "name") else source.name
