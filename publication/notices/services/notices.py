"""A notice from its draft to its end: masked by its columns, checked by another, posted with proof, taken down by time."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.calendar import add_working_days
from common.errors import Refusal
from common.ids import mask_name
from common.regions.models import Region
from needs.models import Case
from needs.models.aid import AidType
from needs.services.guards import locked_case, require_for_case, require_reason
from organisations.models import Organisation, User
from organisations.permissions import Permission as P
from policy.clocks import Clock
from policy.selectors import length
from privacy.internal import unseal
from privacy.purposes import Internal
from publication.notices.models import Board, CaseNotice, PublicNotice
from publication.notices.selectors import EXPENDITURE, TEMPORARY, is_protected, under_way
from publication.notices.services.guards import last_board, locked, noted, prove
from publication.notices.states import NOTICE, NoticeState

FULL_AGE = 18


class NoNotice(Refusal):
    """This case has no notice at all; the sentence says why."""


class OwnDraft(Refusal):
    def __init__(self) -> None:
        super().__init__(_("公示内容要由拟稿人以外的人核对。"))


@transaction.atomic
def draft_notice(
    *, case: Case, place: Region, amount_fen: int, by: User, at: datetime, aid_type: str = TEMPORARY
) -> PublicNotice:
    """Track C, after two people verified and before anything is granted. The name is masked here, for good."""
    case = locked_case(case)
    require_for_case(by, case, P.WRITE_NOTICE)
    _require_noticeable(case, at)
    if amount_fen <= 0:
        raise Refusal(_("请填写拟发放的金额。"), field="amount_fen")
    if place.pk not in {one.pk for one in places_of(case)}:
        raise Refusal(_("请选择家庭所在的村（社区）或街道（乡镇）。"), field="place")
    notice = PublicNotice.objects.create(
        masked_name=mask_name(unseal(case.household.head.name, purpose=Internal.MASK_TO_PUBLISH)),
        place=place,
        county=case.county,
        aid_type=AidType(aid_type),
        household_size=case.household.size,
        amount_fen=amount_fen,
        objection_phone=phone_of(case),
        drafted_by=by,
        drafted_at=at,
    )
    CaseNotice.objects.create(case=case, notice=notice)
    noted(case, notice, "notice.drafted", by, at, amount_fen=amount_fen)
    return notice


def _require_noticeable(case: Case, at: datetime) -> None:
    if case.track != EXPENDITURE:
        raise NoNotice(_("只有支出型个案在决定前公示；小额快救和急难型不公示。"))
    head = case.household.head
    if is_protected(case) or head is None or _is_minor(head.birth_year, localdate(at)):
        raise NoNotice(_("这类情况不公示：受家庭暴力的人和未成年人的信息不能上墙。"))
    if case.state != "verifying" or not case.verifications.filter(second_by__isnull=False).exists():
        raise NoNotice(_("两人核实签字后、决定前，才能公示。"))
    if under_way(case):
        raise NoNotice(_("这个个案已有一份公示在办。"))


def _is_minor(birth_year: int | None, day: date) -> bool:
    return birth_year is not None and day.year - birth_year <= FULL_AGE


def places_of(case: Case) -> list[Region]:
    """Village or community of the reports about this household, and its township: nothing finer can be named."""
    found = [clue.region for clue in case.clues.select_related("region") if clue.region.level > 3]
    township = [case.township] if case.township_id else []
    return list({one.pk: one for one in [*found, *township]}.values())


def phone_of(case: Case) -> str:
    """The county's civil affairs: an objection must not have to be told to those whom it is about."""
    office = Organisation.objects.filter(kind="civil_affairs", region=case.county_id, suspended_at=None).first()
    return (office and office.contact_phone) or settings.HOTLINE


@transaction.atomic
def check_notice(*, notice: PublicNotice, by: User, at: datetime) -> PublicNotice:
    case, notice = locked(notice)
    require_for_case(by, case, P.CHECK_NOTICE)
    if notice.drafted_by_id == by.pk:
        raise OwnDraft
    notice.state = NOTICE.next(notice.state, "check")
    notice.checked_by, notice.checked_at = by, at
    notice.save()
    noted(case, notice, "notice.checked", by, at)
    return notice


@transaction.atomic
def post_notice(*, notice: PublicNotice, board: str, by: User, at: datetime) -> PublicNotice:
    """It hangs from now on, for the configured number of working days; the posting is proved."""
    case, notice = locked(notice)
    require_for_case(by, case, P.CHECK_NOTICE)
    if board not in Board.values:
        raise Refusal(_("请选择张贴在哪里。"), field="board")
    notice.state = NOTICE.next(notice.state, "post")
    if is_protected(case):
        raise NoNotice(_("这类情况不公示：受家庭暴力的人和未成年人的信息不能上墙。"))
    notice.posted_by, notice.posted_at = by, at
    notice.working_days = length(Clock.NOTICE_POSTED, case.urgency, at, case.county_id).amount
    notice.ends_at = add_working_days(at, notice.working_days)
    notice.save()
    prove(notice, "posted", board, by, at)
    noted(case, notice, "notice.posted", by, at, working_days=notice.working_days)
    return notice


@transaction.atomic
def withdraw_notice(*, notice: PublicNotice, reason: str, by: User, at: datetime) -> PublicNotice:
    """Taken down at once: it should not have hung, or the case goes another way."""
    case, notice = locked(notice)
    require_for_case(by, case, P.CHECK_NOTICE)
    require_reason(reason)
    take_down(case, notice, "withdraw", "notice.withdrawn", by, at)
    return notice


def take_down(case: Case, notice: PublicNotice, verb: str, audit_verb: str, by: User | None, at: datetime) -> None:
    hung = notice.state in (NoticeState.POSTED, NoticeState.PAUSED)
    notice.state, notice.paused_at = NOTICE.next(notice.state, verb), None
    if verb == "end":
        notice.ended_at = at
    notice.save()
    if hung:
        prove(notice, "taken_down", last_board(notice), by, at)
    noted(case, notice, audit_verb, by, at, topic="notice.ended" if verb == "end" else "")


def end_notices(at: datetime) -> int:
    """Full time: off the board by itself. Run by the tick."""
    due = PublicNotice.objects.filter(state=NoticeState.POSTED, ends_at__lte=at).values_list("pk", flat=True)
    return sum(_end(pk, at) for pk in list(due))


@transaction.atomic
def _end(pk, at: datetime) -> int:
    case, notice = locked(PublicNotice(pk=pk))
    if notice.state != NoticeState.POSTED or notice.ends_at > at:
        return 0
    take_down(case, notice, "end", "notice.ended", None, at)
    return 1


@transaction.atomic
def archive_notice(*, case: Case, at: datetime) -> None:
    """The decision is made: the notice goes into the file with its proofs."""
    case = locked_case(case)
    for notice in PublicNotice.objects.select_for_update().filter(
        pk__in=CaseNotice.objects.filter(case=case).values("notice"), state=NoticeState.ENDED
    ):
        notice.state, notice.archived_at = NOTICE.next(notice.state, "archive"), at
        notice.save()
        noted(case, notice, "notice.archived", None, at)
