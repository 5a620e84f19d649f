"""办理时限, for everybody: how long each step may take here, and on which basis."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from common.regions.models import Region
from policy.overview import overview
from policy.selectors import order


def index(request: HttpRequest) -> HttpResponse:
    """Of one county where it is asked for, else what holds where no county has set anything."""
    counties = Region.objects.filter(parent=settings.CITY_REGION, valid_to__isnull=True).order_by("code")
    county = counties.filter(pk=request.GET.get("county", "")).first()
    today = timezone.localdate()
    context = {
        "counties": counties,
        "county": county,
        "chapters": overview(county, today),
        "order": order(county or "", today),
        "today": today,
    }
    return render(request, "portal/time_limits.html", context)
