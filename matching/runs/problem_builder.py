"""A network of candidates as a problem of the optimiser: ids are ranks, so no array names anybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from matching.eligibility.arrays.pairs import column
from matching.eligibility.candidates import Candidates
from matching.eligibility.sources import Source
from matching.models import Match, SourceKind
from matching.runs.priority_levels import queue_of_counties
from matching.states import MatchState
from needs.causes import URGENCY_LEVEL, Urgency
from optimiser.model.problem import Problem
from optimiser.plan.plan import Plan
from optimiser.reoptimise.warm_start import WarmStart
from optimiser.solve import cold_start, reoptimise

# Level D of the objective, in small whole numbers per yuan: near money first, promises last, and a source with a higher
# cap before one with a lower cap, so that a household is helped by few sources rather than by many.
COST_NEAR, COST_CITY, COST_PLEDGE = 0, 2, 6
CAP_SCALE_FEN = 1_000_000  # a cap of ¥10,000 adds 1, one of ¥1,000 adds 10
MOST_CAP_COST = 20
#: Level B of the objective: inside a level the townships rise together, in steps of so many parts of their demand.
FAIR_STEPS = 20


@dataclass(frozen=True, eq=False)
class Solved:
    """A network's problem, its proved plan, and what the optimiser remembers to go on from."""

    problem: Problem
    plan: Plan
    warm_start: WarmStart


def planned(found: Candidates, *, after: Solved | None = None) -> Solved | None:
    """The proved plan of a network; None where no pair fits. `after`: a network of the same rows that differs a little.

    Least grants and sources that help alone are part of the problem. Where the search for them cannot prove its plan
    within its budget, the problem is the flow without them: what then falls below a least grant is not proposed.
    """
    problem = problem_of(found)
    if problem is None:
        return None
    solved = _solved(problem, after)
    if solved.plan.gap:
        solved = _solved(problem_of(found, side_rules=False), after)
    return solved


def _solved(problem: Problem, after: Solved | None) -> Solved:
    plan, warm_start = reoptimise(problem, after.warm_start) if after else cold_start(problem)
    return Solved(problem, plan, warm_start)


def proposed(found: Candidates, plan: Plan | None) -> np.ndarray:
    """(E) what people are asked about, in the network's measure: what falls below a least grant is left out."""
    if plan is None:
        return np.zeros(len(found.need), dtype=np.int64)
    least = column(one.minimum for one in found.sources)[found.source]
    return np.where(plan.award_fen >= least, plan.award_fen, 0)


def problem_of(found: Candidates, *, side_rules: bool = True) -> Problem | None:
    """The arrays of every item and source of the network; None where no pair fits.

    Row k of the needs is item k, row k of the sources is source k, edge k is edge k, pledge k is small promise k.
    """
    if not len(found.need) and not len(found.promises.out_need):
        return None
    items, sources, measure = found.items, found.sources, found.measure
    places = sorted({place_of(item) for item in items})
    previous = _previous(items)
    queue = queue_of_counties({item.case.county_id for item in items}, found.at)
    household, ceilings = found.history.circumstances.ceilings(items, found.at.date())
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
        source_amount=np.array([one.free for one in sources]),
        edge_need=found.need,
        edge_source=found.source,
        edge_cap=found.most,
        edge_previous=np.array(
            [previous.get((items[i].pk, sources[j].key), 0) for i, j in zip(found.need, found.source, strict=True)]
        ),
        edge_cost=column(_cost(one) for one in sources)[found.source],
        **found.promises.arrays(_previous_of_classes(found, previous), COST_PLEDGE + MOST_CAP_COST),
        **_household_caps(found),
        **(_side_rules(found) if side_rules else {}),
        level_table=queue[None, :, None, :],
        unit=measure.unit,
        region_steps=FAIR_STEPS,
    )


def _side_rules(found: Candidates) -> dict[str, np.ndarray]:
    return {
        "source_minimum": np.array([one.minimum for one in found.sources]),
        "source_alone": np.array([int(getattr(one.row, "co_funding", True) is False) for one in found.sources]),
        "need_max_sources": _few_sources(found),
    }


def _few_sources(found: Candidates) -> np.ndarray:
    """How many more sources the county lets a case have, 0 where it sets no limit. Promises count as one together.

    A case that has as many as it may have is none of the optimiser's: the evaluator refused its pairs.
    """
    circumstances = found.history.circumstances
    return np.array(
        [
            max(1, room) if (room := circumstances.sources_left(item, found.at.date())) is not None else 0
            for item in found.items
        ],
        dtype=np.int64,
    )


def _household_caps(found: Candidates) -> dict[str, np.ndarray]:
    """A source's cap holds for all items of one household together: a node of the network where there are several."""
    edges: dict[tuple, list[int]] = {}
    capped = [one.cap is not None for one in found.sources]
    for edge, (i, j) in enumerate(zip(found.need.tolist(), found.source.tolist(), strict=True)):
        if capped[j]:
            edges.setdefault((found.items[i].case.household_id, j), []).append(edge)
    shared = [(j, rows) for (_household, j), rows in edges.items() if len(rows) > 1]
    group = np.full(len(found.need), -1, dtype=np.int64)
    for row, (_j, rows) in enumerate(shared):
        group[rows] = row
    return {
        "edge_group": group,
        "group_id": np.arange(len(shared)),
        "group_source": column(j for j, _rows in shared),
        "group_cap": column(_cap_left(found, rows[0]) for _j, rows in shared),
    }


def _cap_left(found: Candidates, edge: int) -> int | None:
    return found.history.cap_left(found.items[found.need[edge]], found.sources[found.source[edge]])


def place_of(item) -> str:
    """Townships share fairly inside their county; a case without one counts for the county itself."""
    return item.case.township_id or item.case.county_id


def _previous(items) -> dict[tuple, int]:
    rows = Match.objects.filter(item__in=items, state=MatchState.PROPOSED)
    return {
        (item, source): fen or quantity
        for item, source, fen, quantity in rows.values_list(
            "item_id", "source_key", "proposed_fen", "proposed_quantity"
        )
    }


def _previous_of_classes(found: Candidates, previous: dict[tuple, int]) -> dict[tuple[int, int], int]:
    """(class of small promises, row of items) → fen proposed last time."""
    row = {item.pk: i for i, item in enumerate(found.items)}
    of_class = {one.key: int(of) for one, of in zip(found.promises.sources, found.promises.of_class, strict=True)}
    sums: Counter[tuple[int, int]] = Counter()
    for (item, key), fen in previous.items():
        if key in of_class:
            sums[of_class[key], row[item]] += fen
    return sums


def _cost(source: Source) -> int:
    """Lower is better; compared only among plans that serve the same needs equally well."""
    place = COST_NEAR if len(source.region_prefix) >= 6 else COST_CITY
    many = min(MOST_CAP_COST, CAP_SCALE_FEN // source.cap) if source.cap and source.measure.is_money else 0
    return (COST_PLEDGE if source.kind == SourceKind.PLEDGE else place) + many
