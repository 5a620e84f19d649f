"""One exact mixed-integer model: needs that share sources, under rules that no flow can express (HiGHS).

Deterministic: one thread, a fixed seed, and a budget counted in nodes of the search tree, never in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from optimiser.model.arrays import Ints


@dataclass(frozen=True, eq=False)
class Model:
    """n needs, s sources, e edges, g ceilings, all counted from 0 here; amounts in units."""

    need: Ints  # (e)
    source: Ints  # (e)
    cap: Ints  # (e)
    least: Ints  # (e) an award is 0 or at least this; 1: no rule
    alone: Ints  # (e) 1: with this award the need gets no other
    percent: Ints  # (e) at most this share of what the need gets; 100: no rule
    group: Ints  # (e) or -1
    group_left: Ints  # (g) what the ceiling leaves for these needs
    source_left: Ints  # (s) what the source has for these needs
    most: Ints  # (n) awards the need may get; -1: any number
    given: Ints  # (n) what the need gets from pledges whatever is decided here
    slices: Ints  # (n, 3)
    weight: Ints  # (n, 3) of one unit in each slice


def best(m: Model, nodes: int, start: Ints | None = None) -> tuple[Ints | None, int]:
    """Awards (e) of the best plan found within `nodes` nodes, and an upper bound of every plan's Σ weight · fill.

    None when none was found; `start` are awards to begin with.
    """
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # the library types its C++ part only
    solver.setOptionValue("output_flag", False)
    for name, value in (
        ("parallel", "off"),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5),
        ("mip_max_nodes", nodes),
    ):
        solver.setOptionValue(name, value)
    columns = _columns(m)
    solver.passModel(_lp(m, columns))
    if start is not None:
        begin = highspy.HighsSolution()
        begin.col_value = np.concatenate([start, _fill(m, start).ravel(), start > 0]).astype(float)
        solver.setSolution(begin)
    _run(solver)
    info = solver.getInfo()
    bound = -info.mip_dual_bound
    if not np.isfinite(bound):
        bound = float((m.slices * m.weight).sum())
    bound = int(np.floor(bound + 1e-9 * abs(bound) + 1e-3))
    if info.primal_solution_status != 2:
        return None, bound
    return _whole(m, solver), bound


def _run(solver: Any) -> None:
    if solver.run() == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS could not solve the model.")


def value(m: Model, award: Ints) -> int:
    """Σ weight · fill of awards that fit."""
    return int((_fill(m, award) * m.weight).sum())


def _fill(m: Model, award: Ints) -> Ints:
    got = m.given.copy()
    np.add.at(got, m.need, award)
    before = np.cumsum(m.slices, axis=1) - m.slices
    return np.clip(got[:, None] - before, 0, m.slices)


def _columns(m: Model) -> tuple[int, int]:
    return len(m.need), 3 * len(m.most)


def _whole(m: Model, solver: Any) -> Ints:
    """Whole units: the choice of sources is fixed and the rest is a network, whose corners are whole (simplex)."""
    edges, fills = _columns(m)
    found = np.asarray(solver.getSolution().col_value)
    used = (found[edges + fills :] > 0.5) & (found[:edges] > 0.5)
    if (m.percent < 100).any():  # amounts are whole numbers in the model itself
        return _ints(found[:edges]) * used
    for k in range(edges):
        solver.changeColIntegrality(edges + fills + k, highspy.HighsVarType.kContinuous)
        solver.changeColBounds(edges + fills + k, float(used[k]), float(used[k]))
    solver.setOptionValue("solver", "simplex")
    _run(solver)
    return _ints(np.asarray(solver.getSolution().col_value)[:edges])


def _ints(amounts: Any) -> Ints:
    whole: Ints = np.rint(amounts).astype(np.int64)
    return whole


class _Rows:
    """Rows of a sparse matrix, collected as triples."""

    def __init__(self) -> None:
        self.row: list[Ints] = []
        self.column: list[Ints] = []
        self.value: list[Any] = []
        self.low: list[Any] = []
        self.high: list[Any] = []
        self.count = 0

    def add(self, row: Any, column: Any, value: Any, low: Any, high: Any, count: int) -> None:
        row = np.asarray(row)
        self.row.append(row + self.count)
        self.column.append(np.asarray(column))
        self.value.append(np.broadcast_to(np.asarray(value, dtype=float), row.shape))
        self.low.append(np.broadcast_to(np.asarray(low, dtype=float), (count,)))
        self.high.append(np.broadcast_to(np.asarray(high, dtype=float), (count,)))
        self.count += count


def _lp(m: Model, columns: tuple[int, int]) -> Any:
    edges, fills = columns
    x, f, y = np.arange(edges), edges + np.arange(fills), edges + fills + np.arange(edges)
    needs, rows = len(m.most), _Rows()
    both = np.concatenate([m.need, np.repeat(np.arange(needs), 3)])
    rows.add(both, np.concatenate([x, f]), np.repeat([1, -1], (edges, fills)), -m.given, -m.given, needs)
    rows.add(m.source, x, 1, -np.inf, m.source_left, len(m.source_left))
    inside = np.flatnonzero(m.group >= 0)
    rows.add(m.group[inside], x[inside], 1, -np.inf, m.group_left, len(m.group_left))
    twice = np.concatenate([x, x])
    rows.add(twice, np.concatenate([x, y]), np.concatenate([np.ones(edges), -m.cap]), -np.inf, 0, edges)
    rows.add(twice, np.concatenate([x, y]), np.concatenate([np.ones(edges), -m.least]), 0, np.inf, edges)
    rows.add(m.need, y, 1, -np.inf, np.where(m.most >= 0, m.most, edges), needs)
    pairs = np.array([(a, b) for a in np.flatnonzero(m.alone) for b in np.flatnonzero(m.need == m.need[a]) if a != b])
    if len(pairs):
        rows.add(np.repeat(np.arange(len(pairs)), 2), y[pairs.ravel()], 1, -np.inf, 1, len(pairs))
    for e in np.flatnonzero(m.percent < 100):
        others = np.flatnonzero(m.need == m.need[e])
        share = np.where(others == e, 100.0, 0.0) - m.percent[e]
        rows.add(np.zeros(len(others), int), x[others], share, -np.inf, m.percent[e] * m.given[m.need[e]], 1)
    return _assembled(m, rows, edges, fills)


def _assembled(m: Model, rows: _Rows, edges: int, fills: int) -> Any:
    row, column, value = (np.concatenate(part) for part in (rows.row, rows.column, rows.value))
    order = np.lexsort((row, column))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = 2 * edges + fills, rows.count
    lp.col_cost_ = np.concatenate([np.zeros(edges), -m.weight.ravel().astype(float), np.zeros(edges)])
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.concatenate([m.cap, m.slices.ravel(), np.ones(edges)]).astype(float)
    lp.row_lower_, lp.row_upper_ = np.concatenate(rows.low), np.concatenate(rows.high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(column[order], np.arange(lp.num_col_ + 1))
    lp.a_matrix_.index_, lp.a_matrix_.value_ = row[order], value[order]
    whole, free = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    amounts = whole if (m.percent < 100).any() else free
    lp.integrality_ = [amounts] * edges + [free] * fills + [whole] * edges
    return lp
