"""“If the cap were 8,000, the budget 200,000 more, the area the whole city”: the same engine on changed data, nothing written.

Two plans are compared, as things are and as they would be; the second goes on from the first. Existing proposals, approvals and prices are not touched, and
nobody is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from typing import Any

import numpy as np
from django.db import OperationalError, connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.messages import named
from common.regions.models import Level, Region
from matching.eligibility.candidates import Candidates, network, open_items
from matching.eligibility.outstanding import Outstanding
from matching.eligibility.sources import Source, open_sources, small_promises
from matching.measures import CASH
from matching.runs.plans import Solved, planned
from matching.runs.pools.draws import drafts
from needs.causes import URGENCY_LEVEL, Urgency

MOST_ITEMS = 20_000
READ_WITHIN_MS = 5_000  # for each statement that reads the network
TIME_BOUND_S = 20


class TooLarge(Refusal):
    def __init__(self) -> None:
        super().__init__(_("这个范围的求助太多，不能在页面上试算，请缩小范围。"))


class TooSlow(Refusal):
    def __init__(self) -> None:
        super().__init__(_("试算超过了时间上限，请缩小范围后再试。"))


class NotOpen(Refusal):
    def __init__(self) -> None:
        super().__init__(_("这个来源目前不参与对接，或没有可用余额，不能试算。"))


@dataclass(frozen=True)
class Change:
    """What would be different about one source; None leaves it as it is."""

    cap_fen: int | None = None
    more_fen: int = 0
    area: Region | None = None
    least_urgency: str = ""

    def of(self, source: Source) -> Source:
        changed: dict[str, Any] = {"free": source.free + self.more_fen}
        if self.cap_fen is not None:
            changed["cap"] = self.cap_fen
            changed["minimum"] = min(source.minimum, self.cap_fen)
        if self.area is not None:
            changed |= {"region_prefix": self.area.prefix, "region_name": named(self.area)}
        if self.least_urgency:
            changed["rules"] = _at_least(source.rules, self.least_urgency)
        return replace(source, **changed)


def _at_least(rules: dict[str, Any], urgency: str) -> dict[str, Any]:
    """The same conditions, and at least so urgent."""
    allowed = [one.value for one in Urgency if URGENCY_LEVEL[one] >= URGENCY_LEVEL[Urgency(urgency)]]
    clause = {"field": "urgency", "op": "in", "value": allowed}
    if "any" in rules and any("any" in one or "all" in one for one in rules["any"]):
        raise Refusal(_("这个来源的条件是几组“任一满足”，不能在这里加紧急程度。"), field="least_urgency")
    return {"all": [*([rules] if "any" in rules else rules.get("all", [])), clause]}


@dataclass(frozen=True)
class Outcome:
    """Of the whole network: households that would be proposed something, and fen; `own`: from the source in question."""

    households: int
    fen: int
    own_households: int
    own_fen: int


@dataclass(frozen=True)
class Answer:
    items: int
    gap_fen: int
    before: Outcome
    after: Outcome

    @property
    def more_households(self) -> int:
        return self.after.households - self.before.households

    @property
    def more_fen(self) -> int:
        return self.after.fen - self.before.fen


def what_if(source_key: str, change: Change, *, at: datetime, area: Region | None = None) -> Answer:
    """Solve twice over the needs of `area`, or of wherever the source gives now or would give.

    Refusals: TooLarge, TooSlow (checked between the steps, statements are cut off by the database), NotOpen.
    """
    with transaction.atomic():
        _read_only()
        try:
            return _answer(source_key, change, at, area)
        except OperationalError as error:  # a statement was cut off
            raise TooSlow from error


def _read_only() -> None:
    """From here to the end of the transaction the database itself refuses every write, and every slow question."""
    with connection.cursor() as cursor:
        cursor.execute("set transaction read only")
        cursor.execute("select set_config('statement_timeout', %s, true)", [f"{READ_WITHIN_MS}ms"])


def _answer(source_key: str, change: Change, at: datetime, area: Region | None) -> Answer:
    started = monotonic()
    sources = [one for one in open_sources(localdate(at)) if one.free > 0]
    own = next((one for one in sources if one.key == source_key), None)
    if own is None:
        raise NotOpen
    items = open_items(area, CASH) if area else _items_within(own, change)
    if len(items) > MOST_ITEMS:
        raise TooLarge
    outstanding = Outstanding.besides(items)
    sources, small = outstanding.left_of(sources), outstanding.left_of(small_promises(localdate(at)))
    if not any(one.key == source_key for one in sources):
        raise NotOpen
    found = network(items, sources, CASH, at=at, promises=small)
    solved = planned(found)
    if monotonic() - started > TIME_BOUND_S / 2:
        raise TooSlow
    changed = [change.of(one) if one.key == source_key else one for one in sources]
    other = network(items, changed, CASH, at=at, promises=small)
    before, after = _outcome(found, solved, source_key), _outcome(other, planned(other, after=solved), source_key)
    return Answer(len(items), sum(CASH.remaining(item) for item in items), before, after)


def _items_within(source: Source, change: Change) -> list:
    """Needs where the source gives now, or would: the wider of both areas."""
    prefixes = [source.region_prefix, *([change.area.prefix] if change.area else [])]
    widest = min(prefixes, key=len)
    if not all(one.startswith(widest) for one in prefixes):
        raise Refusal(_("试算的地区要与现在的地区相连：在它之内，或包含它。"), field="area")
    return open_items(Region.objects.get(code=widest.ljust(12, "0")), CASH)


def _outcome(found: Candidates, solved: Solved | None, key: str) -> Outcome:
    """With what small promises would bring together, as a run would propose it."""
    if solved is None:
        return Outcome(0, 0, 0, 0)
    items, sources = found.items, found.sources
    award, pools = solved.plan.award_fen, drafts(found, solved.plan)
    given = np.flatnonzero(award)
    own = [edge for edge in given if sources[found.source[edge]].key == key]
    rows = {*found.need[given].tolist(), *(one.item for one in pools)}
    return Outcome(
        len({items[row].case.household_id for row in rows}),
        int(award.sum()) + sum(one.total for one in pools),
        len({items[found.need[edge]].case.household_id for edge in own}),
        int(award[own].sum()),
    )


def areas_around(region: Region) -> list[Region]:
    """What a source's area may be tried as: itself, what encloses it up to the city, and the counties inside it."""
    around = [one for one in region.ancestors() if one.level >= Level.CITY]
    inside = Region.objects.within(region).filter(level=Level.COUNTY).exclude(pk=region.pk).order_by("code")
    return [*around, region, *inside]
