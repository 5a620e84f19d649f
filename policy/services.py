"""Setting a rule for an area from a later day on: one person enters it with its basis, another confirms it.

Not backwards: what began under a rule was begun under what held then. The defaults come with a release.
"""

from datetime import date, datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.regions.models import Region
from organisations.models import User
from policy.act_subjects import SUBJECT_OF
from policy.clocks import LONGEST_DAYS, NATIONWIDE, UNITS, Clock
from policy.in_force import forget_rules
from policy.lengths import Length, Unit
from policy.models import URGENCIES, DatedRule, TimeLimit, UrgencyOrder

Rule = TypeVar("Rule", bound=DatedRule)
LONGEST_AMOUNT = 1000
LEVELS = 15  # five urgencies of three kinds each


def propose_time_limit(
    *,
    clock: str,
    urgency: str,
    region: Region,
    valid_from: date,
    amount: int | None,
    unit: str,
    basis: str,
    by: User,
    at: datetime,
    basis_en: str = "",
) -> TimeLimit:
    """`amount` None: the area gives up its own limit from that day on."""
    if clock not in Clock.values or clock in NATIONWIDE:
        raise Refusal(_("这一项全国统一，区县不另行规定。"), field="clock")
    if urgency not in ("", *URGENCIES):
        raise Refusal(_("请选择紧急程度。"), field="urgency")
    if amount is not None and not 0 < amount <= LONGEST_AMOUNT:
        raise Refusal(_("时限应大于 0，不超过 1,000。"), field="amount")
    if amount is not None and unit not in Unit.values:
        raise Refusal(_("请选择单位。"), field="unit")
    if amount is not None and unit not in UNITS.get(Clock(clock), (unit,)):
        units = _("、").join(str(Unit(one).label) for one in UNITS[Clock(clock)])
        raise Refusal(_("这一项只按%(units)s计算。") % {"units": units}, field="unit")
    if amount is not None and Length(amount, Unit(unit)).days > LONGEST_DAYS:
        raise Refusal(_("时限不超过十年。"), field="amount")
    row = TimeLimit(clock=clock, urgency=urgency, amount=amount, unit=unit if amount is not None else "")
    return propose(row, region=region, valid_from=valid_from, basis=basis, basis_en=basis_en, by=by, at=at)


def propose_order(
    *, levels: list[int], region: Region, valid_from: date, basis: str, by: User, at: datetime, basis_en: str = ""
) -> UrgencyOrder:
    """`levels`: fifteen places as in `UrgencyOrder`; the database refuses an order that contradicts itself."""
    if len(levels) != LEVELS or not all(0 <= one < LEVELS for one in levels):
        raise Refusal(_("次序是十五个位置，每个填 1 到 15。"), field="levels")
    row = UrgencyOrder(levels=levels)
    return propose(row, region=region, valid_from=valid_from, basis=basis, basis_en=basis_en, by=by, at=at)


def propose(
    row: Rule, *, region: Region, valid_from: date, basis: str, by: User, at: datetime, basis_en: str = ""
) -> Rule:
    """Enter a rule of any kind; the caller has checked its value, the database checks it again."""
    row.region, row.valid_from = region, valid_from
    row.basis, row.basis_en = basis.strip()[:200], basis_en.strip()[:300]
    row.entered_by, row.entered_at = by, at
    try:
        with act(SUBJECT_OF[type(row)], row, "propose", by=by, at=at):
            if valid_from <= localdate(at):
                raise Refusal(_("生效日期最早为明天：已经开始的事项按当时的规定办理。"), field="valid_from")
            if (valid_from - localdate(at)).days > LONGEST_DAYS:
                raise Refusal(_("生效日期不能晚于十年后。"), field="valid_from")
            if not row.basis:
                raise Refusal(_("请写明依据，例如文件名称和文号。"), field="basis")
    except IntegrityError as error:
        raise _refusal(error) from None
    return row


def _refusal(error: IntegrityError) -> Refusal:
    if "_sound" in str(error):
        return Refusal(
            _("次序自相矛盾：同一部分里更急的不能排在后面，同一求助的基本部分不能排在其余部分之后。"), field="levels"
        )
    return Refusal(_("这一天已经有一条同样的规定，请换一个生效日期。"), field="valid_from")


def confirm(*, row: Rule, by: User, at: datetime) -> Rule:
    """The second person. From its day on everything that begins in the area goes by it."""
    with act(SUBJECT_OF[type(row)], row, "confirm", by=by, at=at) as row:
        if row.valid_from <= localdate(at):
            raise Refusal(_("生效日期已到，不能再确认；请换一个日期重新提出。"))
        row.decided_by, row.decided_at = by, at
    transaction.on_commit(forget_rules)
    forget_rules()
    return row


def refuse(*, row: Rule, by: User, at: datetime) -> Rule:
    """It is not adopted; the day is free for another."""
    with act(SUBJECT_OF[type(row)], row, "refuse", by=by, at=at) as row:
        row.decided_by, row.decided_at = by, at
    return row
