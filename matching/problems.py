"""A network of candidates as a problem of the optimiser: ids are ranks, so no array names anybody."""

from __future__ import annotations

import numpy as np

from matching.candidates import Candidates
from matching.models import Match, SourceKind
from matching.solver.plan import Plan
from matching.solver.problem import Problem
from matching.solver.solve import solve
from matching.sources import Source
from matching.states import MatchState
from needs.causes import URGENCY_LEVEL, Urgency

# Level D of the objective, in small whole numbers per yuan: near money first, promises last, and a source with a higher
# cap before one with a lower cap, so that a household is helped by few sources rather than by many.
COST_NEAR, COST_CITY, COST_PLEDGE = 0, 2, 6
CAP_SCALE_FEN = 1_000_000  # a cap of ¥10,000 adds 1, one of ¥1,000 adds 10
MOST_CAP_COST = 20
#: Level B of the objective: inside a level the townships rise together, in steps of so many parts of their demand.
FAIR_STEPS = 20


def planned(found: Candidates) -> tuple[Problem, Plan] | tuple[None, None]:
    """The proved plan of a network and the problem that it solves.

    Least grants and sources that help alone are part of the problem. Where the search for them cannot prove its plan
    within its budget, the problem is the flow without them: what then falls below a least grant is not proposed.
    """
    problem = problem_of(found)
    if problem is None:
        return None, None
    plan = solve(problem)
    if plan.gap:
        problem = problem_of(found, side_rules=False)
        plan = solve(problem)
    return problem, plan


def problem_of(found: Candidates, *, side_rules: bool = True) -> Problem | None:
    """The arrays of every item and source of the network; None where no pair fits.

    Row k of the needs is item k, row k of the sources is source k, edge k is edge k.
    """
    if not len(found.need):
        return None
    items, sources, measure = found.items, found.sources, found.measure
    places = sorted({place_of(item) for item in items})
    previous = _previous(items)
    household, ceilings = found.history.circumstances.ceilings(found.at.date())
    return Problem(
        need_id=np.arange(len(items)),
        need_amount=np.array([measure.asked(item) for item in items]),
        need_covered=np.array([measure.covered(item) for item in items]),
        need_urgency=np.array([URGENCY_LEVEL[Urgency(item.case.urgency)] for item in items]),
        need_region=np.array([places.index(place_of(item)) for item in items]),
        region_code=np.array([int(code) for code in places]),
        need_household=np.array(household),
        household_id=np.arange(len(ceilings)),
        household_ceiling=np.array(ceilings, dtype=np.int64),
        source_id=np.arange(len(sources)),
        source_amount=np.array([one.free_fen for one in sources]),
        edge_need=found.need,
        edge_source=found.source,
        edge_cap=found.most,
        edge_previous=np.array([previous.get((items[i].pk, sources[j].key), 0)
                                for i, j in zip(found.need, found.source, strict=True)]),
        edge_cost=np.array([_cost(one) for one in sources])[found.source],
        **(_side_rules(found) if side_rules else {}),
        unit=measure.unit,
        region_steps=FAIR_STEPS,
    )


def _side_rules(found: Candidates) -> dict[str, np.ndarray]:
    return {
        "source_minimum": np.array([one.minimum_fen for one in found.sources]),
        "source_alone": np.array([int(getattr(one.row, "co_funding", True) is False) for one in found.sources]),
    }


def place_of(item) -> str:
    """Townships share fairly inside their county; a case without one counts for the county itself."""
    return item.case.township_id or item.case.county_id


def _previous(items) -> dict[tuple, int]:
    rows = Match.objects.filter(item__in=items, state=MatchState.PROPOSED).values_list(
        "item_id", "source_kind", "programme_id", "fund_id", "pledge_id", "proposed_fen"
    )
    return {(item, f"{kind}:{programme or fund or pledge}"): fen for item, kind, programme, fund, pledge, fen in rows}


def _cost(source: Source) -> int:
    """Lower is better; compared only among plans that serve the same needs equally well."""
    place = COST_NEAR if len(source.region_prefix) >= 6 else COST_CITY
    many = min(MOST_CAP_COST, CAP_SCALE_FEN // source.cap_fen) if source.cap_fen else 0
    return (COST_PLEDGE if source.kind == SourceKind.PLEDGE else place) + many
