"""How long: a number and its unit, and what that means on the calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.calendar import add_working_days, months_later

Moment = TypeVar("Moment", date, datetime)


class Unit(models.TextChoices):
    MINUTES = "minutes", _("分钟")
    HOURS = "hours", _("小时")
    DAYS = "days", _("天")
    WORKING_DAYS = "working_days", _("个工作日")
    MONTHS = "months", _("个月")


@dataclass(frozen=True, slots=True)
class Length:
    """Minutes, hours and days run by the clock. Working days end at 17:00 Beijing time (`common.calendar`).

    A month ends on the same day of the later month, or on its last day.
    """

    amount: int
    unit: Unit

    @property
    def days(self) -> int:
        """About how many days of the calendar, rounded up: to compare limits of different units."""
        each = {Unit.MINUTES: 1440, Unit.HOURS: 24}.get(self.unit)
        if each:
            return -(-self.amount // each)
        return self.amount * (31 if self.unit == Unit.MONTHS else 1)

    def after(self, start: Moment) -> Moment:
        """The end of a limit that begins at `start`. A bare date knows days and months only; else ValueError."""
        if self.unit == Unit.MONTHS:
            return self._months(start, self.amount)
        if self.unit != Unit.WORKING_DAYS:
            return start + self._span(start)
        if not isinstance(start, datetime):
            raise ValueError("Working days begin at a moment, not at a day.")
        return add_working_days(start, self.amount)

    def before(self, end: Moment) -> Moment:
        """The start of a window of this length that ends at `end`; not for working days, which have no way back."""
        if self.unit == Unit.MONTHS:
            return self._months(end, -self.amount)
        if self.unit == Unit.WORKING_DAYS:
            raise ValueError("A window has no working days.")
        return end - self._span(end)

    def _span(self, moment: date) -> timedelta:
        if self.unit != Unit.DAYS and not isinstance(moment, datetime):
            raise ValueError("Hours and minutes begin at a moment, not at a day.")
        return timedelta(**{self.unit.value: self.amount})

    @staticmethod
    def _months(moment: Moment, months: int) -> Moment:
        if isinstance(moment, datetime):
            return datetime.combine(months_later(moment.date(), months), moment.timetz())
        return months_later(moment, months)

    def __str__(self) -> str:
        return words(self.amount, self.unit)


def words(amount: int, unit: str) -> str:
    """“2 个工作日”, “30 minutes”, in the active language."""
    sentences: dict[Unit, Callable[[int], str]] = {
        Unit.MINUTES: lambda n: ngettext("%(n)s 分钟", "%(n)s 分钟", n),
        Unit.HOURS: lambda n: ngettext("%(n)s 小时", "%(n)s 小时", n),
        Unit.DAYS: lambda n: ngettext("%(n)s 天", "%(n)s 天", n),
        Unit.WORKING_DAYS: lambda n: ngettext("%(n)s 个工作日", "%(n)s 个工作日", n),
        Unit.MONTHS: lambda n: ngettext("%(n)s 个月", "%(n)s 个月", n),
    }
    return sentences[Unit(unit)](amount) % {"n": amount}
