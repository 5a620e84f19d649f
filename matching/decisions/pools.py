"""An officer decides about several small promises in one act: each by the rules of a match alone, all of them or none.

The donors are asked one by one afterwards, and each answers for himself; nothing of this file concerns their answers.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from donations.models import Pledge
from matching.decisions import services as decisions
from matching.decisions.guards import lock_file, require_fresh, require_officer
from matching.decisions.rechecks import NoLongerFits, Reading
from matching.models import Match
from matching.runs.pools.models import Pool
from matching.states import MatchState
from organisations.models import User
from organisations.permissions import Permission as P

UNDECIDED = (MatchState.PROPOSED, MatchState.COSIGNING)


@transaction.atomic
def approve_pool(
    *, pool: Pool, reason: str, by: User, at: datetime, version: int | None = None, token: UUID | None = None
) -> Pool:
    """Approve every draw in full and ask every donor. One that no longer fits refuses all, and the sentence says why.

    Above the county's amount – of the sum – a second approver signs first (`cosign_pool`). The same token is the same
    decision, however often it is sent. No money moves: a promise reserves nothing.
    """
    pool, matches = _locked(pool)
    require_officer(by, matches[0], P.APPROVE_MATCH)
    if token is not None and pool.decision_key == token:
        return pool
    done = _each(
        matches,
        version,
        lambda match, reading: decisions.approved(
            match, match.proposed, reason, by, at, together=pool.amount_fen, reading=reading
        ),
    )
    pool.decision_key = token
    pool.save(update_fields=["decision_key"])
    _note(
        pool, "pool.half_approved" if done[0].state == MatchState.COSIGNING else "pool.approved", done, reason, by, at
    )
    return pool


@transaction.atomic
def cosign_pool(*, pool: Pool, reason: str, by: User, at: datetime, version: int | None = None) -> Pool:
    """The second approver signs for what still waits: a draw that was cancelled meanwhile stays cancelled."""
    pool, matches = _locked(pool)
    require_officer(by, matches[0], P.APPROVE_MATCH)
    waiting = [match for match in matches if match.state == MatchState.COSIGNING] or matches
    together = sum(match.approved for match in waiting)
    done = _each(
        waiting,
        version,
        lambda match, reading: decisions.cosigned(match, reason, by, at, together=together, reading=reading),
    )
    _note(pool, "pool.cosigned", done, reason, by, at)
    return pool


@transaction.atomic
def return_pool(*, pool: Pool, reason: str, by: User, at: datetime, version: int | None = None) -> Pool:
    """Not this one: the need is proposed promises again only when its facts have changed."""
    pool, matches = _locked(pool)
    require_officer(by, matches[0], P.APPROVE_MATCH)
    waiting = [match for match in matches if match.state in UNDECIDED] or matches
    done = _each(waiting, version, lambda match, reading: decisions.returned(match, reason, by, at, reading=reading))
    _note(pool, "pool.returned", done, reason, by, at)
    return pool


def _locked(pool: Pool) -> tuple[Pool, list[Match]]:
    """The promises by id, then household, case and items, then the draws by id: the order of every lock of matching."""
    list(Pledge.objects.select_for_update(no_key=True).filter(pk__in=pool.matches.values("pledge")).order_by("pk"))
    lock_file(pool.item.case_id)
    pool = Pool.objects.select_for_update().get(pk=pool.pk)
    list(Match.objects.select_for_update().filter(pool=pool).order_by("pk"))
    return pool, list(
        Match.objects.filter(pool=pool)
        .order_by("number")
        .select_related(
            "case__household", "item", "pledge__region", "county", "run", "commitment", "decided_by", "answered_by"
        )
    )


def _each(matches: list[Match], version: int | None, act: Callable[[Match, Reading], Match]) -> list[Match]:
    """The act on every draw; which of them stood in the way is said by its amount, since donors are nobody's business."""
    done, reading = [], Reading.of(matches[0])
    for match in matches:
        require_fresh(match, version)
        try:
            done.append(act(match, reading))
        except NoLongerFits as refusal:
            raise NoLongerFits(
                _("其中 %(amount)s 的一份不能批准：%(why)s整个合集没有变动，请重新运行匹配。")
                % {"amount": match.words, "why": refusal},
                refusal.rule,
            ) from refusal
    return done


def _note(pool: Pool, verb: str, matches: list[Match], reason: str, by: User, at: datetime) -> None:
    first = matches[0]
    data: dict[str, Any] = {
        "number": pool.number,
        "n": len(matches),
        "amount_fen": sum(one.amount for one in matches),
        "reason": reason.strip(),
        "matches": [one.number for one in matches],
    }
    record(actor=by, verb=verb, subject=pool, case_id=first.case_id, county=first.county_id, data=data, at=at)
