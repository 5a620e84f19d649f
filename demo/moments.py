"""Times of the city: offices are open on weekdays from half past eight; what happens, happens in order."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
OPENING, CLOSING = time(8, 30), time(17, 30)
MORNING = time(8, 0)


def morning(day: date) -> datetime:
    """When the day of the city begins: nothing has been done yet today, everything of yesterday has."""
    return datetime.combine(day, MORNING, BEIJING)


def in_office(moment: datetime) -> datetime:
    """The moment itself, or the next one at which the office is open."""
    local = moment.astimezone(BEIJING)
    if local.time() > CLOSING:
        local = datetime.combine(local.date() + timedelta(days=1), OPENING, BEIJING) + timedelta(minutes=local.minute)
    elif local.time() < OPENING:
        local = datetime.combine(local.date(), OPENING, BEIJING) + timedelta(minutes=local.minute)
    while local.weekday() >= 5:
        local += timedelta(days=1)
    return local


def after(chance: random.Random, moment: datetime, least_hours: float, most_hours: float) -> datetime:
    """Some office time between so many hours later; at least a minute."""
    hours = chance.uniform(least_hours, most_hours)
    later = in_office(moment + timedelta(hours=hours))
    return (
        later.replace(second=chance.randint(0, 59), microsecond=0) if later > moment else moment + timedelta(minutes=3)
    )


def office_day(day: date, back: int, hour: int = 10, minute: int = 0) -> datetime:
    """A working moment so many days before `day`, moved back over a weekend."""
    wanted = day - timedelta(days=back)
    while wanted.weekday() >= 5:
        wanted -= timedelta(days=1)
    return datetime.combine(wanted, time(hour, minute), BEIJING)
