"""P8: three doors, emergency numbers first; a county, then a short form; a number at the end."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.errors import Refusal
from common.regions.models import Region
from needs import services as needs
from needs.causes import CATEGORY_ICONS, Category, Channel
from organisations import access
from organisations.permissions import Permission
from portal.forms.report import NeighbourReportForm, ReportForm
from portal.limits import address, within
from portal.refusals import show

DOORS: dict[str, tuple[type[ReportForm], str]] = {
    "self": (ReportForm, Channel.ONLINE),
    "neighbour": (NeighbourReportForm, Channel.NEIGHBOUR),
}
REPORTS_PER_HOUR = 5
SESSION_KEY = "reported"


@never_cache
def doors(request: HttpRequest) -> HttpResponse:
    """The workers' own door is for whoever may pass it, and for a visitor who has yet to sign in."""
    user = request.user
    passes = not user.is_authenticated or access.has_permission(user, Permission.FILE_CLUE)
    return render(request, "portal/report/doors.html", {"workers_door": passes})


@never_cache
def violence(request: HttpRequest) -> HttpResponse:
    """An interruption page: who looks over a shoulder must not learn what was asked here."""
    return render(request, "portal/report/violence.html")


@never_cache
def place(request: HttpRequest, who: str) -> HttpResponse:
    """First the county: the list of townships comes with the form, so both steps work without a script."""
    if who not in DOORS:
        raise Http404
    counties = Region.objects.filter(parent=settings.CITY_REGION, valid_to__isnull=True).order_by("code")
    rows = [{"code": county.pk, "name": county.local_name} for county in counties]
    context = {"who": who, "counties": rows, "kind": request.GET.get("kind", "")}
    return render(request, "portal/report/place.html", context)


@never_cache
def write(request: HttpRequest, who: str, county_code: str) -> HttpResponse:
    if who not in DOORS:
        raise Http404
    form_class, channel = DOORS[who]
    county = get_object_or_404(Region, pk=county_code, parent=settings.CITY_REGION, valid_to__isnull=True)
    form = form_class(request.POST or None, county=county, initial=_initial(request))
    if request.method == "POST" and form.looks_like_a_machine:
        return redirect("portal:report_done")  # it gets the page it expects, and nothing is kept
    if form.is_valid():
        try:
            _limit(request)
            return _file(request, form, channel, county)
        except Refusal as refusal:
            show(form, refusal)
    context = {
        "form": form,
        "who": who,
        "county": county.local_name,
        "icons": CATEGORY_ICONS,
        "needs_exit": request.GET.get("kind") == "safety",
    }
    return render(request, "portal/report/form.html", context, status=422 if form.errors else 200)


@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """The number, and what happens next. It can be opened again in this browser; elsewhere by number and phone."""
    reported = request.session.get(SESSION_KEY)
    due = datetime.fromisoformat(reported["due"]) if reported else None
    return render(request, "portal/report/done.html", {"reported": reported, "due": due})


def _limit(request: HttpRequest) -> None:
    if not within("report", address(request), REPORTS_PER_HOUR, 3600):
        raise Refusal(
            _("这台设备一小时内上报得太多了。请稍后再试，紧急的请直接拨打 %(phone)s。") % {"phone": settings.HOTLINE}
        )


def _file(request: HttpRequest, form: ReportForm, channel: str, county: Region) -> HttpResponse:
    clean = form.cleaned_data
    region = Region.objects.filter(pk=clean["township"]).first() or county
    clue = needs.report_clue(
        token=clean["token"],
        channel=channel,
        category=clean["category"],
        region=region,
        words=clean["words"],
        life_danger=clean["life_danger"],
        reporter_name=clean["name"],
        reporter_phone=clean["phone"],
        by=request.user if request.user.is_authenticated else None,
        at=timezone.now(),
        **form.household(),
    )
    request.session[SESSION_KEY] = {
        "number": clue.number,
        "office": region.local_name,
        "due": clue.contact_due_at.isoformat(),
    }
    return redirect("portal:report_done")


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {"category": Category.SHELTER} if request.GET.get("kind") == "safety" else {}
