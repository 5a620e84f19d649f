"""The source's answer: accept all or part, decline with a reason, or let the time run out."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.presence import present
from donations import services as donations
from donations.models import PledgeMode
from funds.models import ApprovalMode
from matching.act_subjects import MATCHES
from matching.decisions import hooks
from matching.decisions.cancellations import cancel
from matching.decisions.guards import require_fresh, require_reason
from matching.decisions.reservations import release, reserve
from matching.eligibility.interests import require_uninterested
from matching.eligibility.sources import source_of
from matching.models import Match, SourceKind
from matching.states import MatchState
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due
from programmes.selectors import can_receive_gifts
from publication.states import PublicState


def accept(*, match: Match, amount: int, by: User, at: datetime, version: int | None = None) -> Match:
    """Accept all or part; the rest goes back to the source and to the gap, and is matched again.

    What a donor agrees to is taken off their promise here, once; the gift that pays it takes nothing more.
    """
    with (doing := act(MATCHES, match, "accept", by=by, at=at, check=lambda one: require_fresh(one, version))) as match:
        if match.reply_by and at > match.reply_by:
            raise Refusal(_("答复期限已过，这笔对接不能再接受。"))
        if not 0 < amount <= match.approved:
            raise Refusal(
                _("接受金额应大于 0，不超过批准的 %(approved)s。") % {"approved": match.measure.words(match.approved)},
                field="amount",
            )
        hooks.may_proceed.ask(match=match)
        require_uninterested(by, match, at)
        if match.source_kind == SourceKind.PLEDGE:
            donations.use_pledge(pledge=present(match.pledge), amount_fen=amount, at=at)
        elif amount < match.approved:
            release(match, by, at, key=f"match:{match.pk}:partial")
            reserve(match, source_of(match, localdate(at)), amount, by, at, key=f"match:{match.pk}:accepted")
        match.put("accepted", amount)
        match.answered_by, match.answered_at = by, at
        match.deliver_by = due(Clock.MATCH_DELIVER, match.case.urgency, at, match.county_id)
        if match.programme_id and match.case.public_need_id:
            _claim(match, by, at)
        doing.data["amount"] = match.words.stored()
    return match


def _claim(match: Match, by: User, at: datetime) -> None:
    """The charity accepted a published need: gifts may now be earmarked to it under this programme (first one wins).

    A charity that helps from its own means but may not raise funds in public accepts all the same, without a claim; so
    it is where this very grant has covered the need, which then takes no gifts.
    """
    need, programme = present(match.case.public_need), present(match.programme)
    if can_receive_gifts(programme, localdate(at)) is not None:
        return
    if need.live and need.state == PublicState.PUBLISHED and not need.claims.filter(ended_at__isnull=True).exists():
        donations.claim(programme=programme, public_need=need, by=by, at=at)


def decline(*, match: Match, reason: str, by: User, at: datetime, version: int | None = None) -> Match:
    """Decline with a reason for the officer; what was reserved is free again in this transaction."""
    with (
        doing := act(MATCHES, match, "decline", by=by, at=at, check=lambda one: require_fresh(one, version))
    ) as match:
        reason = doing.data["reason"] = require_reason(reason)
        release(match, by, at, key=f"match:{match.pk}:declined")
        match.answered_by, match.answered_at, match.answer_reason = by, at, reason
    return match


def expire_offers(at: datetime) -> int:
    """Unanswered offers at their deadline: the fund's own default, else they lapse. Run by the tick."""
    due = Match.objects.filter(state=MatchState.OFFERED, reply_by__lt=at).values_list("pk", flat=True)
    return sum(_expire(pk, at) for pk in list(due))


@transaction.atomic
def _expire(pk, at: datetime) -> int:
    match = MATCHES.lock(Match.objects.get(pk=pk))
    if match.state != MatchState.OFFERED or present(match.reply_by) >= at:
        return 0
    if match.fund and match.fund.deadline_default == "agree" and _may_agree(match, at):
        _agree_by_contract(match, _("逾期未答复，按协议视为同意"), at)
        return 1
    with act(MATCHES, match, "expire", by=None, at=at) as match:
        release(match, None, at, key=f"match:{match.pk}:expired")
    return 1


@transaction.atomic
def accept_automatically(*, match: Match, at: datetime) -> Match:
    """Who agreed beforehand to grants up to an amount has answered: a fund by its agreement, a donor by the promise.

    A donor's gift still has to be paid by the donor; no money moves. Others, and whoever's limits are reached, are asked.
    """
    match = MATCHES.lock(match)
    if match.state != MatchState.OFFERED or not _may_agree(match, at):
        return match
    fund, pledge, approved_fen = match.fund, match.pledge, match.approved  # goods and services have neither
    if fund and fund.approval_mode == ApprovalMode.AUTOMATIC and approved_fen <= fund.automatic_up_to_fen:
        return _agree_by_contract(match, _("在协议约定的限额内，自动同意"), at)
    if pledge and pledge.mode == PledgeMode.AUTOMATIC:
        try:
            with transaction.atomic():
                donations.use_pledge(pledge=pledge, amount_fen=approved_fen, at=at)
        except Refusal:
            return match  # used up, ended, or more than was promised for one household
        return _agree_by_contract(match, _("按登记的承诺，在限额内自动同意"), at)
    return match


def _may_agree(match: Match, at: datetime) -> bool:
    """What would stop a person from accepting stops an agreement given beforehand as well."""
    try:
        require_uninterested(_signatory(match), match, at)
        hooks.may_proceed.ask(match=match)
    except Refusal:
        return False
    return True


def _signatory(match: Match) -> User:
    return present(match.fund.agreement_signed_by) if match.fund else present(match.pledge).donor


def _agree_by_contract(match: Match, reason: str | Promise, at: datetime) -> Match:
    """The signed agreement or the promise answers: whoever signed or promised it is named."""
    with (doing := act(MATCHES, match, "agree", by=None, at=at)) as match:
        match.accepted_fen = match.approved_fen
        match.answered_by, match.answered_at, match.answer_reason = _signatory(match), at, str(reason)
        match.deliver_by = due(Clock.MATCH_DELIVER, match.case.urgency, at, match.county_id)
        doing.data["amount"] = match.words.stored()
    return match


def lapse_promises(at: datetime) -> int:
    """Donors who agreed and did not pay in time: run by the tick. How many lapsed."""
    due = Match.objects.filter(pledge__isnull=False, state=MatchState.ACCEPTED, deliver_by__lt=at)
    return sum(_lapse(match, at) for match in list(due))


@transaction.atomic
def _lapse(match: Match, at: datetime) -> int:
    """The promise is free again and the household is matched anew; a gift that came, or is on its way, keeps it."""
    match = MATCHES.lock(match)
    pledge = present(match.pledge)
    kept = pledge.gifts.filter(public_need=match.case.public_need_id).exclude(state__in=["started", "failed"])
    if match.state != MatchState.ACCEPTED or kept.exists():
        return 0
    donations.give_back_pledge(pledge=pledge, amount_fen=present(match.accepted_fen), at=at)
    cancel(match, "lapse", _("到期没有付款"), at)
    return 1
