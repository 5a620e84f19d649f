"""The official calendar as the `chinesecalendar` library gives it."""

from datetime import date

from chinese_calendar import constants

from common.models import HolidayKind

FIRST_YEAR, LAST_YEAR = 2024, 2027
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


def official_days() -> list[tuple[date, str, str]]:
    """(date, kind, name) for the years the library knows between 2024 and 2027, in order."""
    kinds = ((constants.holidays, HolidayKind.HOLIDAY), (constants.workdays, HolidayKind.MAKEUP))
    days = [(day, kind.value, NAMES.get(name, name)) for known, kind in kinds for day, name in known.items()]
    return sorted(day for day in days if FIRST_YEAR <= day[0].year <= LAST_YEAR)
