"""Between two runs: what could help one need at this moment, ranked, with reasons – from the last prices and today's money.

A price says how urgent the use is that one more yuan (or piece) of a source would serve (the last run's bid price). A source is
offered to a part of a need only where no more urgent use waits for it: that keeps most of what a new run would gain.
Nothing is written or reserved; a run or an officer decides. Small promises are left out: only a run can pool them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.timezone import localdate

from common.messages import Words
from matching.eligibility.candidates import Candidates, network, open_items, reaching
from matching.eligibility.evaluator import Judgement
from matching.eligibility.history import as_helper
from matching.eligibility.outstanding import Outstanding
from matching.eligibility.sources import Source, sources_for
from matching.measures import Measure
from matching.runs.plans import planned
from matching.runs.priority_levels import Queue, price_words, queue_of
from matching.runs.records.account import prices
from matching.runs.records.changes import last_record, source_figures
from needs.causes import URGENCY_LEVEL, Urgency
from needs.models import NeedItem
from needs.models.item import slices


@dataclass(frozen=True)
class Suggestion:
    """One source for one item, as things stand, in the item's measure; `amount` fits beside the suggestions ranked before it."""

    source: Source
    price: int  # level of the queue that waits for this source, from 1; 0: none
    left: int  # free and not proposed to anybody
    amount: int
    judgement: Judgement
    queue: Queue = field(repr=False, compare=False)  # the order of urgency in which the price counts

    @property
    def most_words(self) -> Words:
        return self.source.measure.words(self.amount)

    @property
    def left_words(self) -> Words:
        return self.source.measure.words(self.left)

    @property
    def why(self) -> Words:
        return price_words(self.price, self.source.measure, self.queue)


def suggestions_for(item: NeedItem, *, at: datetime) -> list[Suggestion]:
    """Sources for one item in the order in which to ask them: unpriced money first, then the nearest, then the largest."""
    county, on = item.case.county, localdate(at)
    sources = reaching(Outstanding.outside(county).left_of(sources_for(item, on)), county)
    found = network([item], sources, Measure.of(item), at=at)
    if not len(found.need):
        return []
    price, left = priced(found, item), left_now(found)
    order = sorted(range(len(found.need)), key=lambda edge: _rank(found, edge, price, left))
    queue = queue_of(item.case.county_id, at)
    parts = _parts(item, queue, found.history.ceiling_left(item, on))
    suggestions: list[Suggestion] = []
    for edge in order:
        source = sources[found.source[edge]]
        most = min(int(found.most[edge]), left[source.key])
        amount = _taken(parts, price[source.key], most // found.measure.unit * found.measure.unit)
        if amount >= max(found.measure.unit, source.minimum) and _fits_beside(suggestions, source, found, item):
            judgement = found.judgement(edge)
            suggestions.append(Suggestion(source, price[source.key], left[source.key], amount, judgement, queue))
            _take(parts, price[source.key], amount)
    return suggestions


def _fits_beside(suggestions: list[Suggestion], source: Source, found: Candidates, item: NeedItem) -> bool:
    """By the rules between sources: who helps alone, and how many may help one case."""
    history = found.history
    if suggestions and not all(
        getattr(one.row, "co_funding", True) for one in (source, *(one.source for one in suggestions))
    ):
        return False
    most = history.sources_left(item, localdate(found.at))
    helpers = history.helpers.get(item.case_id, set())
    new = {as_helper(one.key) for one in (source, *(one.source for one in suggestions))} - helpers
    return most is None or len(new) <= most


def _rank(found: Candidates, edge: int, price: dict[str, int], left: dict[str, int]) -> tuple:
    source = found.sources[found.source[edge]]
    # a high level number is a mild use; 0 is none at all and comes first
    waiting = -price[source.key] if price[source.key] else -(10**6)
    return (waiting, -len(source.region_prefix), -min(int(found.most[edge]), left[source.key]), source.key)


def priced(found: Candidates, item: NeedItem) -> dict[str, int]:
    """Prices of the county's last run. Where a source came since, or has more to give or other terms, today's prices."""
    record = last_record(item.case.county, found.measure)
    before = record.state["sources"] if record else {}
    if any(_more(one, before.get(one.key)) for one in found.sources):
        return _priced_today(found, item)
    return {one.key: record.prices[one.key] for one in found.sources} if record else {}


def _more(source: Source, before: list | None) -> bool:
    """Whether the last run did not know it as it is; what was only spent since makes nothing cheaper."""
    free, *terms = source_figures(source)
    return before is None or free > before[0] or terms != before[1:]


def _priced_today(found: Candidates, item: NeedItem) -> dict[str, int]:
    """The whole network of the county solved once more, for its prices alone: nobody is proposed anything."""
    whole = network(open_items(item.case.county, found.measure), found.sources, found.measure, at=found.at)
    solved = planned(whole)
    return prices(whole, solved.plan if solved else None)


def left_now(found: Candidates) -> dict[str, int]:
    """Source key → what is left beside all proposals for other needs, also those of the county, which a run would free."""
    others, county = Outstanding.besides(found.items), Outstanding.outside(found.items[0].case.county)
    return {one.key: max(0, one.free - others.by_source[one.key] + county.by_source[one.key]) for one in found.sources}


def _parts(item: NeedItem, queue: Queue, ceiling: int | None) -> list[list[int]]:
    """[level from 1, what is still open] of the basic, essential and rest part; what came already filled the first ones.

    `ceiling`: what the county lets the household have for this cause.
    """
    levels = queue[URGENCY_LEVEL[Urgency(item.case.urgency)] - 1]
    measure, parts = Measure.of(item), []
    covered, room = measure.covered(item), measure.remaining(item) if ceiling is None else ceiling
    for level, size in zip(levels, slices(measure.asked(item)), strict=True):
        gone = min(covered, size)
        covered -= gone
        parts.append([int(level) + 1, min(size - gone, room)])
        room -= parts[-1][1]
    return parts


def _taken(parts: list[list[int]], price: int, most: int) -> int:
    """How much of the open parts may come from a source with this price."""
    return min(most, sum(left for level, left in parts if not price or level <= price))


def _take(parts: list[list[int]], price: int, amount: int) -> None:
    for part in parts:
        if not price or part[0] <= price:
            used = min(part[1], amount)
            part[1] -= used
            amount -= used
