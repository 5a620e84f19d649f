"""The officer's decision: approve within the proposal, or return it. Approval asks every rule again, under locks.

Above the county's amount of the day a second approver signs before the source is asked; until then nothing is reserved.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import Doing, act
from common.calendar import add_working_days
from common.errors import Refusal
from matching.act_subjects import HELD_MATCHES, MATCHES, OwnProposal
from matching.decisions import hooks
from matching.decisions.guards import require_alone, require_fresh, require_reason
from matching.decisions.rechecks import NoLongerFits, NoSharingConsent, Reading, require_fit
from matching.decisions.reservations import reserve
from matching.eligibility.evaluator import Judgement, judge
from matching.eligibility.history import data_digest
from matching.eligibility.interests import require_unrelated
from matching.eligibility.sources import Source, source_of
from matching.models import Match, SourceKind
from matching.states import MatchState
from organisations.models import User
from policy.clocks import Clock
from policy.limits.selectors import limits_of
from policy.selectors import due

__all__ = [
    "NoLongerFits",
    "NoSharingConsent",
    "OwnProposal",
    "SecondSignature",
    "approve",
    "approved",
    "cosign",
    "cosigned",
    "return_",
    "returned",
]


class SecondSignature(Refusal):
    """Who proposed or approved first does not sign second."""

    def __init__(self) -> None:
        super().__init__(_("会签人不能是提出建议或第一个批准的人，请由另一位审批人会签。"))


def approve(
    *,
    match: Match,
    amount: int,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
    token: UUID | None = None,
) -> Match:
    """Approve a proposal: `amount`, in the measure of the item, is reserved at its source and on the need in one transaction.

    Refused when anything changed for the worse since the proposal; never silently reduced. The same token is the same
    decision, however often it is sent. Above the county's amount nothing is reserved yet: see `cosign`.
    """
    return approved(match, amount, reason, by, at, together=amount, token=token, check=alone_and_fresh(version))


def alone_and_fresh(version: int | None) -> Callable[[Match], None]:
    def check(match: Match) -> None:
        require_alone(match)
        require_fresh(match, version)

    return check


def approved(
    match: Match,
    amount: int,
    reason: str,
    by: User,
    at: datetime,
    *,
    together: int,
    token: UUID | None = None,
    check: Callable[[Match], None] | None = None,
    reading: Reading | None = None,
) -> Match:
    """The approval itself, of a match alone or of a draw, whose pool holds the locks.

    `together` is what the same act approves for this item: the need and the second signature look at that.
    """
    second = match.measure.is_money and together > limits_of(match.county_id, localdate(at)).second_approval_fen
    with (
        doing := act(
            HELD_MATCHES if match.pool_id else MATCHES,
            match,
            "ask_second" if second else "approve",
            by=by,
            at=at,
            done_before=lambda one: token is not None and one.decision_key == token,
            check=check,
        )
    ) as match:
        if doing.again:
            return match
        reason = require_reason(reason)
        require_unrelated(by, match, at)
        if not 0 < amount <= match.proposed:
            raise Refusal(
                _("批准金额应大于 0，不超过建议的 %(proposed)s。") % {"proposed": match.measure.words(match.proposed)},
                field="amount",
            )
        hooks.may_proceed.ask(match=match)
        source = source_of(match, localdate(at))
        judgement = require_fit(match, source, amount, at, together=together, reading=reading)
        match.put("approved", amount)
        match.decided_by, match.decided_at, match.decision_reason = by, at, reason
        match.decision_key, match.decision_basis = token, _basis(match, source, judgement)
        if not second:
            _offer(match, source, by, at)
        _say(doing, source, reason)
    return match


def cosign(*, match: Match, reason: str, by: User, at: datetime, version: int | None = None) -> Match:
    """The second approver signs: every rule is asked once more, the money is reserved, the source is asked."""
    return cosigned(match, reason, by, at, together=match.approved, check=alone_and_fresh(version))


def cosigned(
    match: Match,
    reason: str,
    by: User,
    at: datetime,
    *,
    together: int,
    check: Callable[[Match], None] | None = None,
    reading: Reading | None = None,
) -> Match:
    """The second signature itself; see `approved`."""
    with (
        doing := act(HELD_MATCHES if match.pool_id else MATCHES, match, "cosign", by=by, at=at, check=check)
    ) as match:
        reason = require_reason(reason)
        if by.pk in (match.proposed_by_id, match.decided_by_id):
            raise SecondSignature
        require_unrelated(by, match, at)
        hooks.may_proceed.ask(match=match)
        source = source_of(match, localdate(at))
        require_fit(match, source, match.approved, at, together=together, reading=reading)
        match.second_by, match.second_at, match.second_reason = by, at, reason
        _offer(match, source, by, at)
        _say(doing, source, reason)
    return match


def _offer(match: Match, source: Source, by: User, at: datetime) -> None:
    """Reserve, and ask the source: a part of the approval, or of the second signature."""
    match.reply_by = _reply_by(match, at)
    if source.kind != SourceKind.PLEDGE:
        reserve(match, source, match.approved, by, at, key=f"match:{match.pk}:approved")


def _say(doing: Doing[Match], source: Source, reason: str) -> None:
    """What the log says of a decision; of a draw it says nothing, since the record of the pool names it."""
    match = doing.row
    doing.data.update(amount=match.words.stored(), source=source.name, reason=reason)
    doing.organisation_id = source.recipient.pk if source.recipient else None
    if match.pool_id is not None:
        doing.unrecorded()


def _basis(match: Match, source: Source, judgement: Judgement) -> dict[str, Any]:
    """What lay before the officer, so that the decision can be understood later: rules and data as they were then."""
    return {
        "rule_version": source.rule_version,
        "run": match.run.number if match.run else "",
        "input_hash": match.run.input_hash if match.run else "",
        "data": data_digest(match.item, source),
        "bound": judgement.bound,
        "rules": [one.as_json() for one in judgement.reasons],
    }


def _reply_by(match: Match, at: datetime) -> datetime:
    """The fund's own agreement may say how many working days it takes, but for a red case."""
    if match.fund and match.case.urgency != "red":
        return add_working_days(at, match.fund.reply_days)
    return due(Clock.MATCH_REPLY, match.case.urgency, at, match.county_id)


def return_(*, match: Match, reason: str, by: User, at: datetime, version: int | None = None) -> Match:
    """Not this one: the reason stays with the rule version and the data that lay before the officer.

    The pair is proposed again only when those data have changed. A second approver who does not sign returns as well;
    the first decision stays written beside it.
    """
    return returned(match, reason, by, at, check=alone_and_fresh(version))


def returned(
    match: Match,
    reason: str,
    by: User,
    at: datetime,
    *,
    check: Callable[[Match], None] | None = None,
    reading: Reading | None = None,
) -> Match:
    """The return itself; see `approved`."""
    with (
        doing := act(HELD_MATCHES if match.pool_id else MATCHES, match, "return", by=by, at=at, check=check)
    ) as match:
        reason, signed_first = require_reason(reason), doing.was == MatchState.COSIGNING
        require_unrelated(by, match, at)
        source = source_of(match, localdate(at))
        reading = reading or Reading.of(match)
        match.decision_basis = _basis(match, source, judge(reading.item, source, reading.history, at=at))
        if signed_first and by.pk == match.decided_by_id:
            raise SecondSignature
        if signed_first:
            match.second_by, match.second_at, match.second_reason = by, at, reason
        else:
            match.decided_by, match.decided_at, match.decision_reason = by, at, reason
        _say(doing, source, reason)
    return match
