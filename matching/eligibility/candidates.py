"""From the database to arrays: who still needs what, which sources are open, and every pair that no rule refuses.

A network is (items, sources, measure): money is one, each category of goods or services another. Pairs come from the compiled rules
(`matching.eligibility.arrays`); what arrays cannot say is asked of the reference evaluator, pair by pair, for the few that survive.
Reasons in full are made only for pairs that somebody will read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
from django.utils.timezone import localdate

from common.regions.models import Region
from matching.eligibility.arrays import encode
from matching.eligibility.arrays.codes import Layout
from matching.eligibility.arrays.pairs import Array, Mask, Needs, Sources, column, eligible
from matching.eligibility.evaluator import Judgement, judge
from matching.eligibility.history import History
from matching.eligibility.outstanding import Outstanding
from matching.eligibility.pledge_classes import Promises, compiled
from matching.eligibility.sources import Source, open_resources, open_sources, small_promises
from matching.measures import CASH, Measure
from matching.models import Match
from needs import criteria
from needs.models import NeedItem


@dataclass(frozen=True)
class Tables:
    """Items and sources compiled; `facts_open` and `rules_open` mark the rows that arrays cannot say in full."""

    words: Layout
    codes: list[str]
    places: encode.Places
    needs: Needs
    sources: Sources
    facts_open: Array
    rules_open: Array

    @classmethod
    def of(cls, items: Sequence[NeedItem], sources: Sequence[Source], facts: Sequence[dict]) -> Tables:
        words = encode.layout()
        codes = [item.case.township_id or item.case.county_id for item in items]
        places = encode.Places(codes)
        needs, facts_open = encode.needs_table(words, codes, facts, places)
        offers, rules_open = encode.sources_table(
            words, [one.region_prefix for one in sources], [one.rules for one in sources], places
        )
        return cls(words, codes, places, needs, offers, facts_open, rules_open)

    def pairs(self) -> tuple[Array, Array, Array]:
        """Pairs that the compiled rules let through, in the fixed order, and which of them the evaluator must look at."""
        need, source = eligible(self.places.parent, self.needs, self.sources)
        order = np.lexsort((source, need))
        need, source = need[order], source[order]
        return need, source, self.facts_open[need] | self.rules_open[source]


@dataclass(frozen=True)
class Candidates:
    """Edges in a fixed order: by item, then by source. Amounts in fen, or in pieces."""

    items: list[NeedItem]
    sources: list[Source]
    measure: Measure
    at: datetime
    history: History
    tables: Tables
    need: Array  # (E) row of items
    source: Array  # (E) row of sources
    most: Array  # (E) the most that the rules allow
    promises: Promises = field(default_factory=Promises)  # of money too small to stand alone: pooled, need by need

    def judgement(self, edge: int) -> Judgement:
        """Rule by rule, for somebody who reads it."""
        return judge(self.items[self.need[edge]], self.sources[self.source[edge]], self.history, at=self.at)


def open_items(area: Region, measure: Measure | None = None) -> list[NeedItem]:
    """Verified items of open cases of the area with something left to cover, of one measure or all, in a fixed order."""
    items = (
        NeedItem.objects.filter(
            case__county__code__startswith=area.prefix,
            case__state="open",
            verified_at__isnull=False,
            **(measure.columns if measure else {}),
        )
        .select_related("case__household", "case__county", "case__township")
        .prefetch_related("case__consents")
        .order_by("pk")
    )
    return [item for item in items if Measure.of(item).remaining(item) >= Measure.of(item).unit]


def reaching(sources: Sequence[Source], area: Region) -> list[Source]:
    """Sources with something left, whose place encloses the area or lies in it."""
    return [
        one
        for one in sources
        if one.free > 0 and (area.code.startswith(one.region_prefix) or one.region_prefix.startswith(area.prefix))
    ]


def networks(county: Region, *, at: datetime) -> list[Candidates]:
    """All networks of one county: money first, then each category of goods and services that somebody there needs."""
    items, outstanding = open_items(county), Outstanding.outside(county)
    history = History.of(items, outstanding)
    groups: dict[Measure, list[NeedItem]] = {CASH: []}
    for item in items:
        groups.setdefault(Measure.of(item), []).append(item)
    money, things, small = (
        reaching(outstanding.left_of(found(localdate(at))), county)
        for found in (open_sources, open_resources, small_promises)
    )
    return [
        network(
            group,
            money if measure.is_money else [one for one in things if one.measure == measure],
            measure,
            at=at,
            history=history,
            promises=small if measure.is_money else (),
        )
        for measure, group in sorted(groups.items(), key=lambda one: (not one[0].is_money, one[0].key))
    ]


def free_now(on: date) -> dict[str, int]:
    """Source key → its balance, of all that may be proposed on this day."""
    return {one.key: one.free for found in (open_sources, open_resources, small_promises) for one in found(on)}


def network(
    items: list[NeedItem],
    sources: list[Source],
    measure: Measure,
    *,
    at: datetime,
    history: History | None = None,
    promises: Sequence[Source] = (),
) -> Candidates:
    """Every pair that no rule refuses and that can move at least one unit; decided pairs are constants and left out.

    `history` of these items and others saves asking for it again; without one all other proposals stand. `promises` are
    small ones, to be pooled.
    """
    history = history or History.of(items, Outstanding.besides(items))
    facts = [criteria.facts_of(item, on=localdate(at)) for item in items]
    tables = Tables.of(items, sources, facts)
    need, source, open_question = tables.pairs()
    open_question |= _with_history(items, sources, history, need, source)
    open_question |= _asked_of_the_evaluator(items, sources, history, at, need, source)
    most = np.minimum(column(measure.remaining(item) for item in items)[need], _room(sources)[source])
    keep = most >= np.maximum(column(max(measure.unit, one.minimum) for one in sources)[source], 1)
    for edge in np.flatnonzero(keep & open_question):
        i, j = need[edge], source[edge]
        judgement = judge(items[i], sources[j], history, at=at, facts=facts[i])
        most[edge], keep[edge] = judgement.amount, judgement.eligible and judgement.amount >= measure.unit
    keep &= ~_decided(items, sources, need, source)
    need, source, most = need[keep], source[keep], most[keep]
    keep = _once_within_cooling(items, sources, history, need, source, most)
    pooled = compiled(items, promises, tables.codes, facts, history, at)
    return Candidates(items, sources, measure, at, history, tables, need[keep], source[keep], most[keep], pooled)


def _room(sources) -> Array:
    """What one grant may take at most: what is free, and the cap per household."""
    return column(one.free if one.cap is None else min(one.free, one.cap) for one in sources)


def _with_history(items, sources, history: History, need: Array, source: Array) -> Mask:
    """Pairs whose household had something from this source, or is proposed it: caps and waiting times depend on it."""
    pairs = {*history.given, *history.outstanding.by_household}
    if not pairs:
        return np.zeros(len(need), dtype=bool)
    place = {source.key: j for j, source in enumerate(sources)}
    met = {(household, place[key]) for household, key in pairs if key in place}
    households = [item.case.household_id for item in items]
    return np.array(
        [(households[i], j) in met for i, j in zip(need.tolist(), source.tolist(), strict=True)], dtype=bool
    )


def _asked_of_the_evaluator(items, sources, history: History, at: datetime, need: Array, source: Array) -> Mask:
    """Pairs that interests, other help or an earlier return may speak against."""
    touched = np.array(history.touched(items, localdate(at)), dtype=bool)
    helped = np.array([history.is_helped(item) for item in items], dtype=bool)
    alone = np.array([getattr(one.row, "co_funding", True) is False for one in sources], dtype=bool)
    return touched[need] | (helped[need] & alone[source])


def _decided(items, sources, need: Array, source: Array) -> Mask:
    """Pairs with a live decision already: they are constants, not candidates."""
    rows = Match.objects.filter(item__in=items, state__in=["cosigning", "offered", "accepted", "disbursing"])
    item_row, source_row = {item.pk: i for i, item in enumerate(items)}, {one.key: j for j, one in enumerate(sources)}
    keys = [(item_row[item], source_row.get(key, -1)) for item, key in rows.values_list("item_id", "source_key")]
    busy = column(i * len(sources) + j for i, j in keys if j >= 0)
    return np.isin(need * len(sources) + source, busy)


def _once_within_cooling(items, sources, history: History, need: Array, source: Array, most: Array) -> Mask:
    """A source that waits between two grants to one household is offered for one of its items only: the largest.

    For none where another one stands proposed already.

    The second would be refused at approval; an officer should not meet a proposal that cannot stand.
    """
    keep = np.ones(len(need), dtype=bool)
    waits = np.array([one.cooling_days > 0 for one in sources], dtype=bool)
    edges: list[int] = np.flatnonzero(waits[source]).tolist() if len(sources) else []
    best: dict[tuple, int] = {}
    for edge in edges:
        key = (items[need[edge]].case.household_id, source[edge])
        if history.asked_of(items[need[edge]], sources[source[edge]]):
            keep[edge] = False
            continue
        if key in best and most[edge] <= most[best[key]]:
            keep[edge] = False
        else:
            keep[best.get(key, edge)] = False
            best[key], keep[edge] = edge, True
    return keep
