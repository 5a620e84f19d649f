"""Where a reporter may report: the communities of their own organisations' areas."""

from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from common.presence import present
from common.regions.models import Level, Region
from organisations import access
from organisations.models import User
from organisations.permissions import Permission

COOKIE = "report_region"
HALF_A_YEAR = 180 * 24 * 3600
CITY_DIGITS = 4  # areas this wide offer townships only: nobody scrolls through a thousand communities


def places_for(user: User, on: date) -> list[Region]:
    prefixes = access.region_prefixes(user, Permission.FILE_CLUE)
    places = access.within_regions([prefix for prefix in prefixes if len(prefix) > CITY_DIGITS], "code")
    wide = access.within_regions([prefix for prefix in prefixes if len(prefix) <= CITY_DIGITS], "code")
    levels = [Level.TOWNSHIP, Level.VILLAGE]
    found = Region.objects.active(on).filter(level__in=levels).select_related("parent")
    return list(found.filter(places) | found.filter(wide, level=Level.TOWNSHIP))


def choices(places: list[Region]) -> list:
    """By township; a single community needs no question."""
    if len(places) == 1:
        return [(places[0].code, places[0].local_name)]
    groups = [(township, list(inside)) for township, inside in groupby(places, _township)]
    rows = [(township.local_name, [(place.code, _label(place)) for place in inside]) for township, inside in groups]
    return [("", _("请选择")), *(rows[0][1] if len(rows) == 1 else rows)]


def _township(place: Region) -> Region:
    return place if place.level == Level.TOWNSHIP else present(place.parent)


def _label(place: Region) -> str:
    if place.level == Level.TOWNSHIP:
        return _("%(township)s（还不确定社区）") % {"township": place.local_name}
    return place.local_name


def remembered(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def remember(request: HttpRequest, response: HttpResponse, code: str) -> HttpResponse:
    """The place of the last report, and nothing else, for the next one."""
    response.set_cookie(COOKIE, code, max_age=HALF_A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response
