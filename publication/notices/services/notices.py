"""A notice from its draft to its end: masked by its columns, checked by another, posted with proof, taken down by time."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import Doing, act
from common.calendar import add_working_days
from common.errors import Refusal
from common.ids import mask_name
from common.presence import present
from common.regions.models import Region
from needs.models import Case
from needs.models.aid import AidType
from needs.services.guards import locked_case, require_reason
from organisations.models import Organisation, User
from policy.clocks import Clock
from policy.selectors import length
from privacy.internal import unseal
from privacy.purposes import Internal
from publication.notices.act_subjects import CASE_NOTICES, NOTICES
from publication.notices.models import Board, CaseNotice, PublicNotice
from publication.notices.selectors import EXPENDITURE, TEMPORARY, is_protected, under_way
from publication.notices.services.proofs import last_board, prove
from publication.notices.states import PUBLIC, NoticeState

FULL_AGE = 18


class NoNotice(Refusal):
    """This case has no notice at all; the sentence says why."""


def draft_notice(
    *, case: Case, place: Region, amount_fen: int, by: User, at: datetime, aid_type: str = TEMPORARY
) -> PublicNotice:
    """Track C, after two people verified and before anything is granted. The name is masked here, for good."""
    with (doing := act(CASE_NOTICES, case, "draft", by=by, at=at)) as case:
        _require_noticeable(case, at)
        if amount_fen <= 0:
            raise Refusal(_("请填写拟发放的金额。"), field="amount_fen")
        if place.pk not in {one.pk for one in places_of(case)}:
            raise Refusal(_("请选择家庭所在的村（社区）或街道（乡镇）。"), field="place")
        notice = PublicNotice.objects.create(
            masked_name=mask_name(unseal(present(case.household.head).name, purpose=Internal.MASK_TO_PUBLISH)),
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
        doing.about(NOTICES, notice, amount_fen=amount_fen)
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
    township = [case.township] if case.township else []
    return list({one.pk: one for one in [*found, *township]}.values())


def phone_of(case: Case) -> str:
    """The county's civil affairs: an objection must not have to be told to those whom it is about."""
    office = Organisation.objects.filter(kind="civil_affairs", region=case.county_id, suspended_at=None).first()
    return (office and office.contact_phone) or settings.HOTLINE


def check_notice(*, notice: PublicNotice, by: User, at: datetime) -> PublicNotice:
    """By somebody who did not draft it (OwnDraft)."""
    with act(NOTICES, notice, "check", by=by, at=at) as notice:
        notice.checked_by, notice.checked_at = by, at
    return notice


def post_notice(*, notice: PublicNotice, board: str, by: User, at: datetime) -> PublicNotice:
    """It hangs from now on, for the configured number of working days; the posting is proved."""
    with (doing := act(NOTICES, notice, "post", by=by, at=at)) as notice:
        if board not in Board.values:
            raise Refusal(_("请选择张贴在哪里。"), field="board")
        case = doing.first
        if is_protected(case):
            raise NoNotice(_("这类情况不公示：受家庭暴力的人和未成年人的信息不能上墙。"))
        notice.posted_by, notice.posted_at = by, at
        notice.working_days = length(Clock.NOTICE_POSTED, case.urgency, at, case.county_id).amount
        notice.ends_at = add_working_days(at, notice.working_days)
        prove(notice, "posted", board, by, at)
        doing.data["working_days"] = notice.working_days
    return notice


def withdraw_notice(*, notice: PublicNotice, reason: str, by: User, at: datetime) -> PublicNotice:
    """Taken down at once: it should not have hung, or the case goes another way."""
    with (doing := act(NOTICES, notice, "withdraw", by=by, at=at)) as notice:
        require_reason(reason)
        off_the_board(doing)
    return notice


def off_the_board(doing: Doing[PublicNotice]) -> None:
    """What hung is proved to be gone."""
    notice = doing.row
    notice.paused_at = None
    if doing.was in PUBLIC:
        prove(notice, "taken_down", last_board(notice), doing.by, doing.at)


def end_notices(at: datetime) -> int:
    """Full time: off the board by itself. Run by the tick."""
    due = PublicNotice.objects.filter(state=NoticeState.POSTED, ends_at__lte=at).values_list("pk", flat=True)
    return sum(_end(pk, at) for pk in list(due))


@transaction.atomic
def _end(pk, at: datetime) -> int:
    notice = NOTICES.lock(PublicNotice(pk=pk))
    if notice.state != NoticeState.POSTED or present(notice.ends_at) > at:
        return 0
    with (doing := act(NOTICES, notice, "end", by=None, at=at)) as notice:
        notice.ended_at = at
        off_the_board(doing)
    return 1


@transaction.atomic
def archive_notice(*, case: Case, at: datetime) -> None:
    """The decision is made: the notice goes into the file with its proofs."""
    case = locked_case(case)
    own = CaseNotice.objects.filter(case=case).values("notice")
    for notice in PublicNotice.objects.select_for_update().filter(pk__in=own, state=NoticeState.ENDED).order_by("pk"):
        with act(NOTICES, notice, "archive", by=None, at=at) as notice:
            notice.archived_at = at
