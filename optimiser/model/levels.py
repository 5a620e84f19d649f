"""The order of priority as a table: policy is an order, not magic numbers.

A flow with its value on the need side is optimal for *every* weighting of one order at once (Edmonds 1970, polymatroid
greedy), so the table holds places in a queue, never weights.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Relative worth of urgency 1-5 and of the slices basic, essential, rest: used once, to put the fifteen pairs in order.
URGENCY = (100, 150, 225, 340, 500)
SLICE_TENTHS = (10, 6, 3)


def default_table(priorities: int = 1, deadlines: int = 1) -> NDArray[np.int64]:
    """Level of (priority class, urgency - 1, deadline class, slice); 0 is served first.

    A lower priority class goes first as a whole; inside it urgency and slice decide, and inside those the deadline.
    Shape (priorities, 5, deadlines, 3). Basic help of urgency 2 and the rest of urgency 5 share a level.
    """
    worth = [[u * s for s in SLICE_TENTHS] for u in URGENCY]
    places = sorted({w for row in worth for w in row}, reverse=True)
    base = np.array([[places.index(w) for w in row] for row in worth], dtype=np.int64)
    first = np.arange(priorities, dtype=np.int64)[:, None, None, None] * len(places)
    return np.ascontiguousarray(
        (first + base[None, :, None, :]) * deadlines + np.arange(deadlines, dtype=np.int64)[None, None, :, None]
    )
