"""An officer decides about several small promises in one act: each by the rules of a match alone, all of them or none.

The donors are asked one by one afterwards, and each answers for himself; nothing of this file concerns their answers.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.acts.doing import Doing, act
from matching.act_subjects import RELATED
from matching.decisions import services as decisions
from matching.decisions.guards import require_fresh
from matching.decisions.rechecks import NoLongerFits, Reading
from matching.models import Match
from matching.runs.pools.act_subjects import POOLS
from matching.runs.pools.models import Pool
from matching.states import MatchState
from organisations.models import User

UNDECIDED = (MatchState.PROPOSED, MatchState.COSIGNING)


def approve_pool(
    *, pool: Pool, reason: str, by: User, at: datetime, version: int | None = None, token: UUID | None = None
) -> Pool:
    """Approve every draw in full and ask every donor. One that no longer fits refuses all, and the sentence says why.

    Above the county's amount – of the sum – a second approver signs first (`cosign_pool`). The same token is the same
    decision, however often it is sent. No money moves: a promise reserves nothing.
    """
    with (
        doing := act(
            POOLS,
            pool,
            "approve",
            by=by,
            at=at,
            done_before=lambda one: token is not None and one.decision_key == token,
        )
    ) as pool:
        if doing.again:
            return pool
        done = _each(
            _draws(pool),
            version,
            lambda match, reading: decisions.approved(
                match, match.proposed, reason, by, at, together=pool.amount_fen, reading=reading
            ),
        )
        pool.decision_key = token
        if done[0].state == MatchState.COSIGNING:
            doing.becomes("half_approve")
        _say(doing, done, reason)
    return pool


def cosign_pool(*, pool: Pool, reason: str, by: User, at: datetime, version: int | None = None) -> Pool:
    """The second approver signs for what still waits: a draw that was cancelled meanwhile stays cancelled."""
    with (doing := act(POOLS, pool, "cosign", by=by, at=at)) as pool:
        draws = _draws(pool)
        waiting = [match for match in draws if match.state == MatchState.COSIGNING] or draws
        together = sum(match.approved for match in waiting)
        done = _each(
            waiting,
            version,
            lambda match, reading: decisions.cosigned(match, reason, by, at, together=together, reading=reading),
        )
        _say(doing, done, reason)
    return pool


def return_pool(*, pool: Pool, reason: str, by: User, at: datetime, version: int | None = None) -> Pool:
    """Not this one: the need is proposed promises again only when its facts have changed."""
    with (doing := act(POOLS, pool, "return", by=by, at=at)) as pool:
        draws = _draws(pool)
        waiting = [match for match in draws if match.state in UNDECIDED] or draws
        done = _each(
            waiting, version, lambda match, reading: decisions.returned(match, reason, by, at, reading=reading)
        )
        _say(doing, done, reason)
    return pool


def _draws(pool: Pool) -> list[Match]:
    """Locked by id: the order of every lock of matching; given by number."""
    list(Match.objects.select_for_update().filter(pool=pool).order_by("pk"))
    return list(Match.objects.filter(pool=pool).order_by("number").select_related("pledge__region", *RELATED))


def _each(matches: list[Match], version: int | None, decide: Callable[[Match, Reading], Match]) -> list[Match]:
    """The decision on every draw; which of them stood in the way is said by its amount, since donors are nobody's business."""
    done, reading = [], Reading.of(matches[0])
    for match in matches:
        require_fresh(match, version)
        try:
            done.append(decide(match, reading))
        except NoLongerFits as refusal:
            raise NoLongerFits(
                _("其中 %(amount)s 的一份不能批准：%(why)s整个合集没有变动，请重新运行匹配。")
                % {"amount": match.words, "why": refusal},
                refusal.rule,
            ) from refusal
    return done


def _say(doing: Doing[Pool], matches: list[Match], reason: str) -> None:
    doing.data.update(
        n=len(matches),
        amount_fen=sum(one.amount for one in matches),
        reason=reason.strip(),
        matches=[one.number for one in matches],
    )
