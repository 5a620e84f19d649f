"""What is asked before something about a volunteer is stored: a grown-up, known skills, papers with their dates."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common import reasons
from common.errors import Refusal
from common.ids import birth_date, compact, resident_id_errors
from common.presence import present
from policy.clocks import Clock
from policy.selectors import due
from programmes.volunteers.models import MOST_MINUTES_A_WEEK
from programmes.volunteers.skills import Skill

GROWN_UP = 18


@dataclass(frozen=True)
class Checks:
    """What was looked at. Dates are the last valid days; a pair is given whole or not at all."""

    identity_seen: bool = False
    insurance_policy: str = ""
    insurance_until: date | None = None
    record_checked_on: date | None = None
    record_until: date | None = None
    trained_on: date | None = None
    training_until: date | None = None


def id_number(text: str, at: datetime) -> str:
    if errors := resident_id_errors(text, localdate(at)):
        raise Refusal(errors[0], field="id_no")
    number, today = compact(text), localdate(at)
    born = birth_date(number)
    if born is None or (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) < GROWN_UP:
        raise Refusal(_("志愿者要年满 18 周岁。"), field="id_no")
    return number


def check_offer(skills: list[str], weekly_minutes: int) -> None:
    if not skills or set(skills) - set(Skill.values):
        raise Refusal(_("请至少选择一项能做的事。"), field="skills")
    if not 0 < weekly_minutes <= MOST_MINUTES_A_WEEK:
        raise Refusal(_("每周可服务时间应在 40 小时以内。"), field="weekly_minutes")


def check_papers(checks: Checks, today: date) -> None:
    if not checks.identity_seen:
        raise Refusal(_("请先核对身份证原件（慈善法第六十六条，实名登记）。"), field="identity_seen")
    if not checks.insurance_policy.strip():
        raise Refusal(_("请填写保险单号（慈善法第六十九条）。"), field="insurance_policy")
    if checks.insurance_until is None or checks.insurance_until < today:
        raise Refusal(_("保险的有效期应到今天以后。"), field="insurance_until")
    _check_period(checks.record_checked_on, checks.record_until, today, "record_checked_on", "record_until")
    _check_period(checks.trained_on, checks.training_until, today, "trained_on", "training_until")
    if checks.record_checked_on and present(checks.record_until) > due(
        Clock.VOLUNTEER_RECORD, "", checks.record_checked_on
    ):
        raise Refusal(
            _("违法犯罪记录每年都要查询，有效期不超过一年（未成年人保护法第六十二条）。"), field="record_until"
        )


def _check_period(start: date | None, until: date | None, today: date, start_field: str, until_field: str) -> None:
    if (start is None) != (until is None):
        raise Refusal(_("两个日期要一起填写。"), field=start_field if start is None else until_field)
    if start is not None and start > today:
        raise Refusal(_("这个日期不能晚于今天。"), field=start_field)
    if start is not None and until is not None and until <= start:
        raise Refusal(_("有效期应晚于查询或培训的日期。"), field=until_field)


require_reason = partial(reasons.require_reason, most=200)
