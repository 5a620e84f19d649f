"""The cut between history and the last days, in one place.

What happened before it is history: a year of 2,300 cases, written as rows, since the services would take an hour for
them. What happened after it was done by the services, as in a real office. `bulk.office.Audit` refuses an act that is
younger, and `manage.py check_invariants` asks of both parts the same.
"""

from datetime import date, datetime, timedelta

from demo import moments

DAYS = 7


class TooYoung(Exception):
    """A row written past the services tells of something that happened after the cut."""


def of(today: date) -> datetime:
    """The moment of the cut in the city whose day is `today`."""
    return moments.morning(today) - timedelta(days=DAYS)


def last_office_hour(today: date) -> datetime:
    """When history's last working day ended: what is drawn for it is done by then, and never later than the cut."""
    return moments.office_day(of(today).date(), 1, 17)
