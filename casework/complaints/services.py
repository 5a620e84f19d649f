"""Complaints: made by anyone, dealt with by somebody whom they are not about, answered by two.

Acknowledged within one working day, answered within fifteen (domain reference §3.6).
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from casework.complaints import offices, subjects
from casework.complaints.access import complaints_for, holds
from casework.complaints.codes import code_index, code_of
from casework.complaints.models import Complaint, ComplaintKind, Outcome, Respondent, RespondentSource
from casework.complaints.states import COMPLAINT, OPEN_STATES
from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from common.regions.models import Region
from needs.services.contact import phone_and_index
from needs.services.guards import require_reason
from organisations.models import User
from organisations.permissions import Permission as P
from policy.clocks import Clock
from policy.selectors import due

LONGEST_WORDS = 2000
LONGEST_REPLY = 1000


class NotNeutral(Refusal):
    """Whoever deals with a complaint is nobody it is about; and the approver of an answer is not its author."""


def file_complaint(
    *,
    token: UUID,
    kind: str,
    county: Region,
    words: str,
    at: datetime,
    about: str = "",
    subject: str = "",
    subject_kind: str = "",
    name: str = "",
    phone: str = "",
) -> Complaint:
    """Keep a complaint. Nobody is named as its sender; the same token is the same complaint.

    `subject` is a number, or the address of a public need or programme, as far as the complainant knows one. The code to
    come back with is `codes.code_of(token)`.
    """
    if existing := Complaint.objects.filter(token=token).first():
        return existing
    if not (words := words.strip()):
        raise Refusal(_("请写下经过。"), field="words")
    if len(words) > LONGEST_WORDS:
        raise Refusal(_("请控制在 2,000 字以内。"), field="words")
    found = subjects.find(subject, subject_kind)
    place = Region.objects.get(pk=found.county) if found else county
    people = found.respondents if found else frozenset()
    about = about.strip()[:200]
    if subject.strip() and not found:  # what names nothing is kept as it was typed: the handler may know what is meant
        about = f"{about}（{subject.strip()[:60]}）"
    complaint = Complaint(
        token=token,
        code_index=code_index(code_of(token)),
        kind=ComplaintKind(kind),
        words=words,
        about=about,
        name=name.strip()[:40],
        county=place,
        office=offices.office_for(place, people),
        subject_kind=found.kind if found else "",
        subject_number=found.number if found else "",
    )
    complaint.phone, complaint.phone_index = phone_and_index(phone)
    try:
        with transaction.atomic():
            return _keep(complaint, people, RespondentSource.DERIVED, at)
    except IntegrityError:
        return Complaint.objects.get(token=token)  # sent twice at once: the other request won


def _keep(complaint: Complaint, people, source: str, at: datetime) -> Complaint:
    complaint.received_at, place = at, complaint.office_id
    complaint.acknowledge_by = due(Clock.COMPLAINT_ACKNOWLEDGE, "", at, place)
    complaint.answer_by = due(Clock.COMPLAINT_ANSWER, "", at, place)
    complaint.number = _number(complaint, at)
    complaint.save()
    Respondent.objects.bulk_create(
        Respondent(complaint=complaint, user_id=pk, source=source, named_at=at) for pk in sorted(people)
    )
    _note(complaint, None, "complaint.filed", at, kind=complaint.kind, office=complaint.office_id)
    announce("complaint.filed", f"complaint:{complaint.pk}:filed", complaint_id=complaint.pk)
    return complaint


def _number(complaint: Complaint, at: datetime) -> str:
    """`T990121261124` and four digits of the token: a series without gaps would tell a respondent of what is hidden."""
    start = f"T{complaint.county.prefix}{localdate(at):%y%m%d}"
    serial = complaint.token.int
    while Complaint.objects.filter(number=f"{start}{serial % 10_000:04d}").exists():
        serial += 1
    return f"{start}{serial % 10_000:04d}"


@transaction.atomic
def assign(*, complaint: Complaint, to: User, sensitive: bool, by: User, at: datetime) -> Complaint:
    """Accept it and give it to a handler of the office; `sensitive` keeps it from the other handlers."""
    complaint = _locked(complaint, by, P.ASSIGN_COMPLAINT)
    state = COMPLAINT.next(complaint.state, "assign")
    if to.pk not in offices.people_of(complaint.office_id, P.HANDLE_COMPLAINT):
        raise Refusal(_("请选择本单位的投诉处理人。"), field="to")
    if complaint.respondents.filter(user=to).exists():
        raise NotNeutral(_("这位处理人与投诉有关，不能办理。"), field="to")
    complaint.state, complaint.handler, complaint.assigned_by, complaint.assigned_at = state, to, by, at
    complaint.sensitive = sensitive
    complaint.acknowledged_at = complaint.acknowledged_at or at
    complaint.save()
    _note(complaint, by, "complaint.assigned", at, to=str(to.pk), sensitive=sensitive)
    announce("complaint.assigned", f"complaint:{complaint.pk}:assigned:{at.timestamp()}", complaint_id=complaint.pk)
    return complaint


@transaction.atomic
def name_respondents(*, complaint: Complaint, users: list[User], by: User, at: datetime) -> Complaint:
    """Whom it is about, as the one who assigns reads it; also oneself (回避). It disappears for them.

    From a handler who is among them it is taken away. When too few people are left in the county's office, it goes to
    the city's.
    """
    complaint = _locked(complaint, by, P.ASSIGN_COMPLAINT)
    if complaint.state not in OPEN_STATES:
        raise Refusal(_("投诉已办结，不能再指明被投诉人。"))
    known = set(complaint.respondents.values_list("user_id", flat=True))
    fresh = [user for user in users if user.pk not in known]
    out = known | {user.pk for user in fresh}
    too_few = complaint.office_id == complaint.county_id and not offices.can_deal(complaint.office_id, out)
    if (too_few or complaint.handler in fresh) and complaint.state != "new":
        _take_away(complaint)
    if too_few:
        complaint.office = offices.above(complaint.office) or complaint.office
    complaint.save()
    Respondent.objects.bulk_create(
        Respondent(complaint=complaint, user=user, source=RespondentSource.NAMED, named_by=by, named_at=at)
        for user in fresh
    )
    _note(complaint, by, "complaint.respondents_named", at, count=len(fresh), office=complaint.office_id)
    if complaint.state == "new":
        announce("complaint.filed", f"complaint:{complaint.pk}:again:{at.timestamp()}", complaint_id=complaint.pk)
    return complaint


def _take_away(complaint: Complaint) -> None:
    """What the earlier handler wrote stays for the next; the conclusion is drawn anew."""
    complaint.state = COMPLAINT.next(complaint.state, "take_away")
    complaint.handler = complaint.assigned_by = complaint.assigned_at = complaint.submitted_at = None
    complaint.outcome = ""


@transaction.atomic
def start(*, complaint: Complaint, by: User, at: datetime) -> Complaint:
    """The handler begins."""
    complaint = _mine(complaint, by)
    complaint.state = COMPLAINT.next(complaint.state, "start")
    complaint.save()
    _note(complaint, by, "complaint.started", at)
    return complaint


@transaction.atomic
def submit(
    *, complaint: Complaint, facts: str, outcome: str, reply: str, administrative: bool, by: User, at: datetime
) -> Complaint:
    """What was found, the conclusion, and the words for the complainant; another person approves them."""
    complaint = _mine(complaint, by)
    state = COMPLAINT.next(complaint.state, "submit")
    for field, text, sentence in (
        ("facts", facts, _("请写明查明的事实。")),
        ("reply", reply, _("请写给投诉人的答复。")),
    ):
        if not text.strip():
            raise Refusal(sentence, field=field)
        if len(text) > LONGEST_REPLY:
            raise Refusal(_("请控制在 1,000 字以内。"), field=field)
    complaint.facts, complaint.reply, complaint.outcome = facts.strip(), reply.strip(), Outcome(outcome)
    complaint.administrative, complaint.submitted_at, complaint.state = administrative, at, state
    complaint.save()
    _note(complaint, by, "complaint.submitted", at, outcome=complaint.outcome)
    announce("complaint.submitted", f"complaint:{complaint.pk}:submitted:{at.timestamp()}", complaint_id=complaint.pk)
    return complaint


@transaction.atomic
def send_back(*, complaint: Complaint, reason: str, by: User, at: datetime) -> Complaint:
    complaint = _locked(complaint, by, P.APPROVE_COMPLAINT)
    _require_another(complaint, by)
    complaint.review_note = require_reason(reason)
    complaint.state = COMPLAINT.next(complaint.state, "send_back")
    complaint.save()
    _note(complaint, by, "complaint.sent_back", at)
    announce("complaint.sent_back", f"complaint:{complaint.pk}:back:{at.timestamp()}", complaint_id=complaint.pk)
    return complaint


@transaction.atomic
def close(*, complaint: Complaint, by: User, at: datetime) -> Complaint:
    """Approve the answer: from now on the complainant reads it."""
    complaint = _locked(complaint, by, P.APPROVE_COMPLAINT)
    _require_another(complaint, by)
    complaint.state = COMPLAINT.next(complaint.state, "close")
    complaint.approved_by, complaint.approved_at = by, at
    complaint.save()
    _note(complaint, by, "complaint.closed", at, outcome=complaint.outcome)
    announce("complaint.closed", f"complaint:{complaint.pk}:closed", complaint_id=complaint.pk)
    return complaint


@transaction.atomic
def refuse(*, complaint: Complaint, reason: str, by: User, at: datetime) -> Complaint:
    """Not ours to deal with, or said before: the complainant reads why, and may appeal."""
    complaint = _locked(complaint, by, P.ASSIGN_COMPLAINT)
    reason = require_reason(reason)
    complaint.state = COMPLAINT.next(complaint.state, "refuse")
    complaint.refusal, complaint.refused_by, complaint.refused_at = reason, by, at
    complaint.acknowledged_at = complaint.acknowledged_at or at
    complaint.save()
    _note(complaint, by, "complaint.refused", at)
    announce("complaint.refused", f"complaint:{complaint.pk}:refused", complaint_id=complaint.pk)
    return complaint


def may_appeal(complaint: Complaint) -> bool:
    """Once, one level up: what a county answered or refused."""
    return (
        complaint.state in ("closed", "refused")
        and complaint.appeal_of_id is None
        and not hasattr(complaint, "appeal")
        and offices.above(complaint.office) is not None
    )


@transaction.atomic
def appeal(*, complaint: Complaint, words: str, token: UUID, at: datetime) -> Complaint:
    """A complaint of its own at the city's office. Whoever dealt with the first one is now among those it is about.

    It opens with the code of the first; the caller has seen that code.
    """
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if existing := Complaint.objects.filter(token=token).first():
        return existing
    if not may_appeal(complaint):
        raise Refusal(_("这件投诉不能再向上一级申诉。"))
    if not (words := words.strip()):
        raise Refusal(_("请写明不服的理由。"), field="words")
    if len(words) > LONGEST_WORDS:
        raise Refusal(_("请控制在 2,000 字以内。"), field="words")
    again = Complaint(
        token=token,
        code_index=complaint.code_index,
        kind=complaint.kind,
        county=complaint.county,
        words=words,
        office=offices.above(complaint.office),
        subject_kind=complaint.subject_kind,
        about=complaint.about,
        subject_number=complaint.subject_number,
        name=complaint.name,
        phone=complaint.phone,
        phone_index=complaint.phone_index,
        sensitive=complaint.sensitive,
        appeal_of=complaint,
    )
    dealt = {complaint.handler_id, complaint.assigned_by_id, complaint.approved_by_id, complaint.refused_by_id} - {None}
    about = set(complaint.respondents.values_list("user_id", flat=True))
    return _keep(again, about | dealt, RespondentSource.EARLIER, at)


def _locked(complaint: Complaint, by: User, permission: P) -> Complaint:
    """The row as it stands, for somebody whom it is not about and who may do this in its office."""
    complaint = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("office", "county", "handler")
        .get(pk=complaint.pk)
    )
    if not holds(by, complaint, permission) or not complaints_for(by).filter(pk=complaint.pk).exists():
        raise PermissionDenied
    return complaint


def _mine(complaint: Complaint, by: User) -> Complaint:
    complaint = _locked(complaint, by, P.HANDLE_COMPLAINT)
    if complaint.handler_id != by.pk:
        raise PermissionDenied
    return complaint


def _require_another(complaint: Complaint, by: User) -> None:
    if complaint.handler_id == by.pk:
        raise NotNeutral(_("起草答复的人不能审核自己的答复。"))


def _note(complaint: Complaint, by: User | None, verb: str, at: datetime, **data) -> None:
    record(
        actor=by,
        verb=verb,
        subject=complaint,
        county=complaint.county_id,
        data={"number": complaint.number, **data},
        at=at,
    )
