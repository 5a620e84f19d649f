"""The places of the queue in words: which urgency, and which part of a need."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.messages import Words, listed, said
from matching.measures import Measure
from needs.causes import URGENCY_LEVEL, Urgency
from optimiser.model.levels import default_table

PART_OF = {
    Urgency.RED: _("红色求助的%(part)s"),
    Urgency.ORANGE: _("橙色求助的%(part)s"),
    Urgency.YELLOW: _("黄色求助的%(part)s"),
    Urgency.BLUE: _("蓝色求助的%(part)s"),
}
PARTS = (_("基本部分"), _("必要部分"), _("其余部分"))


def level_words(level: int) -> Words:
    """Level 0 is served first: “红色求助的基本部分”."""
    table = default_table()[0, :, 0, :]
    held = [
        said(PART_OF[urgency], part=said(PARTS[part]))
        for urgency, row in URGENCY_LEVEL.items()
        for part in range(3)
        if table[row - 1, part] == level
    ]
    return listed(held) if held else said(_("更缓的求助"))


def price_words(level: int, measure: Measure) -> Words:
    """What one more yuan (or piece) of a source would do; `level` counts from 1, 0: nobody waits for it."""
    if level <= 0:
        return said(_("没有更急的求助在等这笔钱")) if measure.is_money else said(_("没有更急的求助在等它"))
    more = _("多一元会用在%(who)s上") if measure.is_money else _("再多一份会用在%(who)s上")
    return said(more, who=level_words(level - 1))
