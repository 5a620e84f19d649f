"""Working-day clocks around the official calendar of 2025 and beyond what is announced."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils.translation import override

from common import calendar as workdays
from common.calendar import (
    BEIJING,
    add_working_days,
    deadline_text,
    forget_holidays,
    is_working_day,
    working_days_between,
)
from common.models import Holiday

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_calendar() -> None:
    forget_holidays()
    yield
    forget_holidays()


def beijing(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2025) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 11, 24), True),
        (date(2025, 11, 22), False),
        (date(2025, 10, 1), False),  # National Day
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),  # a Saturday worked instead
        (date(2025, 9, 28), True),  # a Sunday worked instead
        (date(2024, 2, 12), False),  # Spring Festival
        (date(2030, 1, 1), True),  # not announced: a Tuesday
        (date(2030, 1, 5), False),
    ],
)
def test_working_days(day: date, works: bool) -> None:
    assert is_working_day(day) == works


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (beijing(11, 24), 1, beijing(11, 25, 17)),
        (beijing(11, 24, 23, 59), 1, beijing(11, 25, 17)),
        (beijing(11, 21), 1, beijing(11, 24, 17)),  # over a weekend
        (beijing(11, 22), 1, beijing(11, 24, 17)),  # from a day off
        (beijing(9, 26), 1, beijing(9, 28, 17)),  # onto a worked Sunday
        (beijing(9, 30), 1, beijing(10, 9, 17)),  # over the holiday
        (beijing(9, 30), 3, beijing(10, 11, 17)),
        (beijing(11, 24), 0, beijing(11, 24, 17)),
        (beijing(11, 22), 0, beijing(11, 24, 17)),
        (datetime(2025, 11, 24, 16, 30, tzinfo=UTC), 1, beijing(11, 26, 17)),  # already the 25th in Beijing
    ],
)
def test_limits_end_at_five_on_the_nth_working_day(start: datetime, n: int, end: datetime) -> None:
    assert add_working_days(start, n) == end


def test_limits_need_a_time_zone_and_are_not_negative() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add_working_days(datetime(2025, 11, 24), 1)
    with pytest.raises(ValueError, match="negative"):
        add_working_days(beijing(11, 24), -1)


def test_counts_days_both_ways() -> None:
    assert working_days_between(date(2025, 11, 24), date(2025, 11, 24)) == 0
    assert working_days_between(date(2025, 9, 30), date(2025, 10, 11)) == 3
    assert working_days_between(beijing(10, 11), beijing(9, 30)) == -3


@pytest.mark.parametrize("n", range(1, 30))
def test_counting_agrees_with_adding(n: int) -> None:
    start = beijing(9, 20)
    assert working_days_between(start, add_working_days(start, n)) == n


@pytest.mark.parametrize(
    ("deadline", "now", "chinese", "english"),
    [
        (beijing(11, 25, 17), beijing(11, 21), "剩 2 个工作日（11月25日 17:00）", "2 working days left (25 Nov 17:00)"),
        (beijing(11, 25, 17), beijing(11, 24), "剩 1 个工作日（11月25日 17:00）", "1 working day left (25 Nov 17:00)"),
        (beijing(11, 25, 17), beijing(11, 25, 17), "今天到期（17:00）", "Due today (17:00)"),
        (beijing(11, 25, 17), beijing(11, 25, 17, 1), "已超期", "Overdue"),
        (beijing(11, 25, 17), beijing(11, 26), "已超期 1 个工作日", "Overdue by 1 working day"),
        (beijing(11, 25, 17), beijing(12, 1), "已超期 4 个工作日", "Overdue by 4 working days"),
    ],
)
def test_says_how_long_is_left(deadline: datetime, now: datetime, chinese: str, english: str) -> None:
    assert deadline_text(deadline, now) == chinese
    with override("en"):
        assert deadline_text(deadline, now) == english


def test_a_page_of_deadlines_asks_once(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        for n in range(50):
            deadline_text(add_working_days(beijing(11, 24), n), beijing(11, 24))


def test_another_process_may_load_a_year(monkeypatch) -> None:
    assert is_working_day(date(2030, 1, 1))
    Holiday.objects.create(date=date(2030, 1, 1), kind="holiday", name="元旦")
    now = workdays.clock.monotonic() + workdays.FRESH_SECONDS + 1
    monkeypatch.setattr(workdays.clock, "monotonic", lambda: now)
    assert not is_working_day(date(2030, 1, 1))


def test_loading_again_corrects_and_adds_nothing_twice() -> None:
    before = Holiday.objects.count()
    Holiday.objects.filter(date=date(2025, 10, 1)).update(kind="makeup")
    assert before > 90
    call_command("load_holidays", verbosity=0)
    assert Holiday.objects.count() == before
    assert not is_working_day(date(2025, 10, 1))


def test_the_database_knows_two_kinds() -> None:
    with pytest.raises(IntegrityError, match="common_holiday_kind_known"), transaction.atomic():
        Holiday.objects.create(date=date(2031, 1, 1), kind="maybe", name="x")
