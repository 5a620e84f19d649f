"""Sums, orders and limits over rows that belong to owners."""

from __future__ import annotations

import numpy as np

from optimiser.model.arrays import Ints
from optimiser.model.kernel import compiled


def total(row: Ints, units: Ints, length: int) -> Ints:
    """Sum of the units of each row; shape (length)."""
    return _total(np.ascontiguousarray(row), np.ascontiguousarray(units), length)


@compiled
def _total(row: Ints, units: Ints, length: int) -> Ints:
    sums = np.zeros(length, np.int64)
    for k in range(len(row)):
        sums[row[k]] += units[k]
    return sums


@compiled
def grouped(row: Ints, length: int) -> Ints:
    """Places of `row` in order of their row, inside a row as they stand: a stable sort by counting."""
    at = np.zeros(length + 1, np.int64)
    for k in range(len(row)):
        at[row[k] + 1] += 1
    for v in range(length):
        at[v + 1] += at[v]
    order = np.empty(len(row), np.int64)
    for k in range(len(row)):
        order[at[row[k]]] = k
        at[row[k]] += 1
    return order


@compiled
def within(units: Ints, owner: Ints, limit: Ints) -> Ints:
    """Units cut so that each owner's rows, taken in order, stay within its limit."""
    kept, left = np.empty(len(units), np.int64), limit.copy()
    for k in range(len(units)):
        kept[k] = min(units[k], left[owner[k]])
        left[owner[k]] -= kept[k]
    return kept
