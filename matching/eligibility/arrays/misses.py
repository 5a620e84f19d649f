"""How many conditions of which sources one need misses: the near misses, and a count of refusals per rule."""

from __future__ import annotations

import numpy as np

from matching.eligibility.arrays.codes import BITS, Layout
from matching.eligibility.arrays.pairs import NOBODY_KNOWS, Array, Needs, Sources

AREA = "area"


def missed(words: Layout, needs: Needs, sources: Sources, inside: Array, row: int) -> dict[str, Array]:
    """Per rule: which sources refuse need `row` for it. `inside`: whose place encloses the need's.

    A rule that the arrays cannot say in full may be missing here; the evaluator has the last word on those shown.
    """
    found: dict[str, Array] = {AREA: ~inside}
    for name, values in words.values.items():
        masks = [0] * words.words
        for value in values:
            bit = words.bit[name, value]
            masks[bit // BITS] |= 1 << bit % BITS
        hit = np.zeros(len(sources.node), dtype=bool)
        for word, mask in enumerate(masks):
            hit |= (sources.refused[:, word] & needs.bits[row, word] & mask) != 0
        found[name] = hit
    for name, column in words.column.items():
        fact = needs.numbers[row, column]
        out = (fact < sources.least[:, column]) | (fact > sources.most[:, column])
        found[name] = out if fact != NOBODY_KNOWS else np.zeros(len(out), dtype=bool)
    return found
