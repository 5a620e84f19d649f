"""A network of candidates as a problem of the optimiser: ids are ranks, so no array names anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

import numpy as np
from django.utils.timezone import localdate

from common.presence import present
from matching.eligibility.arrays.pairs import column
from matching.eligibility.candidates import Candidates
from matching.eligibility.history import as_helper
from matching.eligibility.sources import Source
from matching.models import Match, SourceKind
from matching.runs.priority_levels import queue_of_counties
from matching.runs.source_limit import Room
from matching.states import MatchState
from needs.causes import URGENCY_LEVEL, Urgency
from optimiser.model.problem import Problem

# Level D of the objective, in small whole numbers per yuan: near money first, promises last, and a source with a higher
# cap before one with a lower cap, so that a household is helped by few sources rather than by many.
COST_NEAR, COST_CITY, COST_PLEDGE = 0, 2, 6
CAP_SCALE_FEN = 1_000_000  # a cap of ¥10,000 adds 1, one of ¥1,000 adds 10
MOST_CAP_COST = 20
#: Level B of the objective: inside a level the townships rise together, in steps of so many parts of their demand.
FAIR_STEPS = 20


def problem_of(found: Candidates, room: Mapping[UUID, Room] | None) -> Problem | None:
    """The arrays of every item and source of the network; None where no pair fits.

    `room`: how many sources each limited case may still have; None leaves out every rule between sources, which makes
    the problem a flow.

    Row k of the needs is item k, row k of the sources is source k, edge k is edge k, pledge k is small promise k.
    """
    if not len(found.need) and not len(found.promises.out_need):
        return None
    items, sources, measure = found.items, found.sources, found.measure
    places = sorted({place_of(item) for item in items})
    previous = _previous(items)
    queue = queue_of_counties({item.case.county_id for item in items}, found.at)
    household, ceilings = found.history.ceilings(items, localdate(found.at))
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
        **({} if room is None else _between_sources(found, room)),
        level_table=queue[None, :, None, :],
        unit=measure.unit,
        region_steps=FAIR_STEPS,
    )


def _between_sources(found: Candidates, room: Mapping[UUID, Room]) -> dict[str, np.ndarray]:
    return {
        "source_minimum": np.array([one.minimum for one in found.sources]),
        "source_alone": np.array([int(getattr(one.row, "co_funding", True) is False) for one in found.sources]),
        "need_max_sources": _few_sources(found, room),
    }


def _few_sources(found: Candidates, room: Mapping[UUID, Room]) -> np.ndarray:
    """How many sources a need may have, 0 where nothing limits it: those of its case that help already, and new ones.

    Promises count as one together. A need counts alone here; `source_limit` looks at all needs of a case.
    """
    helped: Counter[int] = Counter()
    for i, j in zip(found.need.tolist(), found.source.tolist(), strict=True):
        one = room.get(found.items[i].case_id)
        helped[i] += bool(one and as_helper(found.sources[j].key) in one.helpers)
    limits = [room.get(item.case_id) for item in found.items]
    return column(max(1, one.most + helped[i]) if one else 0 for i, one in enumerate(limits))


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


def _cap_left(found: Candidates, edge: int) -> int:
    return present(found.history.cap_left(found.items[found.need[edge]], found.sources[found.source[edge]]))


def place_of(item) -> str:
    """Townships share fairly inside their county; a case without one counts for the county itself."""
    return item.case.township_id or item.case.county_id


def _previous(items) -> dict[tuple, int]:
    rows = Match.objects.filter(item__in=items, state=MatchState.PROPOSED)
    return {
        (item, source): present(fen or quantity)
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
