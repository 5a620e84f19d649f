"""What must be true before a volunteer is asked: skill, place, checks of that day, free time. Each refusal says what.

The database says the same once more, whoever writes (migration 0002).
"""

from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from common.errors import Refusal
from common.items import ItemCategory
from needs.causes import Cause
from needs.models import Case, NeedItem
from programmes.volunteers.models import Volunteer
from programmes.volunteers.requirements import lacking, serves, suits
from volunteering.models import LONGEST, Assignment
from volunteering.states import TAKING


class NotAllowed(Refusal):
    """The checks of this volunteer do not cover this day or this household; `lacking` lists what is missing."""

    def __init__(self, volunteer: Volunteer, missing: list[str], minors: bool) -> None:
        self.lacking = missing
        why = _("这户涉及未成年人，") if minors else ""
        super().__init__(
            _("%(why)s志愿者 %(number)s 缺少%(lacking)s，不能安排。")
            % {"why": why, "number": volunteer.number, "lacking": _("、").join(missing)},
            field="volunteer",
        )


class Overbooked(Refusal):
    """More than the volunteer offered for this week, or two services at one time."""


def minors_concerned(case: Case, item: NeedItem) -> bool:
    """A child lives there, the case is about a child, or the service is for one."""
    return case.household.minors > 0 or case.cause == Cause.CHILD or item.category == ItemCategory.TUTORING


def week_of(day: date) -> tuple[date, date]:
    """Monday and the next Monday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def planned_in_week(volunteer: Volunteer, day: date, besides: Assignment | None = None) -> int:
    """Minutes of this week that are already asked for, agreed or done."""
    monday, after = week_of(day)
    taking = Assignment.objects.filter(
        volunteer=volunteer, state__in=TAKING, serves_on__gte=monday, serves_on__lt=after
    )
    if besides is not None:
        taking = taking.exclude(pk=besides.pk)
    return taking.aggregate(sum=Sum("planned_minutes"))["sum"] or 0


def check_volunteer(
    volunteer: Volunteer,
    case: Case,
    item: NeedItem,
    starts_at: datetime,
    minutes: int,
    besides: Assignment | None = None,
) -> None:
    """The row is locked by the caller, so the sums stand until the transaction ends."""
    day, minors = localdate(starts_at), minors_concerned(case, item)
    if not suits(volunteer, item.category):
        raise Refusal(
            _("志愿者的特长与“%(what)s”不符（慈善法第六十七条）。") % {"what": item.get_category_display()},
            field="volunteer",
        )
    if not serves(volunteer, case.county_id):
        raise Refusal(_("志愿者的服务地区不包括%(county)s。") % {"county": case.county.local_name}, field="volunteer")
    if missing := lacking(volunteer, on=day, minors=minors):
        raise NotAllowed(volunteer, missing, minors)
    left = volunteer.weekly_minutes - planned_in_week(volunteer, day, besides)
    if minutes > left:
        raise Overbooked(_("志愿者这一周只剩 %(left)d 分钟可安排。") % {"left": max(left, 0)}, field="planned_minutes")
    if clashes(volunteer, starts_at, minutes, besides):
        raise Overbooked(_("志愿者在这个时间已有别的服务。"), field="starts_at")


def clashes(volunteer: Volunteer, starts_at: datetime, minutes: int, besides: Assignment | None = None) -> bool:
    near = Assignment.objects.filter(
        volunteer=volunteer,
        state__in=TAKING,
        starts_at__lt=starts_at + timedelta(minutes=minutes),
        starts_at__gt=starts_at - timedelta(minutes=LONGEST),
    )
    if besides is not None:
        near = near.exclude(pk=besides.pk)
    return any(overlap(one.starts_at, one.planned_minutes, starts_at, minutes) for one in near)


def overlap(a: datetime, a_minutes: int, b: datetime, b_minutes: int) -> bool:
    return a < b + timedelta(minutes=b_minutes) and b < a + timedelta(minutes=a_minutes)
