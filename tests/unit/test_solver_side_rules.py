"""Rules that no flow can express: kept always, exact where groups of needs are small, with a bound everywhere."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from optimiser.model.problem import Problem, ProblemError
from optimiser.model.slices import slices
from optimiser.side_constraints import enforce as discrete
from optimiser.side_constraints import neighbourhood_search
from optimiser.solve import cold_start, reoptimise, solve
from optimiser.verify import Refuted, verify
from tests.unit.solver_cases import by_id, random_arrays, random_problem, shuffled


def _keeps(p: Problem, award: np.ndarray) -> bool:
    """Every side rule, one award at a time, in plain arithmetic."""
    for i in range(len(p.need_id)):
        mine = [(int(award[e]), int(p.edge_source[e])) for e in np.flatnonzero(p.edge_need == i) if award[e]]
        if p.need_max_sources[i] and len(mine) > p.need_max_sources[i]:
            return False
        for units, j in mine:
            if units * p.unit < p.source_minimum[j] or (p.source_alone[j] and len(mine) > 1):
                return False
            if 100 * units > p.source_percent[j] * sum(u for u, _ in mine):
                return False
    return True


def _best(p: Problem) -> int:
    """Largest Σ rank weight · units over all integer plans that keep every rule."""
    cut = slices(p)
    room, ends = cut.size.sum(axis=1), np.cumsum(cut.size, axis=1)
    caps = np.minimum(p.edge_cap // p.unit, room[p.edge_need])
    best = 0
    for choice in itertools.product(*(range(int(c) + 1) for c in caps)):
        award = np.array(choice, dtype=np.int64)
        got = np.bincount(p.edge_need, award, len(room)).astype(np.int64)
        spent = np.bincount(p.edge_source, award, len(p.source_id))
        if (got > room).any() or (spent > p.source_amount // p.unit).any() or not _keeps(p, award):
            continue
        fill = np.clip(got[:, None] - (ends - cut.size), 0, cut.size)
        best = max(best, int(((p.ranks() - cut.level) * fill).sum()))
    return best


@pytest.mark.parametrize("shares", [0, 0.5])
def test_no_plan_that_keeps_the_rules_is_better(shares: float) -> None:
    bent = 0
    for seed in range(30):
        p = random_problem(seed, 3, 2, 5, rules=True, shares=shares)
        plan = solve(p)
        verify(p, plan)
        assert _keeps(p, plan.award)
        assert plan.primal == plan.bound == _best(p), f"seed {seed}"
        bent += plan.dual > plan.primal
    assert bent > 10  # the rules matter in these cases


@pytest.mark.parametrize("steps", [0, 3])
def test_rules_are_kept_beside_ceilings_and_pledges(steps: int) -> None:
    for seed in range(15):
        p = random_problem(seed, 14, 9, 40, steps=steps, classes=4, ceilings=True, fen=True, rules=True, shares=0.3)
        plan = solve(p)
        verify(p, plan)
        assert plan.primal <= plan.bound <= plan.dual
        assert plan.primal > 0.6 * plan.bound


def test_a_group_too_large_for_the_exact_model_is_improved_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    p = random_problem(4, 20, 10, 40, rules=True, density=0.4)
    exact = solve(p)
    monkeypatch.setattr(discrete, "EXACT_EDGES", 0)
    monkeypatch.setattr(neighbourhood_search, "PIECE_NEEDS", 6)
    near = solve(p)
    monkeypatch.setattr(neighbourhood_search, "ROUNDS", 0)
    led_around = solve(p)
    verify(p, near)
    assert led_around.primal < near.primal <= exact.primal == exact.bound < exact.dual
    assert (near.bound, near.bound_by) == (near.dual, discrete.BY_FLOW)
    assert near.primal >= 0.99 * exact.primal


def test_twenty_row_orders_give_one_plan_also_under_rules() -> None:
    p = random_problem(11, 12, 7, 40, classes=3, rules=True, shares=0.2)
    want = by_id(p, solve(p))
    for seed in range(20):
        other = shuffled(p, seed)
        assert by_id(other, solve(other)) == want


def test_a_remembered_plan_leads_to_a_ruled_one() -> None:
    arrays = random_arrays(np.random.default_rng(3), 12, 7, 40, rules=True)
    _, state = cold_start(Problem(**arrays))
    arrays["source_amount"] = arrays["source_amount"] + 10 * (np.arange(7) == 2)
    p = Problem(**arrays)
    plan, _ = reoptimise(p, state)
    verify(p, plan)
    assert plan.primal == plan.bound == solve(p).primal


def test_where_no_rule_is_broken_the_flow_stays() -> None:
    arrays = random_arrays(np.random.default_rng(5), 12, 7, 40, classes=3, costs=True)
    free = solve(Problem(**arrays))
    ruled = solve(Problem(**{**arrays, "need_max_sources": np.full(12, 30)}))
    assert ruled.award.tolist() == free.award.tolist()
    assert (ruled.gap, ruled.bound_by) == (0, discrete.BY_FLOW)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"need_max_sources": [1]}, "Need 1 has 2 sources, allowed are 1."),
        ({"source_minimum": [60, 0]}, "Source 7 gives less than its minimum at need 1."),
        ({"source_alone": [0, 1]}, "Source 8 is not alone at need 1."),
        ({"source_percent": [100, 40]}, "Source 8 gives more than its share at need 1."),
    ],
)
def test_the_verifier_names_the_broken_rule(rule: dict[str, Any], sentence: str) -> None:
    arrays = {
        "need_id": [1],
        "need_amount": [100],
        "unit": 1,
        "source_id": [7, 8],
        "source_amount": [50, 50],
        "edge_need": [0, 0],
        "edge_source": [0, 1],
        "edge_cap": [50, 50],
    }
    free = solve(Problem(**arrays))
    assert free.award.tolist() == [50, 50]
    with pytest.raises(Refuted, match=sentence):
        verify(Problem(**{**arrays, **rule}), free)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("source_percent", 0, "Source 7 has source_percent 0; it must be 1 to 100."),
        ("source_alone", 2, "Source 7 has source_alone 2; it must be 0 to 1."),
        ("source_minimum", -1, "Row 0 of source_minimum is -1; it must be at least 0."),
    ],
)
def test_impossible_rules_are_refused(name: str, value: int, sentence: str) -> None:
    with pytest.raises(ProblemError, match=sentence):
        Problem(need_id=[1], need_amount=[100], source_id=[7], source_amount=[50], **{name: [value]})
