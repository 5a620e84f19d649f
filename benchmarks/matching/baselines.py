"""The methods we compare with, each on the same network and the same weights; each returns its value."""

from __future__ import annotations

import highspy
import networkx as nx
import numpy as np
from ortools.graph.python import min_cost_flow

from benchmarks.matching.world import Ints
from optimiser.model.network import Network


def _closed(net: Network) -> tuple[Ints, Ints, Ints]:
    """All arcs with source V and sink V + 1: tail, head, cap; sink arcs come last."""
    v = net.nodes
    paid = np.flatnonzero(net.supply)
    tail = np.concatenate([net.tail, np.full(len(paid), v), net.sink_tail])
    head = np.concatenate([net.head, paid, np.full(len(net.sink_tail), v + 1)])
    return tail, head, np.concatenate([net.cap, net.supply[paid], net.sink_cap])


class OrTools:
    """OR-Tools SimpleMinCostFlow (cost-scaling push-relabel, C++), exact."""

    def __init__(self, net: Network, weight: Ints) -> None:
        tail, head, cap = _closed(net)
        total = int(net.sink_cap.sum())
        self.weight, self.sinks = weight, len(net.sink_tail)
        cost = np.concatenate([np.zeros(len(tail) - self.sinks, dtype=np.int64), -weight, [0]])
        self.flow = min_cost_flow.SimpleMinCostFlow()
        # A free bypass takes what cannot be served.
        tail, head = np.append(tail, net.nodes), np.append(head, net.nodes + 1)
        self.arcs = self.flow.add_arcs_with_capacity_and_unit_cost(tail, head, np.append(cap, total), cost)
        self.flow.set_nodes_supplies(np.array([net.nodes, net.nodes + 1]), np.array([total, -total]))

    def solve(self) -> int:
        if self.flow.solve() != self.flow.OPTIMAL:
            raise RuntimeError("OR-Tools found no optimum.")
        x = self.flow.flows(self.arcs)[-1 - self.sinks : -1]
        return int((x * self.weight).sum())


class Highs:
    """HiGHS dual simplex on the linear programme."""

    def __init__(self, net: Network, weight: Ints) -> None:
        tail, head, cap = _closed(net)
        inner_tail, inner_head = tail < net.nodes, head < net.nodes
        ends = np.concatenate([np.flatnonzero(inner_tail), np.flatnonzero(inner_head)])
        rows = np.concatenate([tail[inner_tail], head[inner_head]])
        signs = np.repeat([-1.0, 1.0], (inner_tail.sum(), inner_head.sum()))
        order = np.argsort(ends, kind="stable")
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(tail), net.nodes
        lp.col_cost_ = np.concatenate([np.zeros(len(tail) - len(weight)), -weight.astype(float)])
        lp.col_lower_, lp.col_upper_ = np.zeros(len(tail)), cap.astype(float)
        lp.row_lower_, lp.row_upper_ = np.zeros(net.nodes), np.zeros(net.nodes)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.searchsorted(ends[order], np.arange(len(tail) + 1))
        lp.a_matrix_.index_, lp.a_matrix_.value_ = rows[order], signs[order]
        self.solver = highspy.Highs()
        for name, value in (("output_flag", False), ("solver", "simplex"), ("parallel", "off")):
            self.solver.setOptionValue(name, value)
        self.solver.passModel(lp)

    def solve(self) -> int:
        self.solver.run()
        return round(-self.solver.getInfo().objective_function_value)


class NetworkX:
    """networkx network simplex (pure Python)."""

    def __init__(self, net: Network, weight: Ints) -> None:
        tail, head, cap = _closed(net)
        cost = np.concatenate([np.zeros(len(tail) - len(weight), dtype=np.int64), -weight])
        self.graph = nx.DiGraph()
        parallel: dict[tuple[str, int], int] = {}
        for u, v, c, w in zip(tail.tolist(), head.tolist(), cap.tolist(), cost.tolist(), strict=True):
            if v == net.nodes + 1:  # several slices of one need: a node in between keeps arcs simple
                v = ("slice", len(parallel))
                parallel[v] = w
                self.graph.add_edge(v, net.nodes + 1, capacity=c, weight=w)
                w = 0
            self.graph.add_edge(u, v, capacity=c, weight=w)
        self.graph.add_edge(net.nodes + 1, net.nodes, weight=0)

    def solve(self) -> int:
        return -nx.network_simplex(self.graph)[0]
