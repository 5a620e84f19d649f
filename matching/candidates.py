"""From the database to arrays: who still needs what, which sources are open, and every pair that no rule refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from common.regions.models import Region
from matching.judge import History, Judgement, judge
from matching.models import Match, SourceKind
from matching.solver.problem import Problem
from matching.sources import Source, open_sources
from matching.states import MatchState
from needs import criteria
from needs.causes import URGENCY_LEVEL, Urgency
from needs.models import NeedItem

FEN_PER_UNIT = 100
# Level D of the objective, in small whole numbers per yuan: near money first, promises last, and a source with a higher
# cap before one with a lower cap, so that a household is helped by few sources rather than by many.
COST_NEAR, COST_CITY, COST_PLEDGE = 0, 2, 6
CAP_SCALE_FEN = 1_000_000  # a cap of ¥10,000 adds 1, one of ¥1,000 adds 10
MOST_CAP_COST = 20


@dataclass(frozen=True)
class Candidates:
    """One network: `pairs[e]` is (item index, source index, judgement) for edge e."""

    items: list[NeedItem]
    sources: list[Source]
    pairs: list[tuple[int, int, Judgement]]
    problem: Problem | None


def open_items(county: Region) -> list[NeedItem]:
    """Cash items of open cases of the county with something left to cover, in a fixed order."""
    items = (
        NeedItem.objects.filter(case__county=county, case__state="open", kind="cash", verified_cost_fen__isnull=False)
        .select_related("case__household", "case__county", "case__township")
        .prefetch_related("case__consents")
        .order_by("pk")
    )
    return [item for item in items if item.remaining_fen >= FEN_PER_UNIT]


def candidates(county: Region, *, at: datetime) -> Candidates:
    items = open_items(county)
    sources = [source for source in open_sources(at.date()) if county.code.startswith(source.region_prefix)
               or source.region_prefix.startswith(county.prefix)]
    history = History.of(items)
    pairs = []
    busy = _decided(items)
    for i, item in enumerate(items):
        facts = criteria.facts_of(item, on=at.date())
        for j, source in enumerate(sources):
            if (item.pk, source.key) in busy:
                continue
            judgement = judge(item, source, history, at=at, facts=facts)
            if judgement.eligible and judgement.amount_fen >= FEN_PER_UNIT:
                pairs.append((i, j, judgement))
    pairs = _once_within_cooling(items, sources, pairs)
    return Candidates(items, sources, pairs, _problem(items, sources, pairs))


def _once_within_cooling(items, sources, pairs):
    """A source that waits between two grants to one household is offered for one of its items only: the largest.

    The second would be refused at approval; an officer should not meet a proposal that cannot stand.
    """
    largest: dict[tuple, int] = {}
    for index, (i, j, judgement) in enumerate(pairs):
        if sources[j].cooling_days:
            key = (items[i].case.household_id, j)
            if key not in largest or judgement.amount_fen > pairs[largest[key]][2].amount_fen:
                largest[key] = index
    kept = set(largest.values())
    return [pair for index, pair in enumerate(pairs) if not sources[pair[1]].cooling_days or index in kept]


def _decided(items: list[NeedItem]) -> set[tuple]:
    """Pairs with a live decision already: they are constants, not candidates."""
    rows = Match.objects.filter(item__in=items, state__in=["offered", "accepted", "disbursing"]).values_list(
        "item_id", "source_kind", "programme_id", "fund_id", "pledge_id"
    )
    return {(item, f"{kind}:{programme or fund or pledge}") for item, kind, programme, fund, pledge in rows}


def _problem(items, sources, pairs) -> Problem | None:
    """The arrays; ids are ranks in the fixed order, so equal data give equal bytes."""
    if not pairs:
        return None
    previous = _previous(items)
    used_items = sorted({i for i, _j, _one in pairs})
    used_sources = sorted({j for _i, j, _one in pairs})
    item_row = {i: row for row, i in enumerate(used_items)}
    source_row = {j: row for row, j in enumerate(used_sources)}
    return Problem(
        need_id=np.array(used_items),
        need_amount=np.array([items[i].gap_fen for i in used_items]),
        need_covered=np.array([items[i].committed_fen for i in used_items]),
        need_urgency=np.array([URGENCY_LEVEL[Urgency(items[i].case.urgency)] for i in used_items]),
        source_id=np.array(used_sources),
        source_amount=np.array([sources[j].free_fen for j in used_sources]),
        edge_need=np.array([item_row[i] for i, _j, _one in pairs]),
        edge_source=np.array([source_row[j] for _i, j, _one in pairs]),
        edge_cap=np.array([one.amount_fen for _i, _j, one in pairs]),
        edge_previous=np.array([previous.get((items[i].pk, sources[j].key), 0) for i, j, _one in pairs]),
        edge_cost=np.array([_cost(sources[j]) for _i, j, _one in pairs]),
        unit=FEN_PER_UNIT,
    )


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
