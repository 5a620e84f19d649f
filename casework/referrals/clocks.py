"""Time limits of a referral (domain reference §3.6): working days, by the clock where a case is red."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from common.calendar import add_working_days, is_working_day, working_days_between

ACCEPT_WITHIN, ACCEPT_WITHIN_RED = 2, timedelta(hours=2)
REPLY_WITHIN, REPLY_WITHIN_RED = 10, timedelta(hours=24)
SENDER_WITHIN = 1  # first contact passes on within one working day, feeds back within two
FEED_BACK_WITHIN = 2
LADDER = 3  # −2 working days, the day itself, +1 working day
NEAR = 2


def accept_by(at: datetime, *, urgent: bool) -> datetime:
    return at + ACCEPT_WITHIN_RED if urgent else add_working_days(at, ACCEPT_WITHIN)


def reply_by(at: datetime, *, urgent: bool) -> datetime:
    return at + REPLY_WITHIN_RED if urgent else add_working_days(at, REPLY_WITHIN)


def rung(due_at: datetime, now: datetime) -> int:
    """How many steps of the ladder lie behind `now`. On a day off nothing new is reached, but for what is red."""
    if now > due_at and working_days_between(due_at, now) >= 1:
        return 3
    if localdate(now) >= localdate(due_at):
        return 2
    return 1 if working_days_between(now, due_at) <= NEAR else 0


def quiet(now: datetime) -> bool:
    return not is_working_day(localdate(now))
