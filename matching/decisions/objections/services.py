"""Raising an objection and answering it: both in words, the answer by a named officer who did not decide the match."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from casework.conflicts_of_interest.selectors import is_party
from common.acts.doing import act
from common.errors import Refusal
from common.presence import present
from matching.decisions.cancellations import cancel_for_objection
from matching.decisions.objections.act_subjects import CASE_OBJECTIONS, MATCH_OBJECTIONS
from matching.decisions.objections.models import Channel, Objection, ObjectionKind
from matching.decisions.pools import return_pool
from matching.decisions.services import return_
from matching.eligibility.interests import Recusal
from matching.models import Match
from matching.states import MatchState
from needs.models import Case
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due

MOST_OPEN = 3
MOST_WORDS = 600
OPEN_STATES = (MatchState.PROPOSED, MatchState.COSIGNING, MatchState.OFFERED, MatchState.ACCEPTED)


def raise_objection(
    *, case: Case, kind: str, words: str, by: User | None, at: datetime, match: Match | None = None
) -> Objection:
    """The family objects, or asks to have it explained: through a worker of the case, or itself on the progress page.

    `match` names one arrangement; without it everything that is planned for the case is meant.
    """
    with (doing := act(CASE_OBJECTIONS, case, "raise_itself" if by is None else "raise", by=by, at=at)) as case:
        if match is not None and (match.case_id != case.pk or match.state not in OPEN_STATES):
            raise Refusal(_("这笔安排已经结束或已经拨付，不能再提异议。可以投诉或要求复核。"), field="match")
        words = _words(words)
        if kind not in ObjectionKind.values:
            raise Refusal(_("请选择家庭的要求。"), field="kind")
        if Objection.objects.filter(case=case, answered_at__isnull=True).count() >= MOST_OPEN:
            raise Refusal(_("前面提出的还没有答复，请等答复后再提。"))
        row = Objection.objects.create(
            case=case,
            match=match,
            kind=kind,
            channel=Channel.WORKER if by else Channel.PROGRESS,
            words=words,
            raised_by=by,
            raised_at=at,
            answer_by=due(Clock.MATCH_OBJECTION, case.urgency, at, case.county_id),
        )
        doing.about(MATCH_OBJECTIONS, row)
    return row


def answer_objection(*, objection: Objection, upheld: bool, words: str, by: User, at: datetime) -> Objection:
    """A named officer answers. Upheld: what the objection is about and is not paid yet is cancelled or returned.

    Only the objection is locked here: cancelling takes the locks of a match in their own order.
    """
    with (doing := act(MATCH_OBJECTIONS, objection, "answer", by=by, at=at)) as row:
        if row.answered_at:
            raise Refusal(_("这项异议已经由%(name)s答复。") % {"name": present(row.answered_by).display_name})
        if row.raised_by_id == by.pk or row.kind == ObjectionKind.OBJECTION and by.pk in _deciders(row):
            raise Refusal(_("异议由没有参与这笔决定的审批人答复，请交给另一位审批人或市级民政部门。"))
        if is_party(by, row.case.household_id, at):
            raise Recusal(_("您与这户家庭有利害关系，应当回避。请由另一位审批人或市级民政部门处理。"))
        row.upheld, row.answer, row.answered_by, row.answered_at = upheld, _words(words), by, at
        doing.write()
        if upheld and row.kind == ObjectionKind.OBJECTION:
            _end_what_it_is_about(row, by, at)
    return row


def _end_what_it_is_about(row: Objection, by: User, at: datetime) -> None:
    """A pool that nobody decided about is returned once, as a whole."""
    reason, pools = str(_("家庭的异议成立")), set()
    for match in row.about.order_by("pk").select_related("pool__item"):
        if match.state != MatchState.PROPOSED:
            cancel_for_objection(match=match, at=at)
        elif match.pool is None:
            return_(match=match, reason=reason, by=by, at=at)
        elif match.pool not in pools:
            return_pool(pool=match.pool, reason=reason, by=by, at=at)
            pools.add(match.pool)


def _deciders(row: Objection) -> set:
    matches = row.about if row.match_id else row.about.filter(state__in=OPEN_STATES)
    return {person for match in matches for person in (match.decided_by_id, match.second_by_id)} - {None}


def _words(words: str) -> str:
    words = (words or "").strip()
    if not words:
        raise Refusal(_("请写明内容。"), field="words")
    if len(words) > MOST_WORDS:
        raise Refusal(_("请控制在 600 字以内。"), field="words")
    return words
