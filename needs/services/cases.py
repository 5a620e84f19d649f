"""Opening, handing over and closing a case."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.calendar import add_working_days
from common.crypto import blind_index
from common.errors import Refusal
from common.ids import resident_id_errors
from common.outbox.services import announce
from needs import hooks
from needs.causes import NEVER_PUBLISHED, Cause, IdentityLayer, Urgency
from needs.models import Case, CaseNote, Clue, Household, Person
from needs.models.case import Track
from needs.models.household import Sex
from needs.services.contact import phone_and_index
from needs.services.duplicates import ID_NO, NAME, same_person_cases
from needs.services.guards import (
    locked_case,
    locked_clue,
    require_case_worker,
    require_for_case,
    require_for_clue,
    require_reason,
    sent_before,
)
from needs.services.numbering import case_number
from needs.states import CASE, CLUE
from organisations.models import User
from organisations.permissions import Permission as P

# Working days from opening to the end of verification (domain reference §3.6); red and orange run by the clock.
VERIFY_WITHIN = {Urgency.YELLOW: 10, Urgency.BLUE: 15}
VERIFY_WITHIN_HOURS = {Urgency.RED: 24, Urgency.ORANGE: 72}


@dataclass(frozen=True)
class HouseholdFacts:
    """What is known of a household when its case opens. Money in fen."""

    size: int = 1
    minors: int = 0
    elderly: int = 0
    disabled: int = 0
    identity: str = IdentityLayer.NONE
    monthly_income_fen: int | None = None
    local_hukou: bool = True
    village_name: str = ""
    address: str = ""


@dataclass(frozen=True)
class PersonFacts:
    name: str
    id_no: str = ""
    phone: str = ""
    birth_year: int | None = None
    sex: str = Sex.UNKNOWN
    relation: str = ""
    bank_account: str = ""


class AlreadyOpen(Refusal):
    """The same person has an open case in the county: join it instead of opening a second one."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            _("此人已有在办个案 %(number)s，请合并而不要重复立案。") % {"number": case.number}, field="id_no"
        )
        self.case = case


@transaction.atomic
def open_case(
    *,
    clue: Clue,
    household: HouseholdFacts,
    head: PersonFacts,
    cause: str,
    urgency: str,
    by: User,
    at: datetime,
    track: str = Track.CHARITY,
    event_on: date | None = None,
    summary: str = "",
    hospital: str = "",
    school: str = "",
    employer: str = "",
    others: tuple[PersonFacts, ...] = (),
) -> Case:
    """Accept a clue as a case. The clue's owner does it; identity numbers are checked, duplicates refused."""
    clue = locked_clue(clue)
    require_for_clue(by, clue, P.OPEN_CASE)
    _check_people(head, household, event_on, at)
    if head.id_no and (known := same_person_cases(id_no=head.id_no, county=clue.county)):
        raise AlreadyOpen(known[0])
    clue_state = CLUE.next(clue.state, "open_case")
    home = Household.objects.create(
        county=clue.county,
        township=clue.township,
        size=household.size,
        minors=household.minors,
        elderly=household.elderly,
        disabled=household.disabled,
        identity=household.identity,
        monthly_income_fen=household.monthly_income_fen,
        local_hukou=household.local_hukou,
        village_name=household.village_name.strip(),
        address=household.address.strip(),
        sensitive=Cause(cause) in NEVER_PUBLISHED,
    )
    Person.objects.bulk_create(
        [_person(home, head, is_head=True), *[_person(home, person, is_head=False) for person in others]]
    )
    case = Case.objects.create(
        number=case_number(clue.county, localdate(at)),
        household=home,
        county=clue.county,
        township=clue.township,
        cause=cause,
        urgency=urgency,
        track=track,
        event_on=event_on,
        summary=summary.strip(),
        hospital=hospital.strip(),
        school=school.strip(),
        employer=employer.strip(),
        owner=by,
        opened_at=at,
        opened_by=by,
        due_at=verification_due(urgency, at),
    )
    clue.state, clue.case = clue_state, case
    clue.save()
    record(
        actor=by,
        verb="case.opened",
        subject=case,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number, "cause": cause, "urgency": urgency},
        at=at,
    )
    announce("case.opened", f"case:{case.pk}:opened", case_id=case.pk, clue_id=clue.pk)
    return case


def verification_due(urgency: str, at: datetime) -> datetime:
    if hours := VERIFY_WITHIN_HOURS.get(Urgency(urgency)):
        return at + timedelta(hours=hours)
    return add_working_days(at, VERIFY_WITHIN[Urgency(urgency)])


def _check_people(head: PersonFacts, household: HouseholdFacts, event_on: date | None, at: datetime) -> None:
    if not head.name.strip():
        raise Refusal(_("请填写户主或求助人姓名。"), field="name")
    if head.id_no and (errors := resident_id_errors(head.id_no)):
        raise Refusal(errors[0], field="id_no")
    if not 1 <= household.size <= 30:
        raise Refusal(_("家庭人数应在 1 到 30 之间。"), field="size")
    if max(household.minors, household.elderly, household.disabled) > household.size:
        raise Refusal(_("未成年人、老年人或残疾人数不能超过家庭人数。"), field="size")
    if event_on and event_on > localdate(at):
        raise Refusal(_("发生日期不能晚于今天。"), field="event_on")


def _person(home: Household, facts: PersonFacts, *, is_head: bool) -> Person:
    id_no = facts.id_no.strip().upper()
    phone, phone_index = phone_and_index(facts.phone)
    return Person(
        household=home,
        name=facts.name.strip(),
        name_index=blind_index(facts.name.strip(), NAME),
        id_no=id_no,
        id_index=blind_index(id_no, ID_NO) if id_no else "",
        phone=phone,
        phone_index=phone_index,
        birth_year=facts.birth_year or (int(id_no[6:10]) if id_no else None),
        sex=facts.sex,
        relation=facts.relation,
        is_head=is_head,
        bank_account=facts.bank_account,
    )


@transaction.atomic
def hand_over_case(*, case: Case, to: User, by: User, at: datetime) -> Case:
    """Another person of the area answers for the case from now on."""
    case = locked_case(case)
    require_for_case(by, case, P.EDIT_CASE)
    require_for_case(to, case, P.SEE_CASES)
    case.owner, case.version = to, case.version + 1
    case.save()
    record(
        actor=by,
        verb="case.handed_over",
        subject=case,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number, "to": str(to.pk)},
        at=at,
    )
    return case


@transaction.atomic
def add_note(*, case: Case, text: str, by: User, at: datetime, token: UUID | None = None) -> CaseNote:
    """A note of the case team; the same token is the same note."""
    case = locked_case(case)
    require_case_worker(by, case)
    if existing := sent_before(CaseNote, token, case=case):
        return existing
    if not text.strip():
        raise Refusal(_("请写下备注内容。"), field="text")
    if len(text) > 1000:
        raise Refusal(_("备注请控制在 1,000 字以内。"), field="text")
    note = CaseNote.objects.create(pk=token or uuid4(), case=case, text=text.strip(), written_by=by, written_at=at)
    record(
        actor=by,
        verb="case.noted",
        subject=case,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number},
        at=at,
    )
    return note


@transaction.atomic
def complete_case(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """Close: what was needed was delivered and confirmed. Nothing may still be on its way."""
    case = locked_case(case)
    require_case_worker(by, case)
    reason = require_reason(reason)
    under_way = [
        one for item in case.items.all() for one in item.commitments.filter(state__in=["held", "reserved", "paid"])
    ]
    if under_way:
        raise Refusal(_("还有 %(n)d 笔救助没有确认收到，暂时不能办结。") % {"n": len(under_way)}, field="reason")
    hooks.may_end.ask(case=case)
    case.state = CASE.next(case.state, "complete")
    case.closed_at, case.closed_by, case.close_reason, case.version = at, by, reason, case.version + 1
    case.save()
    record(
        actor=by,
        verb="case.completed",
        subject=case,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number},
        at=at,
    )
    announce("case.completed", f"case:{case.pk}:completed", case_id=case.pk)
    return case


@transaction.atomic
def pause_case(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """No new matches for now; what runs goes on."""
    return _move(case, "pause", "case.paused", reason, by, at)


@transaction.atomic
def resume_case(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    return _move(case, "resume", "case.resumed", reason, by, at)


def _move(case: Case, verb: str, audit_verb: str, reason: str, by: User, at: datetime) -> Case:
    case = locked_case(case)
    require_for_case(by, case, P.EDIT_CASE)
    require_reason(reason)
    case.state, case.version = CASE.next(case.state, verb), case.version + 1
    case.save()
    record(
        actor=by,
        verb=audit_verb,
        subject=case,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number},
        at=at,
    )
    return case


@transaction.atomic
def start_delivering(*, case: Case, at: datetime) -> Case:
    """The first money went out for a fully covered need; one that still has a gap stays open for others to help."""
    case = locked_case(case)
    if case.state == "covered":
        case.state, case.version = CASE.next(case.state, "deliver"), case.version + 1
        case.save()
        record(
            actor=None,
            verb="case.delivering",
            subject=case,
            case_id=case.pk,
            county=case.county_id,
            data={"number": case.number},
            at=at,
        )
    return case
