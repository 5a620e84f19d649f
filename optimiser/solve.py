"""The optimiser's one function."""

from __future__ import annotations

import numpy as np

from optimiser.duals import dual_prices as prices
from optimiser.duals.duality_gap import certify
from optimiser.max_flow import initial_flow
from optimiser.max_flow import shortest_augmenting_paths as max_flow
from optimiser.min_cost.optimal_face import refine
from optimiser.model import network
from optimiser.model.canonical_order import Canonical, canonical, same_rows
from optimiser.model.problem import Ints, Problem
from optimiser.model.residual_graph import Rows, rows, total
from optimiser.model.slices import Slices, slices
from optimiser.plan import pledge_draw as draw
from optimiser.plan.plan import Plan, split_fen
from optimiser.reoptimise.packed_levels import Refined, repaired
from optimiser.reoptimise.warm_start import WarmStart, carried
from optimiser.side_constraints import enforce as discrete
from optimiser.side_constraints.enforce import Ruled


def solve(problem: Problem) -> Plan:
    """Propose who receives what from whom.

    In words: serve the most urgent slices of the needs first, as much as the money that may reach them allows, then
    the next level, and so on; inside each level raise all regions in equal steps; among all plans that do so keep what
    staff saw last time, then prefer cheap edges. No source, ceiling or need is exceeded; nothing is rounded up.

    In symbols, with units x on arcs, slices s_it of level ℓ(i,t) and F_ℓ = Σ f_it over level ℓ: lexicographically
    A. max F_1, F_2, …  B. inside each ℓ max the fill of step 1, 2, … of every region's demand  C. max Σ min(x, x̂)
    D. min Σ cost·x  E. ids break ties; subject to Σ_i x_ij ≤ b_j, x_ij ≤ u_ij, Σ_j x_ij = Σ_t f_it, f_it ≤ s_it,
    ceilings per source and household, and conservation at the pledge hubs.

    The vectors f that some flow can fill are an integral polymatroid, so serving in order is optimal for every
    weighting of that order (Edmonds 1970), and with rank weights one zero gap proves every level. Pure: the same
    problem gives the same bytes, whatever the order of its rows. RuntimeError if the proof fails: a defect.
    """
    return _anew(problem)[0]


def cold_start(problem: Problem) -> tuple[Plan, WarmStart]:
    """What `solve` answers, and what `resolve` needs to go on from there."""
    plan, ordered, net, lines, chosen, slopes = _anew(problem)
    return plan, WarmStart(ordered, net, lines, chosen, *lines.both(net.cap, chosen.arc), slopes)


def _anew(problem: Problem) -> tuple[Plan, Canonical, network.Network, Rows, Refined, prices.Slopes]:
    ordered = canonical(problem)
    p = ordered.problem
    cut = slices(p)
    net = network.build(p, cut)
    lines = rows(net.nodes, net.tail, net.head)
    served = max_flow.serve(net, initial_flow.warm(p, cut, net), lines)
    slopes = prices.slopes(net, served.sink, lines, lines.rooms(net.cap, served.arc))
    proof = certify(net, served.sink, slopes.price)
    if proof.primal != proof.dual:
        raise RuntimeError(f"The plan is not proved: {proof.dual - proof.primal} units of rank weight are open.")
    chosen = refine(p, net, served, slopes.price)
    ruled = discrete.enforce(p, cut, net, lines, chosen, proof.dual)
    return _plan(ordered, cut, net, ruled, proof.dual), ordered, net, lines, chosen, slopes


def reoptimise(problem: Problem, warm_start: WarmStart) -> tuple[Plan, WarmStart]:
    """What `solve` answers for a problem that differs little from the cold_start one, much sooner.

    Exactly as good on every level, with its own proof; only between equally good plans the choice may differ, because
    it begins at the cold_start plan. Rows are recognised by their ids. A large change is solved anew.
    """
    equal = same_rows(problem, warm_start.ordered.given)
    ordered = canonical(problem, warm_start.ordered if equal else None)
    p = ordered.problem
    cut = slices(p)
    net = network.build(p, cut, warm_start.net if equal else None)
    equal = net.tail is warm_start.net.tail
    lines = warm_start.rows if equal else rows(net.nodes, net.tail, net.head)
    begin = carried(warm_start, p, net, lines, equal)
    found = None if begin is None else repaired(p, net, lines, begin)
    if found is not None:
        chosen = found.chosen
        proof = certify(net, chosen.sink, chosen.price[0])
        if proof.primal == proof.dual:
            ruled = discrete.enforce(p, cut, net, lines, chosen, proof.dual)
            warm_start = WarmStart(ordered, net, lines, chosen, found.room, found.back, found.slopes)
            return _plan(ordered, cut, net, ruled, proof.dual), warm_start
    return cold_start(problem)


def _plan(ordered: Canonical, cut: Slices, net: network.Network, ruled: Ruled, dual: int) -> Plan:
    p, chosen = ordered.problem, ruled.chosen
    award, into, out = (chosen.arc[net.block[name]] for name in ("edge", "into", "out"))
    rank_value = total(net.sink_rank, chosen.sink, net.ranks)
    sources = total(p.edge_source, award, len(p.source_id))
    pledge, hub, need, units = draw.draw(
        pledge_class=p.pledge_class,
        pledge_units=p.pledge_amount // p.unit,
        pledge_order=draw.oldest(p.pledge_day),  # canonical pledges stand by id
        into=(p.into_class, p.into_hub, into),
        out=(p.out_hub, p.out_need, out),
    )
    pledges = total(pledge, units, len(p.pledge_id))
    kept = np.minimum(award, p.edge_previous // p.unit).sum() + np.minimum(out, p.out_previous // p.unit).sum()
    source_fen = split_fen(p.source_amount, sources, p.unit)
    pledge_fen = split_fen(p.pledge_amount, pledges, p.unit)
    back = ordered.restore
    return Plan(
        unit=p.unit,
        ranks=net.ranks,
        award=back("edge_need", award),
        into=back("into_hub", into),
        out=back("out_need", out),
        fill=back("need_id", _fill(p, cut, net, chosen)),
        cut=back("need_id", cut.cut),
        level_value=rank_value.reshape(p.levels(), -1).sum(axis=1),
        rank_value=rank_value,
        **_prices(ordered, net, chosen.price),
        primal=int((net.sink_weight * chosen.sink).sum()),
        dual=dual,
        bound=ruled.bound,
        bound_by=ruled.by,
        kept=int(kept),
        draw_pledge=ordered.order["pledge_id"][pledge],
        draw_hub=ordered.order["hub_id"][hub],
        draw_need=ordered.order["need_id"][need],
        draw_units=units,
        source_proposed_fen=back("source_id", source_fen[0]),
        source_left_fen=back("source_id", source_fen[1]),
        source_remainder_fen=back("source_id", source_fen[2]),
        pledge_proposed_fen=back("pledge_id", pledge_fen[0]),
        pledge_left_fen=back("pledge_id", pledge_fen[1]),
        pledge_remainder_fen=back("pledge_id", pledge_fen[2]),
    )


def _fill(p: Problem, cut: Slices, net: network.Network, chosen: Refined) -> Ints:
    """Units served per slice (N, 3): sink arcs themselves, or the arcs need → cell."""
    if p.region_steps:
        return chosen.arc[net.block["slice"]].reshape(-1, 3)
    fill = np.zeros(cut.size.size, dtype=np.int64)
    fill[net.sink_row] = chosen.sink
    return fill.reshape(-1, 3)


def _prices(ordered: Canonical, net: network.Network, price: Ints) -> dict[str, Ints]:
    """Prices by kind of node, in the row order of the given problem."""
    found = {}
    kinds = ("source", "group", "class", "hub", "need")
    for kind, after in zip(kinds, (*kinds[1:], "cell"), strict=True):
        rows = price[:, net.first[kind] : net.first[after]]
        found[f"price_{kind}"] = ordered.restore(f"{kind}_id", rows.T.copy()).T.copy()
    cells = price[:, net.first["cell"] :].reshape(3, -1, len(ordered.problem.region_code))
    by_region = ordered.restore("region_code", np.moveaxis(cells, 2, 0).copy())
    found["price_cell"] = np.moveaxis(by_region, 0, 2).reshape(3, -1).copy()
    return found
