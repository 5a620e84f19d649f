"""The ladder of a referral: when those who owe an answer are reminded. How long they have stands in `policy`."""

from datetime import datetime

from django.utils.timezone import localdate

from common.calendar import is_working_day, working_days_between

LADDER = 3  # −2 working days, the day itself, +1 working day
NEAR = 2


def rung(due_at: datetime, now: datetime) -> int:
    """How many steps of the ladder lie behind `now`. On a day off nothing new is reached, but for what is red."""
    if now > due_at and working_days_between(due_at, now) >= 1:
        return 3
    if localdate(now) >= localdate(due_at):
        return 2
    return 1 if working_days_between(now, due_at) <= NEAR else 0


def quiet(now: datetime) -> bool:
    return not is_working_day(localdate(now))
