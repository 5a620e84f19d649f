"""The one clock of the tests: what a test calls now and today.

Code under test reads the machine's clock at its edges (views, commands), so the tests read the same one: no test knows a
date that only holds while it was written. `python -m tools.shifted_clock` runs the suite on other days.
"""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This instant, aware."""
    return timezone.now()


def today() -> date:
    """The day in the office's time zone, as forms and services see it."""
    return timezone.localdate()
