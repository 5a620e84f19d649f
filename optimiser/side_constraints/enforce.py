"""From the optimal flow to a plan that also keeps the side rules, as near to the optimum as can be shown.

Serving in order of priority is no longer optimal here, so the published rank weights are the policy. Where a plan keeps
every rule already, it stays. Elsewhere offending awards are closed and the flow is led around them; then each group of
needs that share sources is solved exactly if it is small, or improved piece by piece in a fixed number of rounds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimiser.max_flow import initial_flow
from optimiser.max_flow import shortest_augmenting_paths as max_flow
from optimiser.model import network
from optimiser.model.problem import Ints, Problem
from optimiser.model.residual_graph import Rows, rows, total
from optimiser.model.slices import Slices
from optimiser.plan.pledge_draw import within
from optimiser.reoptimise.packed_levels import Refined
from optimiser.side_constraints.mip import Model, best, value
from optimiser.side_constraints.rules import any_rule, least, offending, pooled

EXACT_EDGES, EXACT_NODES = 3_500, 20_000
PIECE_NEEDS, PIECE_NODES, ROUNDS = 80, 200, 100
_CLOSINGS = 12
#: Where the bound of a plan comes from.
BY_PRICES, BY_FLOW, BY_TREE = range(3)


@dataclass(frozen=True, eq=False)
class Ruled:
    """A plan that keeps the side rules, an upper bound of every such plan, and where the bound comes from."""

    chosen: Refined
    bound: int
    by: int


def enforce(p: Problem, cut: Slices, net: network.Network, lines: Rows, chosen: Refined, dual: int) -> Ruled:
    """`chosen` where it keeps the side rules, else the best plan found that does; `dual` bounds both."""
    if not any_rule(p):
        return Ruled(chosen, dual, BY_PRICES)
    award, out = chosen.arc[net.block["edge"]], chosen.arc[net.block["out"]]
    wrong = offending(p, award, out)
    if not len(wrong[0]) and not len(wrong[1]):
        return Ruled(chosen, dual, BY_FLOW)
    start, into, out = _led_around(p, cut, net, lines, award, out)
    part = _components(p)
    pool = pooled(p, out)
    award, gain = start.copy(), 0
    touched = np.unique(part[np.concatenate([p.edge_need[wrong[0]], wrong[1]])])
    exact = not len(p.out_need) and not p.region_steps
    for c in touched:
        edges = np.flatnonzero(part[p.edge_need] == c)
        if len(edges) <= EXACT_EDGES:
            award, bound = _solved(p, cut, net, award, pool, edges, EXACT_NODES)
            gain += bound
        else:
            exact = False
            award = _improved(p, cut, net, award, pool, edges)
    if len(out):
        into, out = _with_pledges(p, cut, net, award, into, out)
    ruled = refined(p, cut, net, award, into, out, chosen.price[0])
    if exact:  # elsewhere the flow is the bound
        rest = ~np.isin(part, touched)
        gain += int(((net.ranks - _rank(p, cut)) * _filled(cut, total(p.edge_need, award, len(part))))[rest].sum())
    return Ruled(ruled, min(dual, gain) if exact else dual, BY_TREE if exact and gain < dual else BY_FLOW)


def _rank(p: Problem, cut: Slices) -> Ints:
    """Rank of each slice (N, 3): its level, with fairness steps the first step of its level."""
    return cut.level * (p.ranks() // p.levels())


def _filled(cut: Slices, got: Ints) -> Ints:
    """Slices (N, 3) that `got` units per need fill, from the front."""
    return np.clip(got[:, None] - (np.cumsum(cut.size, axis=1) - cut.size), 0, cut.size)


def _led_around(
    p: Problem, cut: Slices, net: network.Network, lines: Rows, award: Ints, out: Ints
) -> tuple[Ints, Ints, Ints]:
    """Awards and flows into and out of hubs: what offends is closed, a few times, and the flow finds other ways.

    What still offends then is taken back, and money for nobody stays with its pledges.
    """
    cap = net.cap.copy()
    edge, pledge = cap[net.block["edge"]], cap[net.block["out"]]
    for closing in range(2 * _CLOSINGS):
        drop, needs = offending(p, award, out)
        edge[drop] = 0
        pledge[np.isin(p.out_need, needs)] = 0
        seen = {"edge_previous": np.minimum(award, edge) * p.unit, "out_previous": np.minimum(out, pledge) * p.unit}
        shut = replace(net, cap=cap)
        begin = initial_flow.warm(Problem.trusted(p.arrays() | seen), cut, shut)
        arc = max_flow.serve(shut, begin, lines).arc if closing < _CLOSINGS else begin.arc
        award, into, out = (arc[net.block[name]].copy() for name in ("edge", "into", "out"))
        drop, needs = offending(p, award, out)
        if not len(drop) and not len(needs):
            return award, into, out
    return np.zeros_like(award), np.zeros_like(into), np.zeros_like(out)


def _components(p: Problem) -> Ints:
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


def _model(p: Problem, cut: Slices, net: network.Network, award: Ints, pool: Ints, edges: Ints) -> tuple[Model, Ints]:
    """The model of those of these edges that may be used; all other awards and all pledges stay as they are."""
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
    most = np.where(p.need_max_sources[needs] > 0, p.need_max_sources[needs] - (pool[needs] > 0), -1)
    model = Model(
        need=need,
        source=source,
        cap=net.cap[net.block["edge"]][edges],
        least=least(p)[edges],
        alone=p.source_alone[p.edge_source[edges]],
        percent=p.source_percent[p.edge_source[edges]],
        group=group - int((~known).any()),
        group_room=(p.group_cap // p.unit - held)[groups[known]],
        room=(p.source_amount // p.unit - total(p.edge_source, others, len(p.source_id)))[sources],
        most=most,
        given=pool[needs],
        slices=cut.size[needs],
        worth=(net.ranks - _rank(p, cut))[needs],
    )
    return model, edges


def _solved(
    p: Problem, cut: Slices, net: network.Network, award: Ints, pool: Ints, edges: Ints, nodes: int
) -> tuple[Ints, int]:
    """Better awards on these edges if the model finds any, and its bound."""
    model, edges = _model(p, cut, net, award, pool, edges)
    if not len(edges):
        return award, 0
    found, bound = best(model, nodes, award[edges])
    if found is None or value(model, found) <= value(model, award[edges]):
        return award, max(bound, value(model, award[edges]))
    changed = award.copy()
    changed[edges] = found
    return (award, bound) if _breaks(p, changed, pool, edges) else (changed, bound)


def _breaks(p: Problem, award: Ints, pool: Ints, edges: Ints) -> bool:
    """Re-check of what a floating-point solver returned, in whole numbers."""
    few = within(award, p.edge_source, p.source_amount // p.unit)
    out = np.zeros(len(p.out_need), dtype=np.int64)
    first = np.unique(p.out_need, return_index=True)[1]
    out[first] = pool[p.out_need[first]]
    wrong = offending(p, award, out)
    return bool((few != award).any() or (award < 0).any() or len(wrong[0]) or len(wrong[1]))


def _improved(p: Problem, cut: Slices, net: network.Network, award: Ints, pool: Ints, edges: Ints) -> Ints:
    """Large neighbourhood search: needs met on a random walk over shared sources are solved anew, the rest stays."""
    rng = np.random.default_rng(0)
    by_need = edges[np.argsort(p.edge_need[edges], kind="stable")]
    by_source = edges[np.argsort(p.edge_source[edges], kind="stable")]
    needs = np.unique(p.edge_need[edges])
    for _ in range(ROUNDS):
        at, walked = int(rng.choice(needs)), dict[int, None]()
        for _ in range(4 * PIECE_NEEDS):
            walked[at] = None
            if len(walked) == PIECE_NEEDS:
                break
            source = p.edge_source[rng.choice(_of(by_need, p.edge_need, at))]
            at = int(p.edge_need[rng.choice(_of(by_source, p.edge_source, source))])
        piece = np.concatenate([_of(by_need, p.edge_need, i) for i in walked])
        award, _ = _solved(p, cut, net, award, pool, np.sort(piece), PIECE_NODES)
    return award


def _of(ordered: Ints, column: Ints, row: int) -> Ints:
    """The edges of one need or source, from edges in its order."""
    lo, hi = np.searchsorted(column[ordered], [row, row + 1])
    return ordered[lo:hi]


def _with_pledges(
    p: Problem, cut: Slices, net: network.Network, award: Ints, into: Ints, out: Ints
) -> tuple[Ints, Ints]:
    """More pledges over the awards as they are now: only to needs that may have one more source, none that go alone."""
    got = total(p.edge_need, award, len(p.need_id))
    used = np.flatnonzero(award)
    count = total(p.edge_need[used], np.ones(len(used), dtype=np.int64), len(got))
    alone = total(p.edge_need[used], p.source_alone[p.edge_source[used]], len(got)) > 0
    shut = alone | ((p.need_max_sources > 0) & (count >= p.need_max_sources))
    none = {name: np.zeros(0, dtype=np.int64) for name in p.arrays() if name.startswith("edge_")}
    bare = Problem.trusted(p.arrays() | none)
    left = Slices(size=cut.size - _filled(cut, got), cut=cut.cut, level=cut.level)
    rest = network.build(bare, left)
    rest.cap[rest.block["out"]] *= ~shut[p.out_need]
    no_award = np.zeros(0, dtype=np.int64)
    begin = refined(bare, left, rest, no_award, into, out, np.zeros(rest.nodes, dtype=np.int64))
    money = rest.supply - begin.used
    np.add.at(money, rest.sink_tail, begin.sink)
    served = max_flow.serve(rest, initial_flow.Start(begin.arc, money), rows(rest.nodes, rest.tail, rest.head))
    more = served.arc[rest.block["into"]], served.arc[rest.block["out"]]
    # With fairness steps a need may lose pledges to another one of its region, and with them the share of a source.
    wrong = offending(p, award, more[1])
    return (into, out) if len(wrong[0]) or len(wrong[1]) else more


def refined(p: Problem, cut: Slices, net: network.Network, award: Ints, into: Ints, out: Ints, price: Ints) -> Refined:
    """These amounts as a flow on the network, with these prices of level A."""
    fill = _filled(cut, total(p.edge_need, award, len(p.need_id)) + pooled(p, out))
    arc = np.zeros(len(net.tail), dtype=np.int64)
    inside = np.flatnonzero(p.edge_group >= 0)
    arc[net.block["group"]] = total(p.edge_group[inside], award[inside], len(p.group_id))
    arc[net.block["edge"]], arc[net.block["into"]], arc[net.block["out"]] = award, into, out
    used = np.zeros(net.nodes, dtype=np.int64)
    used[: net.first["group"]] = total(p.edge_source, award, len(p.source_id))
    used[net.first["class"] : net.first["hub"]] = total(p.into_class, into, len(p.class_id))
    if p.region_steps:
        arc[net.block["slice"]] = fill.ravel()
        served = total(network.cells(p, cut).ravel(), fill.ravel(), net.nodes - net.first["cell"])
        # A cell fills its steps in order, and sink arcs are in order of step.
        sink = within(net.sink_cap, net.sink_tail - net.first["cell"], served)
    else:
        sink = fill.ravel()[net.sink_row]
    zero = np.zeros(net.nodes, dtype=np.int64)
    return Refined(arc, used, sink, np.stack([price, zero, zero]))
