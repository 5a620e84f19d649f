"""Working-day clocks: time limits run in working days of mainland China and end at 17:00 Beijing time.

The `Holiday` table is the truth. It is filled from the `chinesecalendar` library (`manage.py load_holidays`), which
knows a year once the State Council has announced it, about each November. Days it does not know yet follow the plain
week: Saturday and Sunday are off. A deadline that reaches into such a year can move when the year is loaded.
"""

import time as clock
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext

from common.models import Holiday, HolidayKind

BEIJING = ZoneInfo("Asia/Shanghai")
CLOSING = time(17, 0)
FRESH_SECONDS = 60  # another process may have loaded a year: look again after this long

_known: dict[date, str] = {}
_read_at: float | None = None


def forget_holidays() -> None:
    """Read the table again at the next question; whoever writes it calls this."""
    global _read_at
    _read_at = None


def is_working_day(day: date) -> bool:
    kind = _holidays().get(day)
    return kind == HolidayKind.MAKEUP if kind else day.weekday() < 5


def next_working_day(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def last_working_day(moment: date | datetime) -> date:
    """The day itself, or the last working day before it."""
    day = _local_day(moment)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def add_working_days(start: datetime, n: int) -> datetime:
    """17:00 Beijing time of the n-th working day after the day of `start`, which itself does not count.

    With n = 0 the limit is the same day, or the next working day when `start` falls on a day off.
    """
    if n < 0:
        raise ValueError("A time limit is not negative.")
    day = next_working_day(_local_day(start)) if n == 0 else _local_day(start)
    for _count in range(n):
        day = next_working_day(day + timedelta(days=1))
    return datetime.combine(day, CLOSING, BEIJING)


def working_days_between(a: date | datetime, b: date | datetime) -> int:
    """Working days after day `a` up to and including day `b`; negative when `b` is earlier."""
    first, last = _local_day(a), _local_day(b)
    if last < first:
        return -working_days_between(last, first)
    return sum(is_working_day(first + timedelta(days=offset)) for offset in range(1, (last - first).days + 1))


def months_later(day: date, months: int) -> date:
    """The same day of a later month (of an earlier one where `months` is negative), or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def deadline_text(deadline: datetime, now: datetime) -> str:
    """`剩 2 个工作日（11月25日 17:00）`, `今天到期（17:00）` or `已超期 1 个工作日`, in the active language."""
    local = timezone.localtime(deadline, BEIJING)
    if now > deadline:
        late = working_days_between(deadline, now)
        if late == 0:
            return gettext("已超期")
        return ngettext("已超期 %(days)s 个工作日", "已超期 %(days)s 个工作日", late) % {"days": late}
    if _local_day(now) == local.date():
        return gettext("今天到期（%(time)s）") % {"time": f"{local:%H:%M}"}
    left = working_days_between(now, deadline)
    # Translators: n month, j day, H:i time, in the letters of Django's date filter.
    when = format_date(local, gettext("n月j日 H:i"))
    text = ngettext("剩 %(days)s 个工作日（%(when)s）", "剩 %(days)s 个工作日（%(when)s）", left)
    return text % {"days": left, "when": when}


def _local_day(moment: date | datetime) -> date:
    if not isinstance(moment, datetime):
        return moment
    if timezone.is_naive(moment):
        raise ValueError("Moments carry their time zone.")
    return timezone.localtime(moment, BEIJING).date()


def _holidays() -> dict[date, str]:
    """All of some hundred rows, read once a minute: a page of fifty deadlines must not ask fifty times."""
    global _known, _read_at
    if _read_at is None or clock.monotonic() - _read_at > FRESH_SECONDS:
        _known = dict(Holiday.objects.values_list("date", "kind"))
        _read_at = clock.monotonic()
    return _known
