"""The script that runs the public library of assignment problems: its reader and its model, on cases small enough to list."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from benchmarks.matching.gap_library import read, solved


def _best(profit: np.ndarray, weight: np.ndarray, capacity: np.ndarray) -> int | None:
    """Most profit over all ways to give every job to one agent."""
    agents, jobs = profit.shape
    found = []
    for choice in itertools.product(range(agents), repeat=jobs):
        load = np.bincount(choice, weight[list(choice), range(jobs)], agents)
        if (load <= capacity).all():
            found.append(int(profit[list(choice), range(jobs)].sum()))
    return max(found, default=None)


def test_the_model_finds_the_best_assignment_and_proves_it() -> None:
    tried = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        profit, weight = rng.integers(15, 26, (3, 6)), rng.integers(5, 26, (3, 6))
        capacity = weight.sum(axis=1) * 2 // 5
        best = _best(profit, weight, capacity)
        if best is not None:
            assert solved(profit, weight, capacity) == (best, best), seed
            tried += 1
    assert tried >= 10


def test_the_published_format_is_read() -> None:
    profit, weight, capacity = read(" 2 3\n 1 2 3\n 4 5\n 6\n 7 8 9\n 10 11 12\n 20 21\n")
    assert profit.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert weight.tolist() == [[7, 8, 9], [10, 11, 12]]
    assert capacity.tolist() == [20, 21]


def test_a_file_that_is_cut_short_is_refused() -> None:
    with pytest.raises(ValueError, match="2 agents and 3 jobs need 16 numbers, not 4"):
        read("2 3 1 2")
