"""异议: anybody may object; the clock stops; somebody who had no part in the case looks again and answers with a reason."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.calendar import add_working_days, working_days_between
from common.errors import Refusal
from common.presence import present
from common.sequences.models import next_number
from needs.models import Case
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due
from publication.notices.act_subjects import NOTICES, OBJECTIONS, case_of
from publication.notices.models import Channel, NoticeObjection, PublicNotice
from publication.notices.services.notices import off_the_board
from publication.notices.services.proofs import last_board, prove
from publication.notices.states import OPEN, PUBLIC, NoticeState
from publication.services.publication import read_by_gate

LONGEST_WORDS, LONGEST_ANSWER = 1000, 200


class NoLongerOpen(Refusal):
    def __init__(self) -> None:
        super().__init__(_("这份公示已经结束，不能再提出异议；可以向民政部门投诉举报。"))


class Involved(Refusal):
    def __init__(self) -> None:
        super().__init__(_("您参与过这个个案的受理、核实或公示，异议要由没有参与过的人复核。"))


class AnswerNamesSomebody(Refusal):
    def __init__(self) -> None:
        super().__init__(_("答复里有可能认出当事人的内容，请修改：提出异议的人会看到这段话。"), field="answer")


def object_to_notice(
    *,
    notice: PublicNotice,
    words: str,
    at: datetime,
    contact: str = "",
    channel: str = Channel.ONLINE,
    by: User | None = None,
    token: UUID | None = None,
) -> NoticeObjection:
    """By anybody, named or not; by staff for who calls or comes. The same token is the same objection."""
    by_staff = by is not None and channel != Channel.ONLINE
    with (doing := act(NOTICES, notice, "note_objection" if by_staff else "object", by=by, at=at)) as notice:
        if token and (existing := NoticeObjection.objects.filter(pk=token, notice=notice).first()):
            return doing.repeated(existing)
        if notice.state not in PUBLIC:
            raise NoLongerOpen
        words = (words or "").strip()
        if not words or len(words) > LONGEST_WORDS:
            raise Refusal(_("请用 1 到 1,000 个字写明哪里不对、为什么。"), field="words")
        case, day = doing.first, localdate(at)
        prefix = case.county.prefix
        objection = NoticeObjection.objects.create(
            pk=token or uuid4(),
            notice=_pause(notice, at),
            words=words,
            contact=contact.strip()[:60],
            channel=Channel(channel),
            received_at=at,
            received_by=by if channel != Channel.ONLINE else None,
            due_at=due(Clock.NOTICE_OBJECTION, case.urgency, at, case.county_id),
            number=f"Y{prefix}{day:%y%m%d}{next_number(f'objection/{prefix}/{day}'):04d}",
        )
        doing.data["number"] = objection.number
    return objection


def _pause(notice: PublicNotice, at: datetime) -> PublicNotice:
    """The clock stops while somebody looks again."""
    if notice.state == NoticeState.PAUSED:
        return notice
    with act(NOTICES, notice, "pause", by=None, at=at) as notice:
        notice.paused_at = at
        prove(notice, "paused", last_board(notice), None, at)
    return notice


def take_objection(*, objection: NoticeObjection, by: User, at: datetime) -> NoticeObjection:
    """Whoever looks again had no hand in the case (domain reference §3.5, §8)."""
    with act(OBJECTIONS, objection, "take", by=by, at=at) as objection:
        if by.pk in involved(case_of(objection.notice), objection.notice):
            raise Involved
        objection.rechecker = by
    return objection


@transaction.atomic
def decide_objection(
    *, objection: NoticeObjection, upheld: bool, finding: str, answer: str, by: User, at: datetime
) -> NoticeObjection:
    """The finding stays in the file; the answer is for the objector and names nobody. Rejected: the clock goes on with what
    was left. Upheld: the notice ends, and nothing may be granted on it."""
    with act(OBJECTIONS, objection, "uphold" if upheld else "reject", by=by, at=at) as objection:
        if objection.rechecker_id != by.pk:
            raise Refusal(_("由开始复核的人作出结论。"))
        finding, answer = finding.strip(), answer.strip()
        if not finding:
            raise Refusal(_("请写明复核做了什么、查到什么。"), field="finding")
        if not answer or len(answer) > LONGEST_ANSWER:
            raise Refusal(_("请用 1 到 200 个字写明结论和理由。"), field="answer")
        if read_by_gate(case_of(objection.notice), answer, "").blocked:
            raise AnswerNamesSomebody
        objection.finding, objection.answer = finding[:1000], answer
        objection.decided_by, objection.decided_at = by, at
    notice = NOTICES.lock(objection.notice)
    if upheld and notice.state == NoticeState.PAUSED:
        with (doing := act(NOTICES, notice, "uphold", by=by, at=at)):
            off_the_board(doing)
    elif notice.state == NoticeState.PAUSED and not notice.objections.filter(state__in=OPEN).exists():
        _resume(notice, by, at)
    return objection


def _resume(notice: PublicNotice, by: User, at: datetime) -> None:
    """What was left of the period when it stopped, counted from today; at least until the next working day."""
    with act(NOTICES, notice, "resume", by=by, at=at) as notice:
        left = max(1, working_days_between(present(notice.paused_at), present(notice.ends_at)))
        notice.paused_at, notice.ends_at = None, add_working_days(at, left)
        prove(notice, "resumed", last_board(notice), by, at)


def involved(case: Case, notice: PublicNotice) -> set:
    """Everybody who took it in, surveyed, owned, drafted, checked or posted it."""
    people = {case.owner_id, case.opened_by_id, notice.drafted_by_id, notice.checked_by_id, notice.posted_by_id}
    people |= {clue.owner_id for clue in case.clues.all()}
    for first, second in case.verifications.values_list("first_by", "second_by"):
        people |= {first, second}
    return people - {None}
