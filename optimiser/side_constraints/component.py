"""Needs that share sources, and the exact model of some of their edges while all else stays as it is."""

from __future__ import annotations

import numpy as np

from optimiser.model.arrays import Ints
from optimiser.model.instance import Instance
from optimiser.model.problem import Problem
from optimiser.model.sums import total, within
from optimiser.side_constraints.mip import Model, best, value
from optimiser.side_constraints.rules import least, offending


def components(p: Problem) -> Ints:
    """(N) smallest need of each group of needs that share sources."""
    part = np.arange(len(p.need_id))
    while True:
        low = np.full(len(p.source_id), len(part))
        np.minimum.at(low, p.edge_source, part[p.edge_need])
        joined = part.copy()
        np.minimum.at(joined, p.edge_need, low[p.edge_source])
        joined = np.minimum(joined, joined[joined])
        if (joined == part).all():
            return part
        part = joined


def slice_weights(case: Instance) -> Ints:
    """Rank weight of a unit in each slice (N, 3); with fairness steps that of the first step of its level."""
    p = case.problem
    return case.network.ranks - case.slices.level * (p.ranks() // p.levels())


def improved(case: Instance, award: Ints, pool: Ints, edges: Ints, nodes: int) -> tuple[Ints, int]:
    """Better awards (E) on these edges if the model finds any, and an upper bound of what these edges can be worth.

    `pool` (N) is what needs get from pledges, `nodes` the budget of the search tree.
    """
    model, edges = _model(case, award, pool, edges)
    if not len(edges):
        return award, 0
    found, bound = best(model, nodes, award[edges])
    if found is None or value(model, found) <= value(model, award[edges]):
        return award, max(bound, value(model, award[edges]))
    changed = award.copy()
    changed[edges] = found
    return (award, bound) if _breaks(case.problem, changed, pool) else (changed, bound)


def _model(case: Instance, award: Ints, pool: Ints, edges: Ints) -> tuple[Model, Ints]:
    """The model of those of these edges that may be used; all other awards and all pledges stay as they are."""
    p, cut, net, _ = case
    fits = net.cap[net.block["edge"]][edges] >= least(p)[edges]
    fits &= (pool[p.edge_need[edges]] == 0) | (p.source_alone[p.edge_source[edges]] == 0)
    edges = edges[fits]
    needs, need = np.unique(p.edge_need[edges], return_inverse=True)
    sources, source = np.unique(p.edge_source[edges], return_inverse=True)
    groups, group = np.unique(p.edge_group[edges], return_inverse=True)
    others = award.copy()
    others[edges] = 0
    inside = np.flatnonzero(p.edge_group >= 0)
    held = total(p.edge_group[inside], others[inside], len(p.group_id))
    known = groups >= 0
    model = Model(
        need=need,
        source=source,
        cap=net.cap[net.block["edge"]][edges],
        least=least(p)[edges],
        alone=p.source_alone[p.edge_source[edges]],
        percent=p.source_percent[p.edge_source[edges]],
        group=group - int((~known).any()),
        group_left=(p.group_cap // p.unit - held)[groups[known]],
        source_left=(p.source_amount // p.unit - total(p.edge_source, others, len(p.source_id)))[sources],
        most=np.where(p.need_max_sources[needs] > 0, p.need_max_sources[needs] - (pool[needs] > 0), -1),
        given=pool[needs],
        slices=cut.size[needs],
        weight=slice_weights(case)[needs],
    )
    return model, edges


def _breaks(p: Problem, award: Ints, pool: Ints) -> bool:
    """Re-check of what a floating-point solver returned, in whole numbers."""
    affordable = within(award, p.edge_source, p.source_amount // p.unit)
    out = np.zeros(len(p.out_need), dtype=np.int64)
    first = np.unique(p.out_need, return_index=True)[1]
    out[first] = pool[p.out_need[first]]
    wrong = offending(p, award, out)
    return bool((affordable != award).any() or (award < 0).any() or len(wrong[0]) or len(wrong[1]))
