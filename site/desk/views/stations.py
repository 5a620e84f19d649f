"""Relief stations: where a bed is free, who is at the door, and one stay until the person goes."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.stations import services
from casework.stations.access import kept_stations, may_keep, stations_for, stays_for
from casework.stations.models import BedKind, Stay
from casework.stations.services import StationFull
from casework.stations.states import PRESENT, STAY
from common.attempts import Service, attempt
from common.errors import Refusal
from desk.forms.reveal import RevealForm
from desk.forms.stations import AdmitForm, ContactForm, ExitForm, GuestForm, HomeForm, MoveForm, ReferForm
from desk.frame import page
from desk.revealing import reveal_or_form, status_of
from desk.views.door import staff_only
from needs.access import cases_for
from organisations import access
from organisations.permissions import Permission as P
from policy.clocks import Clock
from policy.selectors import length
from privacy.purposes import Purpose
from privacy.responses import shown
from privacy.services import may_disclose
from workspace.door import SignedIn
from workspace.paging import paged

CARE = "origin circumstances belongings transport note"
IDENTITY = "name id_no relatives"
# verb: (form, service)
VERBS: Mapping[str, tuple[type[Form], Service]] = {
    "admit": (AdmitForm, services.admit),
    "contact": (ContactForm, services.contact),
    "send_home": (HomeForm, services.send_home),
    "refer": (ReferForm, services.refer),
    "leave": (ExitForm, services.leave),
    "move": (MoveForm, services.move),
}


@staff_only
def index(request: SignedIn):
    """Beds by kind at every station of the city: numbers. People only of the own station and county, names masked."""
    access.require(request.user, P.SEE_STATIONS)
    rows = [
        (
            station,
            [(kind.label, next((row for row in station.beds.all() if row.kind == kind), None)) for kind in BedKind],
        )
        for station in stations_for(request.user).order_by("-kind", "county_id")
    ]
    stays = stays_for(request.user)
    here, now = paged(request, stays.filter(state__in=PRESENT).order_by("station", "arrived_at", "pk")), timezone.now()
    return page(
        request,
        "stations.html",
        {
            "rows": rows,
            "kinds": BedKind.labels,
            "here": here,
            "guests": [(one, shown_name(one), days_of(one, now)) for one in here],
            "gone": paged(request, stays.exclude(state__in=PRESENT).order_by("-left_at", "pk"), name="gone"),
            "longest": length(Clock.STATION_STAY, "", timezone.now()).amount,
            "may_take_in": access.has_permission(request.user, P.KEEP_STAYS),
        },
    )


@staff_only
def take_in(request: SignedIn):
    access.require(request.user, P.KEEP_STAYS)
    offers: list = []
    form = GuestForm(
        request.POST or None,
        stations=kept_stations(request.user),
        all_stations=stations_for(request.user),
        initial={"case_number": request.GET.get("case", "")},
    )
    made: list[Stay] = []
    if attempt(request, form, lambda data: made.append(_take_in(request, form, data, offers))):
        stay = made[0]
        messages.success(request, _("已登记入站，编号 %(number)s。") % {"number": stay.number})
        return (
            redirect("desk:station_stay", stay.number)
            if may_keep(request.user, stay.station)
            else redirect("desk:stations")
        )
    return page(request, "station_take_in.html", {"form": form, "offers": offers}, status=422 if form.errors else 200)


def _take_in(request: SignedIn, form, data, offers) -> Stay:
    here, elsewhere = data["station"], data["sent_on"]
    try:
        return services.take_in(
            station=elsewhere or here,
            sent_from=here if elsewhere else None,
            guest=form.guest(),
            token=data["token"],
            case=_case(request, data["case_number"]),
            by=request.user,
            at=timezone.now(),
        )
    except StationFull as full:
        offers += full.offers
        raise


def _case(request: SignedIn, number: str):
    if not number.strip():
        return None
    found = cases_for(request.user).select_related("household").filter(number=number.strip()).first()
    if found is None:
        raise Refusal(_("没有找到这个编号的个案。"), field="case_number")
    return found


@staff_only
def stay(request: SignedIn, number: str):
    one = stay_or_404(request, number)
    return _shown(request, one)


@staff_only
@require_POST
def reveal(request: SignedIn, number: str):
    """Who it is and who belongs to them, for the office above or of somebody who must not be found: with a reason."""
    one = stay_or_404(request, number)
    opened, form = reveal_or_form(
        request, lambda why: shown(request, one, one, IDENTITY, purpose=Purpose.REVEAL, reason=why)
    )
    return _shown(request, one, reveal=form, identity=opened and opened[0])


@staff_only
@require_POST
def act(request: SignedIn, number: str, verb: str):
    one = stay_or_404(request, number)
    if verb not in VERBS:
        raise Http404
    form = form_of(verb, one, request.POST)
    if attempt(
        request, form, lambda data: VERBS[verb][1](stay=one, by=request.user, at=timezone.now(), **data), _("已办理。")
    ):
        return redirect("desk:station_stay", number)
    return _shown(request, stay_or_404(request, number), failed={verb: form})


def stay_or_404(request: SignedIn, number: str) -> Stay:
    """Of the own station, or of those that the own office oversees; others do not exist."""
    if not access.has_permission(request.user, P.KEEP_STAYS):
        raise Http404 if access.has_permission(request.user, P.SEE_STATIONS) else PermissionDenied
    return get_object_or_404(stays_for(request.user), number=number)


def form_of(verb: str, one: Stay, data=None):
    form = VERBS[verb][0]
    how: dict[str, Any] = {"stay": one} if form in (AdmitForm, MoveForm) else {}
    return form(data, auto_id=f"id_{verb}_%s", **how)


def shown_name(one: Stay) -> str:
    """What a list says: never the name of somebody who must not be found, or of a child."""
    return str(one.name) or _("未告知")


def days_of(one: Stay, now) -> int:
    return (timezone.localdate(now) - timezone.localdate(one.arrived_at)).days + 1


def _shown(request: SignedIn, one: Stay, failed: dict | None = None, reveal: RevealForm | None = None, identity=None):
    failed = failed or {}
    [read] = shown(request, one, one, f"{CARE} {IDENTITY}")
    may_reveal = may_disclose(subject=one, viewer=request.user, purpose=Purpose.REVEAL, field="stay.name")
    open_verbs = [verb for verb in STAY.verbs(one.state) if not (verb == "leave" and one.minor)]
    if one.state in ("care", "contacted"):
        open_verbs.append("admit")  # the carer may change
    forms = {verb: failed.get(verb) or form_of(verb, one) for verb in open_verbs}
    seen = one.case_id and cases_for(request.user).filter(pk=one.case_id).exists()
    return page(
        request,
        "station_stay.html",
        {
            "stay": read,
            "identity": identity or read,
            "reveal_form": reveal or RevealForm(),
            "may_reveal": may_reveal and not identity and "name" not in read.opened_fields,
            "act": forms,
            "failed": next(iter(failed.values()), None),
            "days": days_of(one, timezone.now()),
            "longest": length(Clock.STATION_STAY, "", timezone.now()).amount,
            "linked": one.case if seen else None,
        },
        status=status_of(reveal) if reveal else 422 if failed else 200,
    )
