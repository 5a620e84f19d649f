"""A path through a hub exists exactly when the pledge may help the need."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.matching.hubs import factorise
from optimiser.model.problem import ProblemError
from optimiser.plan.pledge_draw import draw, oldest


def _case(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    parent = np.array([-1, 0, 0, 1, 1, 2, 2])
    needs, pledges = 12, 25
    return {
        "region_parent": parent,
        "need_region": rng.integers(0, 7, needs),
        "need_cause": rng.integers(0, 3, needs),
        "need_groups": rng.integers(0, 8, needs),  # also needs without any group
        "need_kinds": rng.integers(1, 4, needs),
        "pledge_region": rng.integers(0, 7, pledges),
        "pledge_causes": rng.integers(0, 8, pledges),
        "pledge_groups": rng.integers(0, 8, pledges),
        "pledge_kinds": rng.integers(1, 4, pledges),
    }


def _may(c: dict[str, np.ndarray], pledge: int, need: int) -> bool:
    at, inside = c["need_region"][need], False
    while at >= 0:
        inside |= at == c["pledge_region"][pledge]
        at = c["region_parent"][at]
    causes, groups = c["pledge_causes"][pledge], c["pledge_groups"][pledge]
    return bool(
        inside
        and (causes == 0 or causes >> c["need_cause"][need] & 1)
        and (groups == 0 or groups & c["need_groups"][need])
        and c["pledge_kinds"][pledge] & c["need_kinds"][need]
    )


def test_hubs_join_exactly_the_pairs_that_fit() -> None:
    for seed in range(20):
        c = _case(seed)
        net = factorise(**c)
        reach = np.zeros((len(net.class_id), len(net.hub_id)), dtype=int)
        serve = np.zeros((len(net.hub_id), len(c["need_cause"])), dtype=int)
        reach[net.into_class, net.into_hub] = 1
        serve[net.out_hub, net.out_need] = 1
        got = (reach @ serve)[net.pledge_class] > 0
        want = [[_may(c, k, i) for i in range(len(c["need_cause"]))] for k in range(len(net.pledge_class))]
        assert got.tolist() == want
        # Every hub has both sides; no arc occurs twice.
        assert reach.any(axis=0).all() and serve.any(axis=1).all()
        assert len(net.into_hub) == reach.sum() and len(net.out_hub) == serve.sum()


def test_class_ids_survive_when_other_pledges_come_and_go() -> None:
    c = _case(1)
    before = factorise(**c)
    fewer = {name: values[5:] if name.startswith("pledge") else values for name, values in c.items()}
    after = factorise(**fewer)
    assert after.class_id[after.pledge_class].tolist() == before.class_id[before.pledge_class][5:].tolist()
    assert len(np.unique(before.class_id)) == len(before.class_id)


def test_no_pledges_no_hubs() -> None:
    none = {name: values[:0] if name.startswith("pledge") else values for name, values in _case(1).items()}
    assert len(factorise(**none).hub_id) == 0


def test_a_cause_that_does_not_fit_the_key_is_refused() -> None:
    with pytest.raises(ProblemError, match="pledge_causes must be 0 to"):
        factorise(**{**_case(1), "pledge_causes": np.full(25, 2**30)})


def test_draws_repeat_both_flows_exactly() -> None:
    """Two classes meet at one hub and serve two needs; every class is drawn from its first pledge on."""
    pledge, hub, need, units = draw(
        pledge_class=np.array([0, 1, 0, 1]),
        pledge_units=np.array([2, 5, 4, 1]),
        pledge_order=np.array([2, 3, 0, 1]),
        into=(np.array([0, 1]), np.array([0, 0]), np.array([5, 3])),
        out=(np.array([0, 0]), np.array([7, 8]), np.array([6, 2])),
    )
    drawn = np.bincount(pledge, units, 4).astype(int)
    assert drawn.tolist() == [1, 2, 4, 1]
    assert np.bincount(need, units, 9).astype(int)[7:].tolist() == [6, 2]
    assert set(hub.tolist()) == {0}


@pytest.mark.parametrize("apart", [1, 10**9])
def test_the_oldest_pledge_is_drawn_first_and_on_one_day_the_first_row(apart: int) -> None:
    day = np.array([3, 1, 3, -2, 1]) * apart
    assert oldest(day).tolist() == [3, 1, 4, 0, 2]
