"""The book of hours: confirmed services, and what the organisation itself held. Lines are never changed (慈善法 66)."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from organisations.models import User
from organisations.permissions import Permission as P
from programmes.volunteers import access
from programmes.volunteers.act_subjects import VOLUNTEERS
from programmes.volunteers.models import Activity, HourEntry, Volunteer
from programmes.volunteers.skills import Skill


def book_hours(
    *,
    volunteer: Volunteer,
    served_on: date,
    minutes: int,
    skill: str,
    effect_key: str,
    by: User,
    at: datetime,
    activity: str = Activity.SERVICE,
) -> HourEntry:
    """One line of the hours book, once per key. Called where a service was confirmed; the caller checked who may."""
    with (doing := act(VOLUNTEERS, volunteer, "book_hours", by=by, at=at, minutes=minutes)) as volunteer:
        if booked := HourEntry.objects.filter(effect_key=effect_key).first():
            return doing.repeated(booked)
        return HourEntry.objects.create(
            volunteer=volunteer,
            served_on=served_on,
            minutes=minutes,
            skill=skill,
            activity=activity,
            effect_key=effect_key,
            booked_by=by,
            booked_at=at,
        )


def book_event(
    *, volunteer: Volunteer, served_on: date, minutes: int, skill: str, token: UUID, by: User, at: datetime
) -> HourEntry:
    """Hours at something that the organisation itself held; who keeps the volunteers books them."""
    access.require(by, volunteer, P.MANAGE_VOLUNTEERS)
    if not localdate(volunteer.registered_at) <= served_on <= localdate(at):
        raise Refusal(_("服务日期应在登记之后，且不晚于今天。"), field="served_on")
    if not 0 < minutes <= 12 * 60:
        raise Refusal(_("一次服务在 12 小时以内。"), field="minutes")
    if skill not in Skill.values:
        raise Refusal(_("请选择服务内容。"), field="skill")
    return book_hours(
        volunteer=volunteer,
        served_on=served_on,
        minutes=minutes,
        skill=skill,
        by=by,
        at=at,
        activity=Activity.EVENT,
        effect_key=f"event:{token}",
    )


def minutes_of(volunteer: Volunteer) -> int:
    """All booked service of this volunteer, exact minutes."""
    return volunteer.hours.aggregate(sum=Sum("minutes"))["sum"] or 0
