"""A bound that the verifier cannot recompute is not a proof: forged and worse plans are never called proved."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimiser.model.problem import Problem
from optimiser.npz import load_plan, load_problem
from optimiser.reoptimise.warm_start import warm_start_of
from optimiser.solve import reoptimise, solve
from optimiser.verify import NOT_PROVED, PROVED, REFUSED, Refuted, verify
from tests.unit.solver_cases import random_arrays, random_problem

ROOT = Path(__file__).parents[2]
STORED = Path(__file__).parent / "stored_runs"  # written by the solver before its verdict knew claims


def _ruled(seed: int = 0, **how: Any) -> Problem:
    """A problem whose side rules cost something."""
    return random_problem(seed, 10, 6, 30, rules=True, density=0.5, **how)


def _nothing(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan that gives nobody anything, with the prices and claims of the other, its own figures all true."""
    zero = dict(plan)
    for name in (
        "award",
        "into",
        "out",
        "fill",
        "level_value",
        "rank_value",
        "source_proposed_fen",
        "pledge_proposed_fen",
    ):
        zero[name] = np.zeros_like(plan[name])
    for kind in ("source", "pledge"):
        zero[f"{kind}_left_fen"] = plan[f"{kind}_left_fen"] + plan[f"{kind}_proposed_fen"]
    for name in ("draw_pledge", "draw_hub", "draw_need", "draw_units"):
        zero[name] = np.zeros(0, dtype=np.int64)
    return zero | {"primal": 0, "kept": 0}


def _one_unit_less(p: Problem, plan: dict[str, Any]) -> dict[str, Any]:
    """The same plan with one unit less for one need, every figure true, and no rule broken by that."""
    for edge in np.flatnonzero(plan["award"] > 1):
        i, j = p.edge_need[edge], p.edge_source[edge]
        slice_ = int(np.flatnonzero(plan["fill"][i])[-1])
        level = p.level_table[p.need_priority[i], p.need_urgency[i] - 1, p.need_deadline[i], slice_]
        worse = {name: np.array(value) for name, value in plan.items()}
        worse["award"][edge] -= 1
        worse["fill"][i, slice_] -= 1
        worse["level_value"][level] -= 1
        worse["rank_value"][level] -= 1
        worse["source_proposed_fen"][j] -= p.unit
        worse["source_left_fen"][j] += p.unit
        worse["primal"] = np.array(int(plan["primal"]) - (int(plan["ranks"]) - int(level)))
        try:
            verify(p, worse | {"bound": plan["dual"], "bound_by": 1})
        except Refuted:  # a minimum or a share breaks; take another edge
            continue
        return worse
    raise AssertionError("no award can be lowered")


def test_a_plan_of_zeros_with_a_forged_bound_is_not_proved() -> None:
    for seed in range(10):
        p = _ruled(seed)
        plan = solve(p).arrays()
        verdict = verify(p, _nothing(plan) | {"bound": 0, "bound_by": 2})
        assert (verdict.proved, verdict.levels_proved) == (False, False)
        assert (verdict.primal, verdict.bound, verdict.claimed) == (0, plan["dual"], 0)
        assert "Not proved optimal" in str(verdict) and "no plan is better" not in str(verdict)


def test_rules_that_never_bind_are_no_way_around_the_proof() -> None:
    """The cheapest forgery: one rule that costs nothing makes the problem one with side rules."""
    p = random_problem(3, 10, 6, 30, density=0.5)
    p = Problem(**{**p.arrays(), "need_max_sources": np.full(10, 99)})
    plan = solve(p).arrays()
    assert verify(p, plan).proved
    verdict = verify(p, _nothing(plan) | {"bound": 0, "bound_by": 2})
    assert (verdict.proved, verdict.bound - verdict.primal) == (False, plan["primal"])


def test_a_slightly_worse_plan_with_a_forged_bound_is_not_proved() -> None:
    for seed in range(6):
        p = _ruled(seed)
        worse = _one_unit_less(p, solve(p).arrays())
        verdict = verify(p, worse | {"bound": worse["primal"], "bound_by": 2})
        assert not verdict.levels_proved
        assert verdict.claimed == verdict.primal < verdict.bound


def test_forged_prices_never_bound_below_the_optimum() -> None:
    """Whatever prices come with a plan, what they allow is an upper bound, so they can hide no better plan."""
    rng = np.random.default_rng(0)
    p = random_problem(3, 10, 6, 30, density=0.5)
    p = Problem(**{**p.arrays(), "need_max_sources": np.full(10, 99)})
    good = solve(p)
    zero = _nothing(good.arrays())
    for _ in range(200):
        forged = {n: rng.integers(-50, 50, zero[n].shape) for n in zero if n.startswith("price_")}
        with pytest.raises(Refuted, match="misstates its primal or dual value"):
            verify(p, zero | forged | {"dual": 0, "bound": 0, "bound_by": 1})
        bound = _dual_of(p, zero | forged)
        verdict = verify(p, zero | forged | {"dual": bound, "bound": 0, "bound_by": 2})
        assert verdict.bound == bound >= good.primal
        assert not verdict.levels_proved


def _dual_of(p: Problem, plan: dict[str, Any]) -> int:
    """What the prices allow, in plain arithmetic: Σ cap · max(0, weight + price at head - price at tail)."""
    source, need = plan["price_source"][0], plan["price_need"][0]
    asked = (p.need_amount - p.need_covered) // p.unit
    ends = (p.need_amount // p.unit)[:, None] * p.slice_tenths // 10
    ends = np.maximum(ends - (p.need_amount // p.unit - asked)[:, None], 0)
    size = np.diff(ends, axis=1, prepend=0)
    level = p.level_table[p.need_priority, p.need_urgency - 1, p.need_deadline]
    bound = sum(int(b) * max(0, int(x)) for b, x in zip(p.source_amount // p.unit, source, strict=True))
    for i, j, cap in zip(p.edge_need, p.edge_source, p.edge_cap // p.unit, strict=True):
        bound += min(int(cap), int(asked[i])) * max(0, int(need[i] - source[j]))
    for i in range(len(asked)):
        for t in range(3):
            bound += int(size[i, t]) * max(0, int(plan["ranks"]) - int(level[i, t]) - int(need[i]))
    return bound


def test_a_bound_that_contradicts_what_is_known_is_refused() -> None:
    p = _ruled()
    plan = solve(p).arrays()
    for forged in ({"bound": plan["primal"] - 1}, {"bound": plan["dual"] + 1}, {"bound_by": 0}, {"bound_by": 3}):
        with pytest.raises(Refuted, match="misstates its bound"):
            verify(p, plan | forged)
    with pytest.raises(Refuted, match="where its bound comes from"):
        verify(p, plan | {"bound": plan["primal"], "bound_by": 1})


def test_without_side_rules_a_claim_is_refused() -> None:
    p = random_problem(3, 10, 6, 30, density=0.5)
    plan = solve(p).arrays()
    for by in (0, 1, 2):
        with pytest.raises(Refuted):
            verify(p, _nothing(plan) | {"bound": 0, "bound_by": by})


def test_levels_may_be_proved_where_ties_are_not() -> None:
    """Two sources may give the one unit; staff saw the second. A plan from the first serves the levels as well."""
    p = Problem(
        need_id=[1],
        need_amount=[1],
        unit=1,
        need_max_sources=[1],
        slice_tenths=[10, 10, 10],
        source_id=[1, 2],
        source_amount=[1, 1],
        edge_need=[0, 0],
        edge_source=[0, 1],
        edge_cap=[1, 1],
        edge_previous=[0, 1],
    )
    good = solve(p).arrays()
    assert verify(p, good).proved
    other = good | {
        "award": np.array([1, 0]),
        "kept": 0,
        "source_proposed_fen": np.array([1, 0]),
        "source_left_fen": np.array([0, 1]),
    }
    verdict = verify(p, other)
    assert (verdict.levels_proved, verdict.ties_proved, verdict.proved) == (True, False, False)
    assert str(verdict).startswith("Proved for the levels:") and "no plan is better" not in str(verdict)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.uint64])
def test_narrow_and_unsigned_numbers_are_read_as_whole_numbers_of_64_bits(kind: type) -> None:
    """100 × 50 wraps in eight bits, and numpy makes fractions of unsigned beside signed numbers."""
    p = Problem(
        need_id=[1],
        need_amount=[100],
        unit=1,
        source_id=[7, 8],
        source_amount=[50, 50],
        source_percent=[100, 40],
        edge_need=[0, 0],
        edge_source=[0, 1],
        edge_cap=[50, 50],
    )
    free = solve(Problem(**{**p.arrays(), "source_percent": [100, 100]})).arrays()
    narrow = free | {"award": free["award"].astype(kind), "fill": free["fill"].astype(kind), "bound_by": 1}
    with pytest.raises(Refuted, match="Source 8 gives more than its share at need 1"):
        verify(p, narrow)


def _told(tmp_path: Path, problem: Any, plan: dict[str, Any]) -> tuple[int, str]:
    np.savez(tmp_path / "problem.npz", **problem.arrays())
    np.savez(tmp_path / "plan.npz", **plan)
    command = [sys.executable, "-m", "optimiser.verify", tmp_path / "problem.npz", tmp_path / "plan.npz"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_the_command_says_proved_of_nothing_else(tmp_path: Path) -> None:
    p = _ruled()
    plan = solve(p).arrays()
    code, words = _told(tmp_path, p, _nothing(plan) | {"bound": 0, "bound_by": 2})
    assert (code, words.startswith("Not proved optimal: ")) == (NOT_PROVED, True)
    assert f"better by up to {plan['dual']} units" in words and "claims at most 0, which cannot be checked" in words
    code, words = _told(tmp_path, p, plan | {"bound": plan["dual"] + 1})
    assert (code, words) == (REFUSED, "Refused: The plan misstates its bound.\n")
    free = Problem(**random_arrays(np.random.default_rng(3), 10, 6, 30))
    code, words = _told(tmp_path, free, solve(free).arrays())
    assert (code, words) == (PROVED, "Proved: the plan is feasible and no plan is better.\n")


def test_runs_stored_before_are_read_verified_and_gone_on_from() -> None:
    """One without side rules, proved; one whose bound came from a search tree, accepted as a claim."""
    problem, plan = load_problem(STORED / "flow-problem.npz"), load_plan(STORED / "flow-plan.npz")
    verdict = verify(problem, plan)
    assert (verdict.proved, verdict.primal, verdict.bound) == (True, 15823, 15823)
    again, _ = reoptimise(problem, warm_start_of(problem, plan))
    assert (again.primal, again.kept) == (plan.primal, plan.kept) == (15823, 100)
    problem, plan = load_problem(STORED / "rules-problem.npz"), load_plan(STORED / "rules-plan.npz")
    verdict = verify(problem, plan)
    assert tuple(verdict) == (2564, 2973, 2564, True)
    assert not verdict.proved
    assert solve(problem).award.tolist() == plan.award.tolist()
