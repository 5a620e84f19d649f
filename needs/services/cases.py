"""Opening, handing over and closing a case."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.crypto import blind_index
from common.errors import Refusal
from common.ids import resident_id_errors
from needs import hooks
from needs.act_subjects import CASES, CLUES
from needs.causes import NEVER_PUBLISHED, Cause, IdentityLayer
from needs.models import Case, CaseNote, Clue, Commitment, Household, Person
from needs.models.case import Track
from needs.models.household import Sex
from needs.services.contact import phone_and_index
from needs.services.duplicates import ID_NO, NAME, same_person_cases
from needs.services.guards import require_for_case, require_reason, sent_before
from needs.services.numbering import case_number
from needs.states import CaseState
from organisations.models import User
from organisations.permissions import Permission as P
from policy.clocks import Clock
from policy.selectors import due


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
    with (doing := act(CLUES, clue, "open_case", by=by, at=at)) as clue:
        _check_people(head, household, event_on, at)
        if head.id_no and (known := same_person_cases(id_no=head.id_no, county=clue.county)):
            raise AlreadyOpen(known[0])
        case = Case.objects.create(
            number=case_number(clue.county, localdate(at)),
            household=_household(clue, household, (head, *others), sensitive=Cause(cause) in NEVER_PUBLISHED),
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
            due_at=due(Clock.CASE_VERIFY, urgency, at, clue.county),
        )
        clue.case = case
        doing.about(CASES, case, cause=cause, urgency=urgency)
        doing.ids["clue_id"] = clue.pk
    return case


def _household(clue: Clue, facts: HouseholdFacts, people: tuple[PersonFacts, ...], *, sensitive: bool) -> Household:
    """The first of `people` is its head."""
    home = Household.objects.create(
        county=clue.county,
        township=clue.township,
        size=facts.size,
        minors=facts.minors,
        elderly=facts.elderly,
        disabled=facts.disabled,
        identity=facts.identity,
        monthly_income_fen=facts.monthly_income_fen,
        local_hukou=facts.local_hukou,
        village_name=facts.village_name.strip(),
        address=facts.address.strip(),
        sensitive=sensitive,
    )
    Person.objects.bulk_create([_person(home, one, is_head=place == 0) for place, one in enumerate(people)])
    return home


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


def hand_over_case(*, case: Case, to: User, by: User, at: datetime) -> Case:
    """Another person of the area answers for the case from now on."""
    with act(CASES, case, "hand_over", by=by, at=at, to=str(to.pk)) as case:
        require_for_case(to, case, P.SEE_CASES)
        case.owner = to
    return case


def add_note(*, case: Case, text: str, by: User, at: datetime, token: UUID | None = None) -> CaseNote:
    """A note of the case team; the same token is the same note."""
    with (doing := act(CASES, case, "note", by=by, at=at)) as case:
        if existing := sent_before(CaseNote, token, case=case):
            return doing.repeated(existing)
        if not text.strip():
            raise Refusal(_("请写下备注内容。"), field="text")
        if len(text) > 1000:
            raise Refusal(_("备注请控制在 1,000 字以内。"), field="text")
        return CaseNote.objects.create(pk=token or uuid4(), case=case, text=text.strip(), written_by=by, written_at=at)


def complete_case(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """Close: what was needed was delivered and confirmed. Nothing may still be on its way."""
    with act(CASES, case, "complete", by=by, at=at) as case:
        reason = require_reason(reason)
        under_way = Commitment.objects.filter(item__case=case, state__in=["held", "reserved", "paid"]).count()
        if under_way:
            raise Refusal(_("还有 %(n)d 笔救助没有确认收到，暂时不能办结。") % {"n": under_way}, field="reason")
        hooks.may_end.ask(case=case)
        case.closed_at, case.closed_by, case.close_reason = at, by, reason
    return case


def pause_case(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """No new matches for now; what runs goes on."""
    with act(CASES, case, "pause", by=by, at=at) as case:
        require_reason(reason)
    return case


def resume_case(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    with act(CASES, case, "resume", by=by, at=at) as case:
        require_reason(reason)
    return case


@transaction.atomic
def start_delivering(*, case: Case, at: datetime) -> Case:
    """The first money went out for a fully covered need; one that still has a gap stays open for others to help."""
    case = CASES.locked(case.pk)
    if case.state == CaseState.COVERED:
        with act(CASES, case, "deliver", by=None, at=at) as case:
            pass
    return case
