"""Need items and sources as rows of the arrays, compiled from the criteria that also yield reasons and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from matching.eligibility.arrays.codes import Layout, table
from matching.eligibility.arrays.pairs import Array, Needs, Sources
from needs.criteria import VOCABULARY

BUCKETED_BY = "cause"  # the field that tells most sources apart
LENGTHS = (0, 2, 4, 6, 9, 12)  # of the digits that name nation, province, city, county, township, village


class Places:
    """The tree above the places where needs are: a place is named by its leading digits."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.node: dict[str, int] = {}
        parents: list[int] = []
        for code in codes:
            above = -1
            for length in LENGTHS:
                prefix = code[:length]
                if prefix not in self.node:
                    self.node[prefix] = len(parents)
                    parents.append(above)
                above = self.node[prefix]
        self.parent: Array = np.array(parents, dtype=np.int64)

    def of(self, prefixes: Sequence[str]) -> Array:
        """-1 for a place that encloses none of the needs."""
        return np.array([self.node.get(prefix, -1) for prefix in prefixes], dtype=np.int64)


def layout() -> Layout:
    return Layout(VOCABULARY)


def needs_table(
    words: Layout, codes: Sequence[str], facts: Sequence[dict[str, Any]], places: Places
) -> tuple[Needs, Array]:
    """Rows of needs, and which of them hold a fact that the arrays cannot say."""
    rows = [words.facts(one) for one in facts]
    bucket = {value: at for at, value in enumerate(words.values[BUCKETED_BY])}
    made = Needs(
        node=places.of(codes),
        key=np.array(
            [bucket.get(one.get(BUCKETED_BY), -1) if isinstance(one.get(BUCKETED_BY), str) else -1 for one in facts],
            dtype=np.int64,
        ),
        bits=table([bits for bits, _numbers, _whole in rows], words.words),
        sets=np.zeros((len(rows), 0), dtype=np.int64),
        numbers=table([numbers for _bits, numbers, _whole in rows], len(words.column)),
    )
    return made, np.array([not whole for _bits, _numbers, whole in rows], dtype=bool)


def sources_table(
    words: Layout, prefixes: Sequence[str], rules: Sequence[dict[str, Any]], places: Places
) -> tuple[Sources, Array]:
    """Rows of sources, and which of them have a rule that the arrays cannot say in full."""
    rows = [words.rule(rule) for rule in rules]
    made = Sources(
        node=places.of(prefixes),
        accepts=np.array([words.accepts(BUCKETED_BY, one) for one in rows], dtype=np.int64),
        refused=table([one.refused for one in rows], words.words),
        sets=np.zeros((len(rows), 0), dtype=np.int64),
        least=table([one.least for one in rows], len(words.column)),
        most=table([one.most for one in rows], len(words.column)),
    )
    return made, np.array([not one.whole for one in rows], dtype=bool)
