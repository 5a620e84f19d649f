"""Going on from yesterday's plan is exactly as good as starting anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.matching import instance, world
from optimiser import solve as module
from optimiser.duals.dual_prices import dual_prices
from optimiser.model.problem import Problem
from optimiser.model.residual_graph import residual_graph
from optimiser.npz import load_plan, load_problem, save
from optimiser.reoptimise.warm_start import warm_start_of
from optimiser.solve import cold_start, reoptimise, solve
from optimiser.verify import verify
from tests.unit.solver_cases import random_arrays, shuffled

EVERYTHING = {"classes": 4, "costs": True, "ceilings": True, "fen": True}


def _next_day(rng: np.random.Generator, arrays: dict[str, Any], plan: Any) -> dict[str, Any]:
    """A few amounts, an urgency and a region change; the plan becomes what staff saw."""
    day = dict(arrays) | {"edge_previous": plan.award * 10, "out_previous": plan.out * 10}
    for name, few in (("need_amount", 2), ("source_amount", 2), ("edge_cap", 4), ("pledge_amount", 2)):
        day[name] = arrays[name].copy()
        at = rng.choice(len(day[name]), few, replace=False)
        day[name][at] = np.maximum(10, day[name][at] * rng.integers(3, 20, few) // 10)
    for name, values in (("need_urgency", (3, 6)), ("need_region", (0, 2))):
        day[name] = arrays[name].copy()
        day[name][rng.integers(len(day[name]))] = rng.integers(*values)
    day["need_covered"] = np.minimum(arrays["need_covered"], day["need_amount"])
    return day


def _without(arrays: dict[str, Any], need: int, source: int) -> dict[str, Any]:
    """The same data without one need and one source."""
    left = dict(arrays)
    keep = (arrays["edge_need"] != need) & (arrays["edge_source"] != source)
    for name in [n for n in arrays if n.startswith("edge_")]:
        left[name] = arrays[name][keep]
    for name in [n for n in arrays if n.startswith("out_")]:
        left[name] = arrays[name][arrays["out_need"] != need]
    keep = arrays["group_source"] != source
    place = np.cumsum(keep) - 1
    left["edge_group"] = np.where(left["edge_group"] < 0, -1, place[left["edge_group"]])
    for name in [n for n in arrays if n.startswith("group_")]:
        left[name] = arrays[name][keep]
    for name in [n for n in arrays if n.startswith("need_")]:
        left[name] = np.delete(arrays[name], need)
    for name in ("source_id", "source_amount"):
        left[name] = np.delete(arrays[name], source)
    for name, gone in (("edge_need", need), ("out_need", need), ("edge_source", source), ("group_source", source)):
        left[name] = left[name] - (left[name] > gone)
    return left


def _equally_good(p: Problem, plan: Any) -> None:
    verify(p, plan)
    anew = solve(p)
    assert plan.rank_value.tolist() == anew.rank_value.tolist()
    assert plan.kept == anew.kept
    cost = [int((q.award * p.edge_cost).sum() + (q.out * p.out_cost).sum()) for q in (plan, anew)]
    assert cost[0] == cost[1]
    assert plan.price_source[0].tolist() == anew.price_source[0].tolist()


@pytest.fixture
def no_cold_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where `resolve` gives up and solves anew."""
    monkeypatch.setattr(module, "cold_start", None)


@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.usefixtures("no_cold_start")
def test_day_after_day_nothing_is_lost(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        arrays = random_arrays(rng, 16, 10, 50, steps=steps, **EVERYTHING)
        plan, state = cold_start(Problem(**arrays))
        for _ in range(3):
            arrays = _next_day(rng, arrays, plan)
            p = Problem(**arrays)
            plan, state = reoptimise(p, state)
            with monkeypatch.context() as patch:
                patch.setattr(module, "cold_start", cold_start)
                _equally_good(p, plan)


@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.usefixtures("no_cold_start")
def test_rows_may_come_go_and_change_places(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(12):
        whole = random_arrays(np.random.default_rng(seed), 14, 9, 40, steps=steps, previous=True, **EVERYTHING)
        fewer = _without(whole, seed % 14, seed % 9)
        for before, after in ((whole, fewer), (fewer, whole)):
            _, state = cold_start(Problem(**before))
            p = shuffled(Problem(**after), seed)
            plan, _ = reoptimise(p, state)
            with monkeypatch.context() as patch:
                patch.setattr(module, "cold_start", cold_start)
                _equally_good(p, plan)


@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.usefixtures("no_cold_start")
def test_a_stored_run_is_gone_on_from(steps: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(8):
        rng = np.random.default_rng(seed)
        arrays = random_arrays(rng, 16, 10, 50, steps=steps, rules=seed % 2, **EVERYTHING)
        p = shuffled(Problem(**arrays), seed)
        plan, _ = cold_start(p)
        save(tmp_path / "problem.npz", p)
        save(tmp_path / "plan.npz", plan)
        state = warm_start_of(load_problem(tmp_path / "problem.npz"), load_plan(tmp_path / "plan.npz"))
        arrays = _next_day(rng, p.arrays(), plan)
        day = Problem(
            **{
                **arrays,
                **{name: p.arrays()[name] * 0 for name in ("need_max_sources", "source_minimum", "source_alone")},
            }
        )
        again, _ = reoptimise(day, state)
        with monkeypatch.context() as patch:
            patch.setattr(module, "cold_start", cold_start)
            _equally_good(day, again)


def test_another_order_of_priority_is_solved_anew() -> None:
    arrays = random_arrays(np.random.default_rng(1), 14, 9, 40)
    _, state = cold_start(Problem(**arrays))
    p = Problem(**{**arrays, "level_table": arrays["level_table"][::-1].copy()})
    plan, _ = reoptimise(p, state)
    assert plan.award.tolist() == solve(p).award.tolist()


@pytest.mark.usefixtures("no_cold_start")
def test_prices_carried_over_are_those_walked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    p = instance.problem(world.make("200", 1))
    plan, state = cold_start(p)
    for seed in range(6):
        seen = {"edge_previous": plan.award_fen} if seed % 2 else {}
        day = Problem(**{**instance.churned(p, seed, 0.05).arrays(), **seen})
        plan, state = reoptimise(day, state)
        net = state.case.network
        graph = residual_graph(state.case.rows, net.cap, state.chosen.arc)
        anew = dual_prices(net, state.chosen.sink, graph)
        assert state.prices.price.tolist() == anew.price.tolist()
        with monkeypatch.context() as patch:
            patch.setattr(module, "cold_start", cold_start)
            _equally_good(day, plan)


def test_what_is_remembered_stays_as_it_was() -> None:
    rng = np.random.default_rng(2)
    arrays = random_arrays(rng, 16, 10, 50, **EVERYTHING)
    plan, state = cold_start(Problem(**arrays))
    p = Problem(**_next_day(rng, arrays, plan))
    first, _ = reoptimise(p, state)
    again, _ = reoptimise(p, state)
    assert first.award.tobytes() == again.award.tobytes()
