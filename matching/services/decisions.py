"""The officer's decision: approve within the proposal, or return it. Approval asks every rule again, under locks."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.money import Money
from common.outbox.services import announce
from common.workdays import add_working_days
from funds import accounts
from funds.ledger import services as ledger
from matching.judge import History, judge
from matching.models import Match, SourceKind
from matching.services.guards import locked, require_fresh, require_officer, require_reason
from matching.sources import Source, source_of
from matching.states import MATCH
from needs import services as needs
from needs.models import NeedItem
from organisations.models import User
from organisations.permissions import Permission as P

RESERVED_FOR = timedelta(days=90)  # an approved grant that nobody pays gives the money back after this
DEFAULT_REPLY_WORKING_DAYS = 3
RED_REPLY_WORKING_DAYS = 1


class NoLongerFits(Refusal):
    """A rule fails on today's facts; the sentence names it."""


class NoSharingConsent(Refusal):
    def __init__(self, recipient) -> None:
        super().__init__(
            _("家庭还没有同意向%(who)s提供资料，不能批准。请先登记同意。") % {"who": recipient.name}, field="consent"
        )


class OwnProposal(Refusal):
    def __init__(self) -> None:
        super().__init__(_("运行匹配的人不能批准自己提出的建议，请由另一位审批人处理。"))


@transaction.atomic
def approve(
    *, match: Match, amount_fen: int, reason: str, by: User, at: datetime, version: int | None = None
) -> Match:
    """Approve a proposal: the money is reserved in the ledger and on the need in the same transaction.

    Refused when anything changed for the worse since the proposal; never silently reduced.
    """
    match = locked(match)
    require_officer(by, match, P.APPROVE_MATCH)
    require_fresh(match, version)
    reason = require_reason(reason)
    if match.proposed_by_id == by.pk:
        raise OwnProposal
    state = MATCH.next(match.state, "approve")
    if not 0 < amount_fen <= match.proposed_fen:
        raise Refusal(
            _("批准金额应大于 0，不超过建议的 %(proposed)s。") % {"proposed": Money(match.proposed_fen).text},
            field="amount",
        )
    source = source_of(match)
    _require_fit(match, source, amount_fen, at)
    match.approved_fen, match.decided_by, match.decided_at, match.decision_reason = amount_fen, by, at, reason
    match.reply_by = _reply_by(match, at)
    if source.kind != SourceKind.PLEDGE:
        reserve(match, source, amount_fen, by, at, key=f"match:{match.pk}:approved")
    match.state, match.version = state, match.version + 1
    match.save()
    record(actor=by, verb="match.approved", subject=match, case_id=match.case_id, county=match.county_id,
           organisation_id=source.recipient.pk if source.recipient else None,
           data={"number": match.number, "amount_fen": amount_fen, "source": source.name, "reason": reason}, at=at)
    announce("match.approved", f"match:{match.pk}:approved", match_id=match.pk)
    return match


def reserve(match: Match, source: Source, amount_fen: int, by: User, at: datetime, *, key: str) -> None:
    """Pending in the ledger, commitment on the need: both or neither. Overdraft and over-funding are the database's no."""
    expires_at = at + RESERVED_FOR
    account = accounts.fund_account(match.fund) if match.fund_id else accounts.programme_account(match.programme)
    payable = accounts.payable_account(accounts.book_of(match.source), match.number)
    pending = ledger.commit(from_account=account, payable=payable, amount_fen=amount_fen, effect_key=f"{key}:ledger",
                            expires_at=expires_at, by_id=by.pk, memo={"match": str(match.pk)})
    match.pending_transfer = pending.pk
    match.commitment = needs.commit(item=match.item, source_kind="charity", source_label=source.name,
                                    amount_fen=amount_fen, effect_key=f"{key}:need", at=at)


def _require_fit(match: Match, source: Source, amount_fen: int, at: datetime) -> None:
    item = (
        NeedItem.objects.select_related("case__household", "case__county").prefetch_related("case__consents")
        .get(pk=match.item_id)
    )
    if item.case.state != "open":
        raise NoLongerFits(_("这份求助目前是“%(state)s”，不能批准对接。") % {"state": item.case.get_state_display()})
    judgement = judge(item, source, History.of([item]), at=at)
    if judgement.failed:
        failed = judgement.failed[0]
        raise NoLongerFits(
            _("条件“%(clause)s”不再符合：要求%(need)s，实际%(fact)s。")
            % {"clause": failed.clause, "need": failed.requirement, "fact": failed.fact}
        )
    if amount_fen > judgement.amount_fen:
        raise NoLongerFits(
            _("现在最多可以批准 %(most)s，不足 %(asked)s。")
            % {"most": Money(judgement.amount_fen).text, "asked": Money(amount_fen).text},
            field="amount",
        )
    if source.recipient and not any(
        one.purpose == "share" and one.recipient_id == source.recipient.pk and one.is_live(at)
        for one in item.case.consents.all()
    ):
        raise NoSharingConsent(source.recipient)


def _reply_by(match: Match, at: datetime) -> datetime:
    days = match.fund.reply_days if match.fund_id else DEFAULT_REPLY_WORKING_DAYS
    return add_working_days(at, RED_REPLY_WORKING_DAYS if match.case.urgency == "red" else days)


@transaction.atomic
def return_(*, match: Match, reason: str, by: User, at: datetime, version: int | None = None) -> Match:
    """Not this one: the reason stays with the rule version and the inputs that led to the proposal."""
    match = locked(match)
    require_officer(by, match, P.APPROVE_MATCH)
    require_fresh(match, version)
    reason = require_reason(reason)
    match.state = MATCH.next(match.state, "return")
    if match.proposed_by_id == by.pk:
        raise OwnProposal
    match.decided_by, match.decided_at, match.decision_reason, match.version = by, at, reason, match.version + 1
    match.save()
    record(actor=by, verb="match.returned", subject=match, case_id=match.case_id, county=match.county_id,
           data={"number": match.number, "reason": reason}, at=at)
    announce("match.returned", f"match:{match.pk}:returned", match_id=match.pk)
    return match
