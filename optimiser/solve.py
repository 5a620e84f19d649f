"""The optimiser's verbs: solve a problem, solve it so that the next run can go on, and go on."""

from __future__ import annotations

from typing import NamedTuple

from optimiser.duals.dual_prices import DualPrices, dual_prices
from optimiser.duals.duality_gap import certify
from optimiser.max_flow.initial_flow import previous_plan
from optimiser.max_flow.shortest_augmenting_paths import max_flow
from optimiser.min_cost.optimal_face import Chosen, refine
from optimiser.model.canonical_order import Canonical, canonical, same_rows
from optimiser.model.instance import Instance, instance
from optimiser.model.problem import Problem
from optimiser.model.residual_graph import residual_graph, two_way_residual
from optimiser.plan.plan import Plan
from optimiser.plan.written_plan import written
from optimiser.reoptimise.packed_objective import reoptimised
from optimiser.reoptimise.warm_start import WarmStart, starting_point
from optimiser.side_constraints.enforce import enforce


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
    found = _optimum(problem)
    return _plan(found.ordered, found.case, found.chosen, found.dual)


def cold_start(problem: Problem) -> tuple[Plan, WarmStart]:
    """What `solve` answers, and the warm start from which `reoptimise` can go on."""
    ordered, case, chosen, prices, dual = _optimum(problem)
    residual = two_way_residual(case.rows, case.network.cap, chosen.arc)
    return _plan(ordered, case, chosen, dual), WarmStart(ordered, case, chosen, *residual, prices)


def reoptimise(problem: Problem, warm_start: WarmStart) -> tuple[Plan, WarmStart]:
    """What `solve` answers for a problem that differs little from that of the warm start, much sooner.

    Exactly as good on every level, with its own proof; only between equally good plans the choice may differ, because
    it begins at the plan found then. Rows are recognised by their ids. A large change is solved anew.
    """
    equal = same_rows(problem, warm_start.ordered.given)
    ordered = canonical(problem, warm_start.ordered if equal else None)
    case = instance(ordered.problem, warm_start.case if equal else None)
    begin = starting_point(warm_start, case)
    found = None if begin is None else reoptimised(case, begin)
    if found is not None:
        chosen = found.chosen
        proof = certify(case.network, chosen.sink, chosen.potential[0])
        if proof.primal == proof.dual:
            following = WarmStart(ordered, case, chosen, found.residual, found.reverse_residual, found.prices)
            return _plan(ordered, case, chosen, proof.dual), following
    return cold_start(problem)


class _Optimum(NamedTuple):
    ordered: Canonical
    case: Instance
    chosen: Chosen
    prices: DualPrices
    dual: int


def _optimum(problem: Problem) -> _Optimum:
    """The optimal flow without side rules, proved."""
    ordered = canonical(problem)
    case = instance(ordered.problem)
    p, cut, net, rows = case
    served = max_flow(net, previous_plan(p, cut, net), rows)
    prices = dual_prices(net, served.sink, residual_graph(rows, net.cap, served.arc))
    proof = certify(net, served.sink, prices.price)
    if proof.primal != proof.dual:
        raise RuntimeError(f"The plan is not proved: {proof.dual - proof.primal} units of rank weight are open.")
    return _Optimum(ordered, case, refine(p, net, served, prices.price), prices, proof.dual)


def _plan(ordered: Canonical, case: Instance, chosen: Chosen, dual: int) -> Plan:
    return written(ordered, case, enforce(case, chosen, dual), dual)
