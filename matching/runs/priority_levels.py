"""The places of the queue: which part of which urgency is served first, by the dated order of a county (`policy`)."""

from __future__ import annotations

from datetime import date

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from common.messages import Words, listed, said
from common.regions.models import Region
from matching.measures import Measure
from needs.causes import URGENCY_LEVEL, Urgency
from policy.selectors import order

PART_OF = {
    Urgency.RED: _("红色求助的%(part)s"),
    Urgency.ORANGE: _("橙色求助的%(part)s"),
    Urgency.YELLOW: _("黄色求助的%(part)s"),
    Urgency.BLUE: _("蓝色求助的%(part)s"),
}
PARTS = (_("基本部分"), _("必要部分"), _("其余部分"))
Queue = NDArray[np.int64]


def queue_of(county: Region | str, on: date) -> Queue:
    """(5, 3) the place of urgency 1-5 and of the basic, essential and other part; 0 is served first."""
    return np.array(order(county, on).levels, dtype=np.int64).reshape(5, 3)


def queue_of_counties(codes: set[str], on: date) -> Queue:
    """The order of the one county; of their city where a problem spans several, of nobody in particular beyond it."""
    cities = {code[:4] for code in codes}
    area = next(iter(codes)) if len(codes) == 1 else f"{next(iter(cities)):0<12}" if len(cities) == 1 else ""
    return queue_of(area, on)


def level_words(level: int, queue: Queue | None = None) -> Words:
    """Level 0 is served first: “红色求助的基本部分”. `queue`: the order that was followed; none: today's everywhere."""
    table = queue_of("", timezone.now()) if queue is None else queue
    held = [
        said(PART_OF[urgency], part=said(PARTS[part]))
        for urgency, row in URGENCY_LEVEL.items()
        for part in range(3)
        if table[row - 1, part] == level
    ]
    return listed(held) if held else said(_("更缓的求助"))


def price_words(level: int, measure: Measure, queue: Queue | None = None) -> Words:
    """What one more yuan (or piece) of a source would do; `level` counts from 1, 0: nobody waits for it."""
    if level <= 0:
        return said(_("没有更急的求助在等这笔钱")) if measure.is_money else said(_("没有更急的求助在等它"))
    more = _("多一元会用在%(who)s上") if measure.is_money else _("再多一份会用在%(who)s上")
    return said(more, who=level_words(level - 1, queue))
