"""A local rule in words, storable for the audit and readable in either language."""

from django.utils.translation import gettext_lazy as _

from common.messages import Words, said
from policy.clocks import Clock
from policy.lengths import Unit
from policy.models import OF_URGENCY, DatedRule, TimeLimit

_LENGTHS = {
    Unit.MINUTES: _("%(what)s（%(who)s）%(n)s 分钟"),
    Unit.HOURS: _("%(what)s（%(who)s）%(n)s 小时"),
    Unit.DAYS: _("%(what)s（%(who)s）%(n)s 天"),
    Unit.WORKING_DAYS: _("%(what)s（%(who)s）%(n)s 个工作日"),
    Unit.MONTHS: _("%(what)s（%(who)s）%(n)s 个月"),
}


def named_rule(row: DatedRule) -> Words:
    """“投诉答复（各类求助）15 天”."""
    if not isinstance(row, TimeLimit):
        return said(_("匹配的急缓次序"))
    what, who = said(Clock(row.clock).label), said(OF_URGENCY[row.urgency])
    if row.amount is None:
        return said(_("%(what)s（%(who)s）改按上一级规定"), what=what, who=who)
    return said(_LENGTHS[Unit(row.unit)], what=what, who=who, n=row.amount)
