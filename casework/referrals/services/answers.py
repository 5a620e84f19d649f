"""From acceptance to the family's being told: the recipient's answers, and what the sender does with them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.referrals.act_subjects import REFERRALS
from casework.referrals.models import Outcome, Referral, ReferralReturn
from casework.referrals.services.guards import require_words
from casework.referrals.services.supervision import escalate
from common.acts.doing import act
from common.errors import Refusal
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due

RETURNS_TO_ESCALATE = 2


def accept_referral(*, referral: Referral, by: User, at: datetime) -> Referral:
    """The recipient takes it on: from now on it answers, and may open what was ticked."""
    with act(REFERRALS, referral, "accept", by=by, at=at) as referral:
        referral.accepted_by, referral.accepted_at = by, at
        referral.due_at, referral.rung, referral.reminded_at = referral.reply_by, 0, None
    return referral


@transaction.atomic
def return_referral(*, referral: Referral, reason: str, by: User, at: datetime) -> Referral:
    """Not this organisation's matter, with the reason. The second return brings the county's supervisor in, who decides;
    what the supervisor decided is not returned again."""
    with (doing := act(REFERRALS, referral, "return", by=by, at=at)) as referral:
        reason = require_words(reason)
        if referral.decided_by_id:
            raise Refusal(_("这份转介由区县督办指定贵单位承办，不能再退回；有困难请与督办人联系。"))
        ReferralReturn.objects.create(
            referral=referral,
            round=referral.round,
            recipient=referral.recipient,
            reason=reason,
            returned_by=by,
            returned_at=at,
        )
        returns = doing.data["returns"] = referral.returns.count()
        referral.due_at, referral.rung = due(Clock.REFERRAL_PASS_ON, referral.urgency, at, referral.county_id), 0
    if returns >= RETURNS_TO_ESCALATE:
        return escalate(referral, at)
    return referral


def start_referral(*, referral: Referral, by: User, at: datetime) -> Referral:
    with act(REFERRALS, referral, "start", by=by, at=at) as referral:
        return referral


def answer_referral(*, referral: Referral, outcome: str, words: str, by: User, at: datetime) -> Referral:
    """The result, in one word of a list and in the recipient's own words for the case team."""
    with act(REFERRALS, referral, "answer", by=by, at=at, outcome=outcome) as referral:
        if outcome not in Outcome.values:
            raise Refusal(_("请选择办理结果。"), field="outcome")
        words = require_words(words, "words")
        referral.outcome, referral.answer, referral.answered_by, referral.answered_at = outcome, words, by, at
        referral.due_at, referral.rung = due(Clock.REFERRAL_FEED_BACK, referral.urgency, at, referral.county_id), 0
    return referral


def feed_back_referral(*, referral: Referral, words: str, by: User, at: datetime) -> Referral:
    """The family is told how it ended, with the next way open to it; the recipient's reading ends here."""
    with act(REFERRALS, referral, "feed_back", by=by, at=at) as referral:
        referral.feedback, referral.fed_back_by, referral.fed_back_at = require_words(words, "words"), by, at
        referral.due_at, referral.rung = due(Clock.REFERRAL_FEED_BACK, referral.urgency, at, referral.county_id), 0
    return referral


def close_referral(*, referral: Referral, by: User, at: datetime) -> Referral:
    with act(REFERRALS, referral, "close", by=by, at=at) as referral:
        referral.closed_by, referral.closed_at, referral.due_at = by, at, None
    return referral
