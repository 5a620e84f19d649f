"""Near misses: sources that refuse an item for exactly one rule – a task for somebody, not a promise – and refusals counted."""

from __future__ import annotations

from typing import Any

import numpy as np

from common.said import Named, stored
from matching.arrays.misses import missed
from matching.candidates import Candidates
from matching.judge import judge

SHOWN = 3
LOOKED_AT = 12  # sources with the fewest misses by the arrays; the evaluator says which of them miss one rule only


def near_misses(found: Candidates, row: int) -> dict[str, Any]:
    """`near`: source and the one reason; `refused`: how many sources of the network refuse item `row`, per rule."""
    tables, item = found.tables, found.items[row]
    inside = np.array([tables.codes[row].startswith(one.region_prefix) for one in found.sources], dtype=bool)
    by_rule = missed(tables.words, tables.needs, tables.sources, inside, row)
    count = np.sum(list(by_rule.values()), axis=0)
    taken = set(found.source[found.need == row].tolist())
    near = []
    for j in np.argsort(count, kind="stable")[: LOOKED_AT + len(taken)].tolist():
        if j in taken or len(near) == SHOWN or count[j] > 1:
            continue
        source = found.sources[j]
        failed = judge(item, source, found.history, at=found.at).failed
        if len(failed) == 1:
            near.append({"source": stored(source_name(source)), "reason": failed[0].as_json()})
    return {"near": near, "refused": {name: int(hit.sum()) for name, hit in by_rule.items() if hit.any()},
            "sources": len(found.sources)}


def source_name(source) -> Any:
    """A programme's or fund's own name; a pledge has none."""
    return Named(source.row.name, source.row.name_en) if hasattr(source.row, "name") else source.name
