"""What must hold for every plan: invariants, prices that can be tested, and answers that do not depend on row order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.matching.baselines import Highs
from optimiser.model import network
from optimiser.model.canonical_order import canonical
from optimiser.model.problem import Problem
from optimiser.model.slices import slices
from optimiser.solve import solve
from optimiser.verify import verify
from tests.unit.solver_cases import by_id, random_arrays, random_problem, shuffled

EVERYTHING = {"classes": 4, "previous": True, "costs": True, "ceilings": True, "fen": True}


def test_one_more_unit_in_a_source_is_worth_exactly_its_price() -> None:
    tried = 0
    for seed in range(25):
        arrays = random_arrays(np.random.default_rng(seed), 12, 8, 40, classes=3, ceilings=True)
        # Caps stay as they are: an arc cap must not grow with the budget.
        p = Problem(**arrays)
        plan = solve(p)
        for j in range(8):
            richer = arrays["source_amount"].copy()
            richer[j] += p.unit
            after = solve(Problem(**{**arrays, "source_amount": richer}))
            assert after.primal - plan.primal == plan.price_source[0, j], (seed, j)
            tried += 1
    assert tried == 200


@pytest.mark.parametrize("steps", [0, 3])
def test_twenty_row_orders_give_one_plan(steps: int) -> None:
    p = random_problem(11, 14, 9, 40, steps=steps, **EVERYTHING)
    want = by_id(p, solve(p))
    for seed in range(20):
        other = shuffled(p, seed)
        plan = solve(other)
        verify(other, plan)
        assert by_id(other, plan) == want


def test_other_ids_serve_the_levels_equally() -> None:
    arrays = random_arrays(np.random.default_rng(3), 14, 9, 40, classes=4)
    want = solve(Problem(**arrays)).level_value
    arrays["need_id"] = arrays["need_id"][::-1]
    arrays["source_id"] = 5000 - arrays["source_id"]
    assert solve(Problem(**arrays)).level_value.tolist() == want.tolist()


def test_ten_times_the_money_serves_ten_times_as_much() -> None:
    arrays = random_arrays(np.random.default_rng(4), 14, 9, 40, classes=4, ceilings=True)
    for name in ("need_amount", "need_covered"):  # slices of ten units divide without a rest
        arrays[name] = arrays[name] * 10
    money = (
        "need_amount",
        "need_covered",
        "source_amount",
        "edge_cap",
        "group_cap",
        "household_ceiling",
        "pledge_amount",
    )
    # Whole units only: what is below one unit does not scale.
    for name in money:
        arrays[name] = arrays[name] // 10 * 10
    small = solve(Problem(**arrays))
    large = solve(Problem(**{**arrays, **{name: arrays[name] * 7 for name in money}}))
    assert large.level_value.tolist() == (small.level_value * 7).tolist()
    assert large.primal == small.primal * 7


def test_a_source_without_edges_changes_nothing() -> None:
    arrays = random_arrays(np.random.default_rng(5), 14, 9, 40, classes=4, costs=True)
    want = by_id(p := Problem(**arrays), solve(p))
    arrays["source_id"] = np.append(arrays["source_id"], 2000)
    arrays["source_amount"] = np.append(arrays["source_amount"], 900)
    p = Problem(**arrays)
    plan = solve(p)
    assert plan.source_left_fen[-1] == 900
    got = by_id(p, plan)
    assert got["price_source"].pop(2000) == 0
    assert got == want


def test_a_tightened_cap_never_serves_more() -> None:
    arrays = random_arrays(np.random.default_rng(6), 14, 9, 40)
    before = solve(Problem(**arrays)).rank_value.cumsum()
    tighter = Problem(**{**arrays, "edge_cap": np.maximum(arrays["edge_cap"] // 2, 1)})
    assert (solve(tighter).rank_value.cumsum() <= before).all()


@pytest.mark.parametrize("steps", [0, 3])
def test_solving_the_same_data_again_changes_nothing(steps: int) -> None:
    for seed in range(10):
        arrays = random_arrays(np.random.default_rng(seed), 20, 12, 60, classes=4, steps=steps, fen=True)
        p = Problem(**arrays)
        first = solve(p)
        seen = {"edge_previous": first.award * p.unit, "out_previous": first.out * p.unit}
        again = shuffled(Problem(**{**arrays, **seen}), seed)
        plan = solve(again)
        assert plan.kept == first.award.sum() + first.out.sum()
        want, got = by_id(p, first), by_id(again, plan)
        assert got["award"] == want["award"]
        assert got["out"] == want["out"]


@pytest.mark.parametrize("steps", [0, 3])
def test_keeping_yesterday_costs_no_level_anything(steps: int) -> None:
    """Also when yesterday's amounts break today's budgets, caps and ceilings: the search only begins there."""
    for seed in range(25):
        arrays = random_arrays(np.random.default_rng(seed), 20, 12, 60, steps=steps, **EVERYTHING)
        nothing = {name: np.zeros_like(arrays[name]) for name in ("edge_previous", "out_previous")}
        free, held = solve(Problem(**{**arrays, **nothing})), solve(Problem(**arrays))
        assert held.rank_value.tolist() == free.rank_value.tolist()
        overlap = np.minimum(free.award, arrays["edge_previous"] // 10).sum()
        assert held.kept >= overlap + np.minimum(free.out, arrays["out_previous"] // 10).sum()


def test_a_long_chain_of_shifts_is_found() -> None:
    """Each source reaches two neighbours; the last need can only be served if all others shift by one."""
    n = 40
    p = Problem(
        need_id=np.arange(n),
        need_amount=np.ones(n, int),
        unit=1,
        slice_tenths=[10, 10, 10],
        need_urgency=[5] * (n - 1) + [1],
        source_id=np.arange(n),
        source_amount=np.ones(n, int),
        edge_need=[*range(n - 1), *range(n - 1), n - 1],
        edge_source=[*range(n - 1), *range(1, n), 0],
        edge_cap=np.ones(2 * n - 1, int),
    )
    plan = solve(p)
    assert plan.fill.sum() == n
    verify(p, plan)


def test_amounts_add_up_to_the_fen() -> None:
    """Budgets, caps, slices, ceilings and the fen below one unit, checked in plain arithmetic."""
    for seed in range(30):
        p = random_problem(seed, 14, 9, 40, steps=seed % 3, **EVERYTHING)
        q = solve(p)
        given = np.bincount(p.edge_source, q.award_fen, len(p.source_id)).astype(np.int64)
        assert (given == q.source_proposed_fen).all()
        assert (q.source_proposed_fen + q.source_left_fen + q.source_remainder_fen == p.source_amount).all()
        assert (q.pledge_proposed_fen + q.pledge_left_fen + q.pledge_remainder_fen == p.pledge_amount).all()
        assert (q.award_fen <= p.edge_cap).all() and (q.award >= 0).all()
        got = np.bincount(p.edge_need, q.award_fen, len(p.need_id)) + np.bincount(
            p.out_need, q.out * p.unit, len(p.need_id)
        )
        assert (got <= p.need_amount - p.need_covered).all()
        assert (got == q.fill.sum(axis=1) * p.unit).all()
        for h in range(len(p.household_id)):
            assert got[p.need_household == h].sum() <= p.household_ceiling[h]
        for g in range(len(p.group_id)):
            assert q.award_fen[p.edge_group == g].sum() <= p.group_cap[g]


def test_a_household_ceiling_is_reserved_before_anything_is_served() -> None:
    """Needs a and b share one yuan of ceiling, c is another household. Source 1 may serve a or c, source 2 only b.

    A ceiling inside the network would make {a} and {b, c} both maximal and priority order would find the worse value.
    Reserved beforehand, the more urgent a keeps the ceiling, b is reported as cut, and order is optimal again.
    """
    p = Problem(
        unit=1,
        slice_tenths=[10, 10, 10],
        need_id=[1, 2, 3],
        need_amount=[1, 1, 1],
        need_urgency=[5, 4, 3],
        need_household=[0, 0, -1],
        household_id=[1],
        household_ceiling=[1],
        source_id=[1, 2],
        source_amount=[1, 1],
        edge_need=[0, 2, 1],
        edge_source=[0, 0, 1],
        edge_cap=[1, 1, 1],
    )
    plan = solve(p)
    assert plan.award.tolist() == [1, 0, 0]
    assert plan.cut.tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]
    assert plan.gap == 0


def test_help_that_came_already_fills_the_urgent_slices_first() -> None:
    p = Problem(need_id=[1], need_amount=[1_000_00], need_covered=[600_50])
    size = solve(p).cut + solve(p).fill
    assert size.tolist() == [[0, 0, 0]]
    p = Problem(
        need_id=[1],
        need_amount=[1_000_00],
        need_covered=[600_50],
        source_id=[1],
        source_amount=[9_999_00],
        edge_need=[0],
        edge_source=[0],
        edge_cap=[9_999_00],
    )
    # 1,000 yuan are slices of 500, 300 and 200; 600.50 covered leave 399 whole yuan: 199 essential and 200 rest.
    assert solve(p).fill.tolist() == [[0, 199, 200]]


def test_regions_rise_in_equal_steps_inside_a_level() -> None:
    """Two regions with equal demand, one source that reaches both: it is shared, not given to the first id."""
    p = Problem(
        need_id=[1, 2],
        need_amount=[100, 100],
        need_urgency=[5, 5],
        need_region=[0, 1],
        region_code=[11, 12],
        unit=1,
        slice_tenths=[10, 10, 10],
        source_id=[1],
        source_amount=[100],
        edge_need=[0, 1],
        edge_source=[0, 0],
        edge_cap=[100, 100],
        region_steps=20,
    )
    assert solve(p).award.tolist() == [50, 50]


def _value(p: Problem, plan: Any, worth: np.ndarray) -> int:
    """Σ worth of the level · units; `worth` falls along the order."""
    return int((worth[slices(p).level] * plan.fill).sum())


def test_other_weights_of_the_same_order_have_the_same_optimum() -> None:
    """A linear programme with any falling weights reaches no more than the plan, which knows none."""
    for seed in range(6):
        p = random_problem(seed, 16, 8, 40, classes=3, ceilings=True)
        plan = solve(p)
        rng = np.random.default_rng(seed)
        for _ in range(3):
            worth = np.cumsum(rng.integers(0, 50, p.levels()))[::-1].copy()
            ordered = canonical(p).problem
            net = network.build(ordered, slices(ordered))
            assert Highs(net, worth[net.sink_rank]).solve() == _value(p, plan, worth)


def _gains(p: Problem, level: int, region: int) -> int:
    """Units that the region gets in this level when it alone comes before all others there."""
    table = p.level_table * 2 + 1
    alone = p.need_region == region
    first = np.where(table == 2 * level + 1, 2 * level, table)
    both = np.concatenate([table, first])  # priority classes once more, for the needs of this region
    used, place = np.unique(both, return_inverse=True)
    plan = solve(
        Problem(
            **{
                **p.arrays(),
                "region_steps": 0,
                "level_table": place.reshape(both.shape),
                "need_priority": p.need_priority + alone * len(table),
            }
        )
    )
    return int(plan.level_value[np.searchsorted(used, 2 * level)]) if 2 * level in used else 0


def _unfair(p: Problem, plan: Any) -> list[int]:
    """Levels where the lower of two regions could get more although the other is more than a step above it."""
    cut, found = slices(p), []
    for level in range(p.levels()):
        here = cut.level == level
        demand, got = ([int((x * here)[p.need_region == r].sum()) for r in range(2)] for x in (cut.size, plan.fill))
        if min(demand) < 10:
            continue
        low = int(got[1] * demand[0] < got[0] * demand[1])
        ahead = got[1 - low] * demand[low] - got[low] * demand[1 - low]
        step = -(-demand[low] // 10) + 1
        if ahead > step * demand[1 - low] and got[low] < _gains(p, level, low):
            found.append(level)
    return found


def test_no_region_could_rise_without_lowering_one_below_it() -> None:
    unfair = 0
    for seed in range(25):
        p = random_problem(seed, 16, 6, 60, steps=10)
        assert _unfair(p, solve(p)) == [], seed
        unfair += len(_unfair(p, solve(Problem(**{**p.arrays(), "region_steps": 0}))))
    assert unfair >= 5  # the same needs without fairness
