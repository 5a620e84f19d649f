"""The independent verifier accepts proved plans and nothing else."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import numpy as np
import pytest

from optimiser.model.problem import Problem
from optimiser.solve import solve
from optimiser.verify import Refuted, verify
from tests.unit.solver_cases import random_problem

EVERYTHING = {"classes": 4, "previous": True, "costs": True, "ceilings": True, "fen": True}


@pytest.mark.parametrize("steps", [0, 4])
def test_accepts_what_the_solver_proves(steps: int) -> None:
    for seed in range(60):
        p = random_problem(seed, 12, 8, 40, steps=steps, **EVERYTHING)
        verify(p, solve(p))


@pytest.mark.parametrize("steps", [0, 4])
def test_refuses_any_single_changed_amount(steps: int) -> None:
    p = random_problem(5, 12, 8, 40, steps=steps, **EVERYTHING)
    good = solve(p).arrays()
    names = [n for n in good if not n.startswith("price_") and n not in ("unit", "ranks")]
    tried = 0
    for name in names:
        for place in range(np.asarray(good[name]).size):
            for change in (1, -1):
                bad = dict(good)
                bad[name] = np.array(good[name])
                bad[name].flat[place] += change
                with pytest.raises(Refuted):
                    verify(p.arrays(), bad)
                tried += 1
    assert tried > 300


def test_a_whole_diverted_unit_is_refused_although_every_balance_holds() -> None:
    """Two needs of different urgency, one unit: giving it to the less urgent one is feasible but not optimal."""
    p = Problem(
        need_id=[1, 2],
        need_amount=[1, 1],
        need_urgency=[5, 1],
        slice_tenths=[10, 10, 10],
        unit=1,
        source_id=[1],
        source_amount=[1],
        edge_need=[0, 1],
        edge_source=[0, 0],
        edge_cap=[1, 1],
    )
    bad = solve(p).arrays()
    assert bad["award"].tolist() == [1, 0]
    bad |= {"award": np.array([0, 1]), "fill": np.array([[0, 0, 0], [1, 0, 0]])}
    bad["level_value"] = bad["rank_value"] = np.roll(bad["rank_value"], p.level_table[0, 0, 0, 0])
    with pytest.raises(Refuted, match="Not proved for the priority levels"):
        verify(p.arrays(), bad)


def test_changed_prices_never_prove_a_worse_plan() -> None:
    """Any prices bound the optimum from above: a changed price widens the gap or is just another proof."""
    p = random_problem(7, 10, 6, 30, classes=3)
    good = solve(p).arrays()
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(200):
        name = rng.choice(["price_source", "price_class", "price_hub", "price_need"])
        bad = dict(good)
        bad[name] = good[name].copy()
        bad[name][0, rng.integers(bad[name].shape[1])] += rng.integers(-5, 6)
        try:
            verify(p.arrays(), bad)
        except Refuted:
            refused += 1
    assert 0 < refused < 200


def test_a_fraction_is_refused() -> None:
    p = random_problem(3, 4, 3, 10)
    bad = solve(p).arrays()
    bad["award"] = bad["award"].astype(float)
    with pytest.raises(Refuted, match="not whole numbers"):
        verify(p, bad)


def test_prices_beyond_int64_cannot_hide_a_gap() -> None:
    p = random_problem(3, 4, 3, 10)
    bad = solve(p).arrays()
    bad["price_need"] = bad["price_need"].copy()
    bad["price_need"][0, 0] = 2**62
    with pytest.raises(Refuted, match="beyond 61 bits"):
        verify(p, bad)


def test_the_verifier_shares_no_code_with_the_solver() -> None:
    here = Path(inspect.getfile(verify))
    imported = set()
    for path in (here, *(here.parent / "verifier").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        imported |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    own = {f"optimiser.verifier.{part}" for part in ("amounts", "optimality", "reading", "verdict")}
    assert imported == own | {"__future__", "sys", "collections.abc", "types", "typing", "numpy"}


def _two_pledges() -> tuple[Problem, dict[str, np.ndarray]]:
    """Three pledges of one class, 3, 2 and 4 units, the second the oldest; one need of 5 units."""
    p = Problem(
        need_id=[1],
        need_amount=[5],
        unit=1,
        class_id=[1],
        pledge_id=[1, 2, 3],
        pledge_class=[0, 0, 0],
        pledge_amount=[3, 2, 4],
        pledge_day=[20, 10, 30],
        hub_id=[1],
        into_class=[0],
        into_hub=[0],
        out_hub=[0],
        out_need=[0],
    )
    return p, solve(p).arrays()


def test_the_oldest_pledge_is_drawn_first() -> None:
    p, plan = _two_pledges()
    assert dict(zip(plan["draw_pledge"].tolist(), plan["draw_units"].tolist(), strict=True)) == {1: 2, 0: 3}
    assert plan["pledge_left_fen"].tolist() == [0, 0, 4]
    verify(p, plan)


@pytest.mark.parametrize(
    ("pledges", "units", "sentence"),
    [
        ([1, 2], [2, 3], "A younger pledge is drawn before an older one"),
        ([1, 0], [1, 4], "A pledge is drawn beyond its amount"),
        ([1, 0], [2, 2], "do not add up to the class-to-hub flow"),
        ([1, 9], [2, 3], "points to a pledge that does not exist"),
        ([1, 0, 2], [2, 3, 0], "A draw is not positive"),
    ],
)
def test_other_draws_are_refused(pledges: list[int], units: list[int], sentence: str) -> None:
    p, plan = _two_pledges()
    zero = np.zeros(len(units), dtype=np.int64)
    plan |= {"draw_pledge": np.array(pledges), "draw_units": np.array(units), "draw_hub": zero, "draw_need": zero}
    with pytest.raises(Refuted, match=sentence):
        verify(p, plan)
