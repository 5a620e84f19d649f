"""The verbs of a referral. Each is one function; this page is their index."""

from casework.referrals.services.answers import (
    accept_referral,
    answer_referral,
    close_referral,
    feed_back_referral,
    return_referral,
    start_referral,
)
from casework.referrals.services.reading import open_package
from casework.referrals.services.sending import reassign_referral, recall_referral, remind_referral, send_referral
from casework.referrals.services.supervision import climb_ladder, decide_referral

__all__ = [
    "accept_referral",
    "answer_referral",
    "climb_ladder",
    "close_referral",
    "decide_referral",
    "feed_back_referral",
    "open_package",
    "reassign_referral",
    "recall_referral",
    "remind_referral",
    "return_referral",
    "send_referral",
    "start_referral",
]
