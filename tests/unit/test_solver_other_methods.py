"""The same numbers from two unrelated methods: maximum flow in networkx, a linear programme in HiGHS."""

from __future__ import annotations

import highspy
import networkx as nx
import numpy as np
import pytest

from optimiser.model import network
from optimiser.model.canonical_order import canonical
from optimiser.model.problem import Problem
from optimiser.model.slices import slices
from optimiser.solve import solve
from optimiser.verify import verify
from tests.unit.solver_cases import random_problem

MEDIUM = {"classes": 6, "ceilings": True, "fen": True, "density": 0.3}


def _net(p: Problem) -> network.Network:
    ordered = canonical(p).problem
    return network.build(ordered, slices(ordered))


def _max_flow_into(net: network.Network, last_rank: int) -> int:
    graph = nx.DiGraph()
    graph.add_nodes_from(["s", "t"])

    def add(u: object, v: object, cap: int) -> None:
        held = graph.get_edge_data(u, v, {"capacity": 0})["capacity"]
        graph.add_edge(u, v, capacity=held + int(cap))

    for u, v, cap in zip(net.tail, net.head, net.cap, strict=True):
        add(int(u), int(v), cap)
    for v in np.flatnonzero(net.supply):
        add("s", int(v), net.supply[v])
    for t in np.flatnonzero(net.sink_rank <= last_rank):
        add(int(net.sink_tail[t]), "t", net.sink_cap[t])
    return int(nx.maximum_flow_value(graph, "s", "t"))


@pytest.mark.parametrize("steps", [0, 2])
def test_every_prefix_of_levels_is_a_maximum_flow(steps: int) -> None:
    for seed in range(12):
        p = random_problem(seed, 30, 12, 60, steps=steps, **MEDIUM)
        plan, net = solve(p), _net(p)
        for rank in range(0, net.ranks, max(1, net.ranks // 7)):
            assert plan.rank_value[: rank + 1].sum() == _max_flow_into(net, rank), (seed, rank)


def _linear_optimum(net: network.Network, weight: np.ndarray) -> float:
    """Largest Σ weight·x over all (also fractional) flows."""
    arcs = [(int(u), int(v), int(c), 0.0) for u, v, c in zip(net.tail, net.head, net.cap, strict=True)]
    arcs += [(-1, int(v), int(net.supply[v]), 0.0) for v in np.flatnonzero(net.supply)]
    arcs += [(int(v), -1, int(c), float(w)) for v, c, w in zip(net.sink_tail, net.sink_cap, weight, strict=True)]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    for _ in range(net.nodes):
        solver.addRow(0.0, 0.0, 0, np.array([], dtype=np.int32), np.array([], dtype=float))
    for u, v, cap, worth in arcs:
        ends = [(row, sign) for row, sign in ((u, -1.0), (v, 1.0)) if row >= 0]
        rows, signs = np.array([r for r, _ in ends], dtype=np.int32), np.array([s for _, s in ends])
        solver.addCol(-worth, 0.0, float(cap), len(ends), rows, signs)
    solver.run()
    return -solver.getInfo().objective_function_value


@pytest.mark.parametrize("steps", [0, 2])
def test_no_fractional_plan_beats_ours_whatever_the_weights_of_the_order(steps: int) -> None:
    rng = np.random.default_rng(1)
    for seed in range(20):
        p = random_problem(100 + seed, 40, 15, 80, steps=steps, **MEDIUM)
        plan, net = solve(p), _net(p)
        verify(p, plan)
        assert plan.primal == round(_linear_optimum(net, net.sink_weight))
        # Other weights with the same order: the plan was not made for them and is still the best.
        other = np.sort(rng.integers(1, 500, net.ranks))[::-1]
        assert int((other * plan.rank_value).sum()) == round(_linear_optimum(net, other[net.sink_rank]))
