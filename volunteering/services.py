"""The verbs of one voluntary service. Locks in this order: case, item, assignment, volunteer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.items import ItemKind
from common.outbox.services import announce
from common.sequences.models import next_number
from needs import services as needs
from needs.access import in_area
from needs.models import Case, Consent, NeedItem
from needs.services.consents import live_sharing_consent
from needs.states import CaseState
from organisations.models import User
from organisations.permissions import Permission as P
from programmes.volunteers.access import works_for
from programmes.volunteers.checks import require_reason
from programmes.volunteers.hours import book_hours
from programmes.volunteers.models import Volunteer
from programmes.volunteers.skills import FITTING
from volunteering.models import LONGEST, LONGEST_SERVED, SHORTEST, Assignment
from volunteering.rules import check_volunteer, minors_concerned
from volunteering.states import ASSIGNMENT, PLANNED, AssignmentState

OPEN = (CaseState.OPEN, CaseState.COVERED, CaseState.DELIVERING)


class NoConsent(Refusal):
    """The family did not agree that this organisation learns who it is."""

    def __init__(self) -> None:
        super().__init__(_("家庭还没有同意向贵机构提供资料，请联系经办人。"))


@transaction.atomic
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
    case = Case.objects.select_for_update(of=("self",)).select_related("household", "county").get(pk=item.case_id)
    if not in_area(by, case, P.EDIT_CASE):
        raise PermissionDenied
    if token and (sent := Assignment.objects.filter(token=token, case=case).first()):
        return sent
    item = NeedItem.objects.select_for_update().get(pk=item.pk)
    _check_wanted(case, item, starts_at, planned_minutes, place, at)
    volunteer = _locked_volunteer(volunteer)
    check_volunteer(volunteer, case, item, starts_at, planned_minutes)
    day = localdate(at)
    assignment = Assignment(
        number=f"Z{case.county_id[:6]}{day:%y%m%d}{next_number(f'assignment/{case.county_id[:6]}/{day}'):04d}",
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
    _record(assignment, "assignment.proposed", by, at, volunteer=volunteer.number, minutes=planned_minutes)
    _announce(assignment, "proposed")
    return assignment


@transaction.atomic
def confirm(*, assignment: Assignment, volunteer_agreed: bool, by: User, at: datetime) -> Assignment:
    """The organisation's coordinator agrees on the volunteer's word; every check is made again as of now."""
    assignment = _locked(assignment)
    _require_organisation(by, assignment)
    state = ASSIGNMENT.next(assignment.state, "confirm")
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
    assignment.state, assignment.consent, assignment.answered_by, assignment.answered_at = state, consent, by, at
    return _saved(assignment, "confirmed", by, at)


@transaction.atomic
def decline(*, assignment: Assignment, reason: str, by: User, at: datetime) -> Assignment:
    assignment = _locked(assignment)
    _require_organisation(by, assignment)
    assignment.state = ASSIGNMENT.next(assignment.state, "decline")
    assignment.answered_by, assignment.answered_at, assignment.reason = by, at, require_reason(reason)
    return _saved(assignment, "declined", by, at)


@transaction.atomic
def cancel(*, assignment: Assignment, reason: str, by: User, at: datetime) -> Assignment:
    """Either side calls it off before it happens; the household's gap opens again."""
    assignment = _locked(assignment)
    if not in_area(by, assignment.case, P.EDIT_CASE):
        _require_organisation(by, assignment)
    return _end(assignment, "cancel", "cancelled", by, at, require_reason(reason))


@transaction.atomic
def report(*, assignment: Assignment, served_minutes: int, by: User, at: datetime) -> Assignment:
    """The organisation tells how long it really took, in minutes."""
    assignment = _locked(assignment)
    _require_organisation(by, assignment)
    assignment.state = ASSIGNMENT.next(assignment.state, "report")
    if assignment.starts_at > at:
        raise Refusal(_("服务还没有开始。"), field="served_minutes")
    if not 0 < served_minutes <= LONGEST_SERVED:
        raise Refusal(_("一次服务在 12 小时以内。"), field="served_minutes")
    assignment.served_minutes, assignment.reported_by, assignment.reported_at = served_minutes, by, at
    return _saved(assignment, "reported", by, at, minutes=served_minutes)


@transaction.atomic
def verify(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """The office heard from the household that it took place: the hours enter the volunteer's book (慈善法 66)."""
    assignment = _locked(assignment)
    _require_office(by, assignment)
    assignment.state = ASSIGNMENT.next(assignment.state, "verify")
    if assignment.reported_by_id == by.pk:
        raise Refusal(_("时长由您登记，请由另一人核实。"))
    assignment.verified_by, assignment.verified_at = by, at
    needs.mark_delivered(commitment=assignment.commitment, at=at)
    _saved(assignment, "verified", by, at, minutes=assignment.served_minutes)
    book_hours(
        volunteer=assignment.volunteer,
        served_on=assignment.serves_on,
        minutes=assignment.served_minutes,
        skill=_skill_used(assignment),
        effect_key=f"assignment:{assignment.pk}",
        by=by,
        at=at,
    )
    return assignment


@transaction.atomic
def send_back(*, assignment: Assignment, reason: str, by: User, at: datetime) -> Assignment:
    """The report does not agree with what the household says: the organisation reports again."""
    assignment = _locked(assignment)
    _require_office(by, assignment)
    assignment.state = ASSIGNMENT.next(assignment.state, "send_back")
    assignment.reason = require_reason(reason)
    assignment.served_minutes = assignment.reported_by = assignment.reported_at = None
    return _saved(assignment, "sent_back", by, at)


@transaction.atomic
def recall(*, case: Case, at: datetime, consent: Consent | None = None) -> int:
    """What has not happened yet is cancelled: the family withdrew its consent for this organisation, or the case ended."""
    Case.objects.select_for_update().get(pk=case.pk)
    planned = Assignment.objects.filter(case=case, state__in=PLANNED)
    if consent is not None:
        planned = planned.filter(organisation=consent.recipient_id)
    verb = "recalled" if consent is not None else "cancelled"
    return len([_end(_locked(one), "cancel", verb, None, at) for one in planned.order_by("pk")])


@transaction.atomic
def lapse_unanswered(at: datetime) -> int:
    """Nobody answered before it was to begin. Run by the tick."""
    over = Assignment.objects.filter(state=AssignmentState.PROPOSED, starts_at__lte=at).order_by("pk")
    return len([_end(_locked(one), "lapse", "lapsed", None, at) for one in over])


def _end(assignment: Assignment, move: str, verb: str, by: User | None, at: datetime, reason: str = "") -> Assignment:
    assignment.state = ASSIGNMENT.next(assignment.state, move)
    assignment.reason, assignment.ended_by, assignment.ended_at = reason, by, at
    if assignment.commitment_id:
        needs.release(commitment=assignment.commitment, at=at)
    return _saved(assignment, verb, by, at)


def _locked(assignment: Assignment) -> Assignment:
    Case.objects.select_for_update().get(pk=assignment.case_id)
    list(NeedItem.objects.select_for_update().filter(case=assignment.case_id).order_by("pk"))
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    return Assignment.objects.select_related(
        "case__household", "case__county", "item", "organisation", "volunteer__region", "commitment"
    ).get(pk=assignment.pk)


def _locked_volunteer(volunteer: Volunteer) -> Volunteer:
    return Volunteer.objects.select_for_update(of=("self",)).select_related("region").get(pk=volunteer.pk)


def _require_organisation(by: User, assignment: Assignment) -> None:
    if not works_for(by, assignment.organisation_id, P.MANAGE_VOLUNTEERS):
        raise PermissionDenied


def _require_office(by: User, assignment: Assignment) -> None:
    if not in_area(by, assignment.case, P.VERIFY_CASE):
        raise PermissionDenied


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


def _saved(assignment: Assignment, verb: str, by: User | None, at: datetime, **data: Any) -> Assignment:
    assignment.save()
    _record(assignment, f"assignment.{verb}", by, at, **data)
    _announce(assignment, verb, stamp=at.isoformat() if verb in ("reported", "sent_back") else "")
    return assignment


def _record(assignment: Assignment, verb: str, by: User | None, at: datetime, **data: Any) -> None:
    record(
        actor=by,
        verb=verb,
        subject=assignment,
        case_id=assignment.case_id,
        county=assignment.county_id,
        organisation_id=assignment.organisation_id,
        data={"number": assignment.number, **data},
        at=at,
    )


def _announce(assignment: Assignment, verb: str, stamp: str = "") -> None:
    announce(f"assignment.{verb}", f"assignment:{assignment.pk}:{verb}{stamp}", assignment_id=assignment.pk)
