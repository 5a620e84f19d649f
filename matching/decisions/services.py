"""The officer's decision: approve within the proposal, or return it. Approval asks every rule again, under locks.

Above the county's amount of the day a second approver signs before the source is asked; until then nothing is reserved.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.calendar import add_working_days
from common.errors import Refusal
from common.outbox.services import announce
from matching.decisions import hooks
from matching.decisions.guards import (
    locked,
    require_alone,
    require_fresh,
    require_officer,
    require_reason,
)
from matching.decisions.rechecks import NoLongerFits, NoSharingConsent, Reading, require_fit
from matching.decisions.reservations import reserve
from matching.eligibility.evaluator import Judgement, judge
from matching.eligibility.history import data_digest
from matching.eligibility.interests import require_unrelated
from matching.eligibility.sources import Source, source_of
from matching.models import Match, SourceKind
from matching.states import MATCH
from organisations.models import User
from organisations.permissions import Permission as P
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


class OwnProposal(Refusal):
    def __init__(self) -> None:
        super().__init__(_("运行匹配的人不能批准自己提出的建议，请由另一位审批人处理。"))


class SecondSignature(Refusal):
    """Who proposed or approved first does not sign second."""

    def __init__(self) -> None:
        super().__init__(_("会签人不能是提出建议或第一个批准的人，请由另一位审批人会签。"))


@transaction.atomic
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
    match = locked(match)
    require_officer(by, match, P.APPROVE_MATCH)
    if token is not None and match.decision_key == token:
        return match
    require_alone(match)
    require_fresh(match, version)
    return approved(match, amount, reason, by, at, together=amount, token=token)


def approved(
    match: Match,
    amount: int,
    reason: str,
    by: User,
    at: datetime,
    *,
    together: int,
    token: UUID | None = None,
    reading: Reading | None = None,
) -> Match:
    """The approval itself, for a caller who holds the locks and has asked whether `by` is an officer of the case.

    `together` is what the same act approves for this item: the need and the second signature look at that.
    """
    reason = require_reason(reason)
    if match.proposed_by_id == by.pk:
        raise OwnProposal
    require_unrelated(by, match, at)
    second = match.measure.is_money and together > limits_of(match.county_id, localdate(at)).second_approval_fen
    state = MATCH.next(match.state, "ask_second" if second else "approve")
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
    if second:
        match.state, match.version = state, match.version + 1
        match.save()
        _note(match, "match.half_approved", source, reason, by, at)
        announce("match.half_approved", f"match:{match.pk}:half", match_id=match.pk)
        return match
    return _offer(match, source, reason, by, at)


@transaction.atomic
def cosign(*, match: Match, reason: str, by: User, at: datetime, version: int | None = None) -> Match:
    """The second approver signs: every rule is asked once more, the money is reserved, the source is asked."""
    match = locked(match)
    require_officer(by, match, P.APPROVE_MATCH)
    require_alone(match)
    require_fresh(match, version)
    return cosigned(match, reason, by, at, together=match.approved)


def cosigned(
    match: Match, reason: str, by: User, at: datetime, *, together: int, reading: Reading | None = None
) -> Match:
    """The second signature itself; see `approved` for what the caller has done."""
    reason = require_reason(reason)
    MATCH.next(match.state, "cosign")
    if by.pk in (match.proposed_by_id, match.decided_by_id):
        raise SecondSignature
    require_unrelated(by, match, at)
    hooks.may_proceed.ask(match=match)
    source = source_of(match, localdate(at))
    require_fit(match, source, match.approved, at, together=together, reading=reading)
    match.second_by, match.second_at, match.second_reason = by, at, reason
    return _offer(match, source, reason, by, at)


def _offer(match: Match, source: Source, reason: str, by: User, at: datetime) -> Match:
    """Reserve, and ask the source. A match in `cosigning` or `proposed` becomes an offer."""
    match.reply_by = _reply_by(match, at)
    if source.kind != SourceKind.PLEDGE:
        reserve(match, source, match.approved, by, at, key=f"match:{match.pk}:approved")
    match.state = MATCH.next(match.state, "cosign" if match.second_by_id else "approve")
    match.version += 1
    match.save()
    _note(match, "match.cosigned" if match.second_by_id else "match.approved", source, reason, by, at)
    announce("match.approved", f"match:{match.pk}:approved", match_id=match.pk)
    return match


def _note(match: Match, verb: str, source: Source, reason: str, by: User, at: datetime) -> None:
    if match.pool_id is not None:
        return  # the record of the pool names its draws
    record(
        actor=by,
        verb=verb,
        subject=match,
        case_id=match.case_id,
        county=match.county_id,
        organisation_id=source.recipient.pk if source.recipient else None,
        data={"number": match.number, "amount": match.words.stored(), "source": source.name, "reason": reason},
        at=at,
    )


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
    if match.fund_id and match.case.urgency != "red":
        return add_working_days(at, match.fund.reply_days)
    return due(Clock.MATCH_REPLY, match.case.urgency, at, match.county_id)


@transaction.atomic
def return_(*, match: Match, reason: str, by: User, at: datetime, version: int | None = None) -> Match:
    """Not this one: the reason stays with the rule version and the data that lay before the officer.

    The pair is proposed again only when those data have changed. A second approver who does not sign returns as well;
    the first decision stays written beside it.
    """
    match = locked(match)
    require_officer(by, match, P.APPROVE_MATCH)
    require_alone(match)
    require_fresh(match, version)
    return returned(match, reason, by, at)


def returned(match: Match, reason: str, by: User, at: datetime, *, reading: Reading | None = None) -> Match:
    """The return itself; see `approved` for what the caller has done."""
    reason = require_reason(reason)
    signed_first = match.state == "cosigning"
    match.state = MATCH.next(match.state, "return")
    if match.proposed_by_id == by.pk:
        raise OwnProposal
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
    match.version += 1
    match.save()
    _note(match, "match.returned", source, reason, by, at)
    announce("match.returned", f"match:{match.pk}:returned", match_id=match.pk)
    return match
