"""What a county has set: until when, how long, how much, in which order.

    case.due_at = due(Clock.CASE_VERIFY, case.urgency, at, case.county_id)

A limit is looked up for the day on which it begins, and who stores its end keeps it: a later change of the rule moves
nothing that already runs. Pauses stay with whoever pauses.
"""

from datetime import date, datetime
from typing import TypeVar

from django.utils import timezone

from common.calendar import BEIJING
from common.regions.models import Region
from policy.clocks import Clock
from policy.in_force import rule
from policy.lengths import Length
from policy.limits.selectors import limits_of as amounts
from policy.models import TimeLimit, UrgencyOrder

__all__ = ["amounts", "due", "length", "limit", "order", "since"]

Moment = TypeVar("Moment", date, datetime)


class NoLimit(LookupError):
    """No row, not even a default: a release forgot to seed this clock."""


def due(clock: Clock, urgency: str, at: Moment, county: Region | str = "") -> Moment:
    """The end of a step that begins at `at`. `urgency` is empty where the step knows none, `county` where it has none."""
    return length(clock, urgency, at, county).after(at)


def since(clock: Clock, urgency: str, at: Moment, county: Region | str = "") -> Moment:
    """The start of a window that ends at `at`: what happened after it still counts."""
    return length(clock, urgency, at, county).before(at)


def length(clock: Clock, urgency: str, on: date, county: Region | str = "") -> Length:
    """How long, on a day (or on the day of a moment, in Beijing)."""
    return limit(clock, urgency, on, county).length


def limit(clock: Clock, urgency: str, on: date, county: Region | str = "") -> TimeLimit:
    """The row that holds: what is set for the urgency, wherever, goes before what is set for all.

    So a county that allows three days instead of two for every case does not slow the red ones down.
    """
    code, day = _code(county), _day(on)
    found = rule(TimeLimit, code, day, clock=clock, urgency=urgency) if urgency else None
    found = found or rule(TimeLimit, code, day, clock=clock, urgency="")
    if found is None:
        raise NoLimit(f"{clock}, urgency {urgency or 'any'}, {code or 'anywhere'}, {day}")
    return found


def order(county: Region | str, on: date) -> UrgencyOrder:
    """The queue of the optimiser in this county (or in the whole city) on a day."""
    found = rule(UrgencyOrder, _code(county), _day(on))
    if found is None:
        raise NoLimit(f"order of urgency, {on}")
    return found


def _code(county: Region | str) -> str:
    return county if isinstance(county, str) else county.pk


def _day(moment: date) -> date:
    return timezone.localtime(moment, BEIJING).date() if isinstance(moment, datetime) else moment
