"""The verbs of one voluntary service. Locks in this order: case, item, assignment, volunteer."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.items import ItemKind
from common.presence import present
from common.sequences.models import next_number
from needs import services as needs
from needs.models import Case, Consent, NeedItem
from needs.services.consents import live_sharing_consent
from needs.services.guards import locked_case
from needs.states import CaseState
from organisations.models import User
from programmes.volunteers.checks import require_reason
from programmes.volunteers.hours import book_hours
from programmes.volunteers.models import Volunteer
from programmes.volunteers.skills import FITTING
from volunteering.act_subjects import ASSIGNMENTS, CASE_SERVICES
from volunteering.models import LONGEST, LONGEST_SERVED, SHORTEST, Assignment
from volunteering.rules import check_volunteer, minors_concerned
from volunteering.states import PLANNED, AssignmentState

OPEN = (CaseState.OPEN, CaseState.COVERED, CaseState.DELIVERING)


class NoConsent(Refusal):
    """The family did not agree that this organisation learns who it is."""

    def __init__(self) -> None:
        super().__init__(_("家庭还没有同意向贵机构提供资料，请联系经办人。"))


def propose(
    *,
    item: NeedItem,
    volunteer: Volunteer,
    starts_at: datetime,
    planned_minutes: int,
    place: str,
    by: User,
    at: datetime,
    token: UUID | None = None,
) -> Assignment:
    """The office asks a volunteer's organisation for one service. Nothing of the household leaves the office by this.

    Raises NotAllowed when a check is missing on that day, Overbooked when the week is full; the same token is the same
    assignment.
    """
    with (doing := act(CASE_SERVICES, item.case, "propose", by=by, at=at)) as case:
        if token and (sent := Assignment.objects.filter(token=token, case=case).first()):
            return doing.repeated(sent)
        item = NeedItem.objects.select_for_update().get(pk=item.pk)
        _check_wanted(case, item, starts_at, planned_minutes, place, at)
        volunteer = _locked_volunteer(volunteer)
        check_volunteer(volunteer, case, item, starts_at, planned_minutes)
        assignment = Assignment(
            number=_number(case, at),
            case=case,
            item=item,
            county=case.county,
            organisation_id=volunteer.organisation_id,
            volunteer=volunteer,
            starts_at=starts_at,
            serves_on=localdate(starts_at),
            planned_minutes=planned_minutes,
            place=place.strip(),
            proposed_by=by,
            proposed_at=at,
            minors_concerned=minors_concerned(case, item),
            **_checks_of(volunteer),
            **({"token": token} if token else {}),
        )
        assignment.save(force_insert=True)
        doing.about(ASSIGNMENTS, assignment, volunteer=volunteer.number, minutes=planned_minutes)
    return assignment


def _number(case: Case, at: datetime) -> str:
    day = localdate(at)
    return f"Z{case.county_id[:6]}{day:%y%m%d}{next_number(f'assignment/{case.county_id[:6]}/{day}'):04d}"


def confirm(*, assignment: Assignment, volunteer_agreed: bool, by: User, at: datetime) -> Assignment:
    """The organisation's coordinator agrees on the volunteer's word; every check is made again as of now."""
    with act(ASSIGNMENTS, assignment, "confirm", by=by, at=at) as assignment:
        if not volunteer_agreed:
            raise Refusal(_("请先征得志愿者本人同意。"), field="volunteer_agreed")
        if assignment.starts_at <= at:
            raise Refusal(_("约定的时间已过，请经办人另约时间。"))
        consent = live_sharing_consent(assignment.case, assignment.organisation, at)
        if consent is None:
            raise NoConsent
        volunteer = _locked_volunteer(assignment.volunteer)
        check_volunteer(
            volunteer,
            assignment.case,
            assignment.item,
            assignment.starts_at,
            assignment.planned_minutes,
            besides=assignment,
        )
        assignment.commitment = needs.commit(
            item=assignment.item,
            source_kind="charity",
            source_label=assignment.organisation.name,
            quantity=1,
            effect_key=f"assignment:{assignment.pk}",
            at=at,
        )
        assignment.minors_concerned = minors_concerned(assignment.case, assignment.item)
        for name, value in _checks_of(volunteer).items():
            setattr(assignment, name, value)
        assignment.consent, assignment.answered_by, assignment.answered_at = consent, by, at
    return assignment


def decline(*, assignment: Assignment, reason: str, by: User, at: datetime) -> Assignment:
    with act(ASSIGNMENTS, assignment, "decline", by=by, at=at) as assignment:
        assignment.answered_by, assignment.answered_at, assignment.reason = by, at, require_reason(reason)
    return assignment


def cancel(*, assignment: Assignment, reason: str, by: User, at: datetime) -> Assignment:
    """Either side calls it off before it happens; the household's gap opens again."""
    with act(ASSIGNMENTS, assignment, "cancel", by=by, at=at) as assignment:
        _ended(assignment, by, at, require_reason(reason))
    return assignment


def report(*, assignment: Assignment, served_minutes: int, by: User, at: datetime) -> Assignment:
    """The organisation tells how long it really took, in minutes."""
    with act(ASSIGNMENTS, assignment, "report", by=by, at=at, minutes=served_minutes) as assignment:
        if assignment.starts_at > at:
            raise Refusal(_("服务还没有开始。"), field="served_minutes")
        if not 0 < served_minutes <= LONGEST_SERVED:
            raise Refusal(_("一次服务在 12 小时以内。"), field="served_minutes")
        assignment.served_minutes, assignment.reported_by, assignment.reported_at = served_minutes, by, at
    return assignment


@transaction.atomic
def verify(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """The office heard from the household that it took place: the hours enter the volunteer's book (慈善法 66)."""
    with (doing := act(ASSIGNMENTS, assignment, "verify", by=by, at=at)) as assignment:
        assignment.verified_by, assignment.verified_at = by, at
        needs.mark_delivered(commitment=present(assignment.commitment), at=at)
        doing.data["minutes"] = assignment.served_minutes
    book_hours(
        volunteer=assignment.volunteer,
        served_on=assignment.serves_on,
        minutes=present(assignment.served_minutes),
        skill=_skill_used(assignment),
        effect_key=f"assignment:{assignment.pk}",
        by=by,
        at=at,
    )
    return assignment


def send_back(*, assignment: Assignment, reason: str, by: User, at: datetime) -> Assignment:
    """The report does not agree with what the household says: the organisation reports again."""
    with act(ASSIGNMENTS, assignment, "send_back", by=by, at=at) as assignment:
        assignment.reason = require_reason(reason)
        assignment.served_minutes = assignment.reported_by = assignment.reported_at = None
    return assignment


@transaction.atomic
def recall(*, case: Case, at: datetime, consent: Consent | None = None) -> int:
    """What has not happened yet is cancelled: the family withdrew its consent for this organisation, or the case ended."""
    case = locked_case(case)
    planned = Assignment.objects.filter(case=case, state__in=PLANNED)
    if consent is not None:
        planned = planned.filter(organisation=consent.recipient_id)
    return _end_all(planned, "recall" if consent is not None else "call_off", at)


@transaction.atomic
def lapse_unanswered(at: datetime) -> int:
    """Nobody answered before it was to begin. Run by the tick."""
    return _end_all(Assignment.objects.filter(state=AssignmentState.PROPOSED, starts_at__lte=at), "lapse", at)


def _end_all(over: QuerySet[Assignment], verb: Literal["recall", "call_off", "lapse"], at: datetime) -> int:
    rows = list(over.order_by("pk"))
    for one in rows:
        with act(ASSIGNMENTS, one, verb, by=None, at=at) as one:
            _ended(one, None, at)
    return len(rows)


def _ended(assignment: Assignment, by: User | None, at: datetime, reason: str = "") -> None:
    assignment.reason, assignment.ended_by, assignment.ended_at = reason, by, at
    if assignment.commitment:
        needs.release(commitment=assignment.commitment, at=at)


def _locked_volunteer(volunteer: Volunteer) -> Volunteer:
    return Volunteer.objects.select_for_update(of=("self",)).select_related("region").get(pk=volunteer.pk)


def _checks_of(volunteer: Volunteer) -> dict[str, Any]:
    return {name: getattr(volunteer, name) for name in ("vetted_until", "record_until", "training_until")}


def _check_wanted(
    case: Case, item: NeedItem, starts_at: datetime, planned_minutes: int, place: str, at: datetime
) -> None:
    if case.state not in OPEN:
        raise Refusal(_("个案“%(state)s”，还不能安排志愿服务。") % {"state": case.get_state_display()})
    if item.kind != ItemKind.SERVICE or item.category not in FITTING:
        raise Refusal(_("志愿者只承担服务类的需要。"), field="item")
    asked = Assignment.objects.filter(item=item, state=AssignmentState.PROPOSED).count()
    if item.remaining_quantity - asked <= 0:
        raise Refusal(_("这一项的次数已安排完。"), field="item")
    if starts_at <= at:
        raise Refusal(_("开始时间要晚于现在。"), field="starts_at")
    if not SHORTEST <= planned_minutes <= LONGEST:
        raise Refusal(_("一次服务计划 15 分钟到 8 小时。"), field="planned_minutes")
    if not place.strip():
        raise Refusal(_("请填写地点。"), field="place")


def _skill_used(assignment: Assignment) -> str:
    return next(one for one in assignment.volunteer.skills if one in FITTING[assignment.item.category])
