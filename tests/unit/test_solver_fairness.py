"""Regions that are counted over all levels rise together, and no level loses a unit by it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.matching import instance, world
from benchmarks.matching.targets import coverage
from optimiser.model.problem import Problem, ProblemError
from optimiser.plan.region_counts import counted
from optimiser.solve import cold_start, reoptimise, solve
from optimiser.verify import Refuted, verify
from tests.unit.solver_cases import by_id, random_arrays, random_problem, shuffled

EVERYTHING = {"classes": 4, "previous": True, "costs": True, "ceilings": True, "fen": True}
#: Region 11 has an urgent need of 60 and another of 40, region 12 one of 100 beside it; one source has 100 for all.
TWO_REGIONS: dict[str, Any] = {
    "unit": 1,
    "slice_tenths": [10, 10, 10],
    "need_id": [1, 2, 3],
    "need_amount": [60, 40, 100],
    "need_urgency": [5, 3, 3],
    "need_region": [0, 0, 1],
    "region_code": [11, 12],
    "region_steps": 20,
    "source_id": [1],
    "source_amount": [100],
    "edge_need": [0, 1, 2],
    "edge_source": [0, 0, 0],
    "edge_cap": [100, 100, 100],
}


def test_a_region_with_much_urgent_help_waits_in_the_next_level() -> None:
    p = Problem(**TWO_REGIONS)
    level_by_level = solve(p)
    assert level_by_level.award.tolist() == [60, 12, 28]
    together = counted(p, level_by_level)
    assert together.cell_before.reshape(-1, 2)[:4].tolist() == [[0, 0], [60, 0], [60, 0], [60, 0]]
    plan = solve(together)
    verify(together, plan)
    assert plan.award.tolist() == [60, 0, 40]
    assert plan.level_value.tolist() == level_by_level.level_value.tolist()


def test_urgent_help_is_never_held_back_for_what_comes_later() -> None:
    """The urgent need of region 11 is served although its region then has more than the other one ever gets."""
    p = Problem(**{**TWO_REGIONS, "source_amount": [60]})
    plan = solve(counted(p, solve(p)))
    assert plan.award.tolist() == [60, 0, 0]


def test_no_level_loses_a_unit() -> None:
    for seed in range(25):
        p = random_problem(seed, 16, 8, 50, steps=5, **EVERYTHING)
        plain = solve(p)
        together = counted(p, plain)
        plan = solve(together)
        verify(together, plan)
        assert plan.level_value.tolist() == plain.level_value.tolist(), seed


def test_coverage_of_basic_help_is_more_even_than_level_by_level() -> None:
    p = instance.problem(world.make("1k", 2), region_steps=20)
    even = solve(p)
    once = solve(counted(p, even))
    twice = solve(counted(p, once))
    assert once.level_value.tolist() == even.level_value.tolist()
    assert coverage(p, once).std() < 0.97 * coverage(p, even).std()
    assert twice.level_value.tolist() == even.level_value.tolist()
    assert abs(coverage(p, twice).std() - coverage(p, once).std()) < 0.002


def test_twenty_row_orders_give_one_plan() -> None:
    p = random_problem(3, 14, 9, 40, steps=4, counted=True, **EVERYTHING)
    want = by_id(p, solve(p))
    for seed in range(20):
        other = shuffled(p, seed)
        assert by_id(other, solve(other)) == want


def test_going_on_with_other_counts_is_as_good_as_starting_anew() -> None:
    for seed in range(8):
        p = random_problem(seed, 16, 8, 50, steps=4, **EVERYTHING)
        plan, state = cold_start(p)
        together = counted(p, plan)
        again, _ = reoptimise(together, state)
        verify(together, again)
        assert again.rank_value.tolist() == solve(together).rank_value.tolist()


def test_a_plan_for_other_counts_is_refuted() -> None:
    p = Problem(**TWO_REGIONS)
    plan = solve(p)
    with pytest.raises(Refuted):
        verify(counted(p, plan), plan)


def test_counts_of_another_shape_are_refused() -> None:
    arrays = random_arrays(np.random.default_rng(0), 5, 3, 10, steps=3)
    with pytest.raises(ProblemError, match="cell_before has 3 rows; levels × regions are"):
        Problem(**{**arrays, "cell_before": [0, 0, 0]})
    with pytest.raises(ProblemError, match="Row 0 of cell_before is -1"):
        cells = (int(arrays["level_table"].max()) + 1) * 2
        Problem(**{**arrays, "cell_before": [-1] * cells})
