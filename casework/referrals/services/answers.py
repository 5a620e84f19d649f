"""From acceptance to the family's being told: the recipient's answers, and what the sender does with them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.referrals.models import Outcome, Referral, ReferralReturn
from casework.referrals.services.guards import locked, noted, require_recipient, require_sender, require_words
from casework.referrals.services.supervision import escalate
from casework.referrals.states import REFERRAL
from common.errors import Refusal
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due

RETURNS_TO_ESCALATE = 2


@transaction.atomic
def accept_referral(*, referral: Referral, by: User, at: datetime) -> Referral:
    """The recipient takes it on: from now on it answers, and may open what was ticked."""
    referral = locked(referral)
    require_recipient(by, referral)
    referral.state = REFERRAL.next(referral.state, "accept")
    referral.accepted_by, referral.accepted_at = by, at
    referral.due_at, referral.rung, referral.reminded_at = referral.reply_by, 0, None
    referral.save()
    noted(referral, "referral.accepted", by, at, topic="referral.answered")
    return referral


@transaction.atomic
def return_referral(*, referral: Referral, reason: str, by: User, at: datetime) -> Referral:
    """Not this organisation's matter, with the reason. The second return brings the county's supervisor in, who decides;
    what the supervisor decided is not returned again."""
    referral = locked(referral)
    require_recipient(by, referral)
    reason = require_words(reason)
    if referral.decided_by_id:
        raise Refusal(_("这份转介由区县督办指定贵单位承办，不能再退回；有困难请与督办人联系。"))
    referral.state = REFERRAL.next(referral.state, "return")
    ReferralReturn.objects.create(
        referral=referral,
        round=referral.round,
        recipient=referral.recipient,
        reason=reason,
        returned_by=by,
        returned_at=at,
    )
    returns = referral.returns.count()
    referral.due_at, referral.rung = due(Clock.REFERRAL_PASS_ON, referral.urgency, at, referral.county_id), 0
    referral.save()
    noted(referral, "referral.returned", by, at, topic="referral.answered", returns=returns)
    if returns >= RETURNS_TO_ESCALATE:
        escalate(referral, at)
    return referral


@transaction.atomic
def start_referral(*, referral: Referral, by: User, at: datetime) -> Referral:
    referral = locked(referral)
    require_recipient(by, referral)
    referral.state = REFERRAL.next(referral.state, "start")
    referral.save()
    noted(referral, "referral.started", by, at)
    return referral


@transaction.atomic
def answer_referral(*, referral: Referral, outcome: str, words: str, by: User, at: datetime) -> Referral:
    """The result, in one word of a list and in the recipient's own words for the case team."""
    referral = locked(referral)
    require_recipient(by, referral)
    if outcome not in Outcome.values:
        raise Refusal(_("请选择办理结果。"), field="outcome")
    words = require_words(words, "words")
    referral.state = REFERRAL.next(referral.state, "answer")
    referral.outcome, referral.answer, referral.answered_by, referral.answered_at = outcome, words, by, at
    referral.due_at, referral.rung = due(Clock.REFERRAL_FEED_BACK, referral.urgency, at, referral.county_id), 0
    referral.save()
    noted(referral, "referral.answered", by, at, topic="referral.answered", outcome=outcome)
    return referral


@transaction.atomic
def feed_back_referral(*, referral: Referral, words: str, by: User, at: datetime) -> Referral:
    """The family is told how it ended, with the next way open to it; the recipient's reading ends here."""
    referral = locked(referral)
    require_sender(by, referral.case)
    words = require_words(words, "words")
    referral.state = REFERRAL.next(referral.state, "feed_back")
    referral.feedback, referral.fed_back_by, referral.fed_back_at = words, by, at
    referral.due_at, referral.rung = due(Clock.REFERRAL_FEED_BACK, referral.urgency, at, referral.county_id), 0
    referral.save()
    noted(referral, "referral.fed_back", by, at)
    return referral


@transaction.atomic
def close_referral(*, referral: Referral, by: User, at: datetime) -> Referral:
    referral = locked(referral)
    require_sender(by, referral.case)
    referral.state = REFERRAL.next(referral.state, "close")
    referral.closed_by, referral.closed_at, referral.due_at = by, at, None
    referral.save()
    noted(referral, "referral.closed", by, at)
    return referral
