"""All time limits of a place on one page: what holds today, since when, on which basis, and what is coming."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.regions.models import Region
from policy.clocks import CHAPTERS, Clock, chapter
from policy.in_force import above
from policy.models import OF_URGENCY, URGENCIES, DatedRule, TimeLimit, UrgencyOrder
from policy.selectors import NoLimit, limit
from policy.states import RuleState


@dataclass(frozen=True)
class Line:
    """One clock for one urgency (or for all others) as it stands, with what follows it."""

    clock: Clock
    who: str | Promise
    row: TimeLimit
    coming: list[TimeLimit] = field(default_factory=list)

    @property
    def local(self) -> bool:
        return self.row.region_id is not None


def overview(county: Region | None, on: date) -> list[tuple[str | Promise, list[Line]]]:
    """Chapter by chapter; `county` None: the defaults."""
    codes = list(above(county.pk if county else ""))
    rows = TimeLimit.objects.filter(_in(codes), state=RuleState.CONFIRMED).select_related("region")
    coming = [row for row in rows if row.valid_from > on]
    set_apart = {(row.clock, row.urgency) for row in rows}
    return [(title, _lines(chapter(begins), set_apart, coming, codes[0], on)) for title, begins in CHAPTERS]


def _lines(
    clocks: list[Clock], set_apart: set[tuple[str, str]], coming: list[TimeLimit], code: str, on: date
) -> list[Line]:
    lines = []
    for clock in clocks:
        for urgency in (*URGENCIES, ""):
            if (clock, urgency) not in set_apart:
                continue
            try:
                row = limit(clock, urgency, on, code)
            except NoLimit:
                continue
            if row.urgency == urgency:
                following = [one for one in coming if (one.clock, one.urgency) == (clock, urgency)]
                lines.append(Line(clock, _who(clock, urgency, set_apart), row, following))
    return lines


def _who(clock: Clock, urgency: str, set_apart: set[tuple[str, str]]) -> str | Promise:
    """“其余求助” where some urgencies have a limit of their own."""
    rest = not urgency and any((clock, one) in set_apart for one in URGENCIES)
    return _("其余求助") if rest else OF_URGENCY[urgency]


def history(kind: type[DatedRule], county: Region) -> QuerySet[Any]:
    """Every row ever entered for the place or for what lies above it, the latest day first."""
    rows = kind._default_manager.filter(_in(list(above(county.pk))), entered_at__isnull=False)
    return rows.select_related("region", "entered_by", "decided_by").order_by("-valid_from", "-entered_at")


def waiting(regions: QuerySet[Region]) -> list[DatedRule]:
    """What a second person still has to confirm, in these areas."""
    related = ("region", "entered_by")
    kinds = (TimeLimit, UrgencyOrder)
    return [
        row
        for kind in kinds
        for row in kind.objects.filter(state=RuleState.PROPOSED, region__in=regions).select_related(*related)
    ]


def _in(codes: list[str]) -> Q:
    return Q(region__in=[code for code in codes if code]) | Q(region=None)
