"""Volunteers of the own organisation: the list, one person, the check by two people, hours and their certificate."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from common.durations import duration
from organisations import access as people
from organisations.permissions import Permission as P
from partners.door import for_people_with
from partners.forms.volunteers import EventHoursForm, NewVolunteerForm, OfferForm, ShortReasonForm, VettingForm
from partners.frame import answer, page
from privacy.responses import shown
from privacy.services import Disclosed
from programmes.volunteers import hours, services
from programmes.volunteers.access import own_volunteers, works_for
from programmes.volunteers.models import Volunteer
from programmes.volunteers.requirements import requirements
from programmes.volunteers.skills import Skill
from programmes.volunteers.states import VolunteerState
from workspace.door import SignedIn
from workspace.paging import paged

keepers = for_people_with(P.MANAGE_VOLUNTEERS)
MOVES = {"leave": services.leave, "come_back": services.come_back}


def volunteer_of(request: SignedIn, number: str) -> Volunteer:
    found = own_volunteers(request.user).select_related("organisation", "region", "registered_by")
    return get_object_or_404(found, number=number)


@keepers
def volunteers(request: SignedIn) -> HttpResponse:
    found = own_volunteers(request.user).select_related("region")
    if request.GET.get("skill") in Skill.values:
        found = found.filter(skills__contains=[request.GET["skill"]])
    if request.GET.get("state") in VolunteerState.values:
        found = found.filter(state=request.GET["state"])
    if number := request.GET.get("q", "").strip():
        found = found.filter(number__icontains=number)
    rows = paged(request, found)
    rows.object_list = _named(request, list(rows))
    return page(
        request,
        "volunteers.html",
        {
            "rows": rows,
            "q": request.GET.get("q", ""),
            "waiting": own_volunteers(request.user).filter(vettings__decision="").count(),
            "filters": [
                ("skill", _("能做的事"), Skill.choices, request.GET.get("skill", "")),
                ("state", _("状态"), VolunteerState.choices, request.GET.get("state", "")),
            ],
        },
    )


def _named(request: SignedIn, rows: list[Volunteer]) -> list[Disclosed]:
    """An organisation knows its own volunteers by name; one line in the log for each organisation."""
    read = {
        one.pk: one
        for body in people.organisations_with(request.user, P.MANAGE_VOLUNTEERS)
        for one in shown(request, body, [row for row in rows if row.organisation_id == body.pk], "name")
    }
    return [read[row.pk] for row in rows]


@keepers
def new(request: SignedIn) -> HttpResponse:
    mine = people.organisations_with(request.user, P.MANAGE_VOLUNTEERS)
    form, made = NewVolunteerForm(request.POST or None, organisations=mine), []
    if attempt(
        request,
        form,
        lambda data: made.append(services.register_volunteer(by=request.user, at=timezone.now(), **data)),
        _("已登记。下一步：核对材料，提交审核。"),
    ):
        return redirect("partners:volunteer", made[0].number)
    return answer(request, "volunteer_new.html", {"form": form})


@keepers
def volunteer(request: SignedIn, number: str) -> HttpResponse:
    one = volunteer_of(request, number)
    return _shown(request, one)


@keepers
def edit(request: SignedIn, number: str) -> HttpResponse:
    one = volunteer_of(request, number)
    [read] = shown(request, one, one, "phone")
    form = OfferForm(request.POST or None, organisation=one.organisation, volunteer=read)
    if attempt(
        request,
        form,
        lambda data: services.update_volunteer(volunteer=one, by=request.user, at=timezone.now(), **data),
        _("已保存。"),
    ):
        return redirect("partners:volunteer", one.number)
    return answer(request, "volunteer_edit.html", {"volunteer": one, "form": form})


@keepers
def vetting(request: SignedIn, number: str) -> HttpResponse:
    """What one person looked at; another one decides on the volunteer's own page."""
    one = volunteer_of(request, number)
    form = VettingForm(request.POST or None)
    if attempt(
        request,
        form,
        lambda data: services.submit_vetting(volunteer=one, papers=form.papers(), by=request.user, at=timezone.now()),
        _("已提交，请另一位同事审核。"),
    ):
        return redirect("partners:volunteer", one.number)
    return answer(request, "volunteer_vetting.html", {"volunteer": one, "form": form})


@for_people_with(P.VET_VOLUNTEER)
@require_POST
def decide(request: SignedIn, number: str) -> HttpResponse:
    """Passed, or not with a reason."""
    one = volunteer_of(request, number)
    this = one.vettings.filter(decision="").first()
    if this is None:
        return redirect("partners:volunteer", one.number)
    by, at = request.user, timezone.now()
    form = ShortReasonForm(request.POST)
    if request.POST.get("decision") == "vetted":
        attempt_plain(request, lambda: services.vet(vetting=this, by=by, at=at), _("已通过。"))
    elif not attempt(
        request, form, lambda data: services.refuse(vetting=this, by=by, at=at, **data), _("已登记不予通过。")
    ):
        return _shown(request, one, refuse=form)
    return redirect("partners:volunteer", one.number)


@keepers
@require_POST
def event_hours(request: SignedIn, number: str) -> HttpResponse:
    one = volunteer_of(request, number)
    form = EventHoursForm(request.POST)
    if attempt(
        request,
        form,
        lambda data: hours.book_event(volunteer=one, by=request.user, at=timezone.now(), **data),
        _("已记入服务时间。"),
    ):
        return redirect("partners:volunteer", one.number)
    return _shown(request, one, hours_form=form)


@keepers
@require_POST
def move(request: SignedIn, number: str, verb: str) -> HttpResponse:
    one = volunteer_of(request, number)
    if verb not in MOVES:
        raise Http404
    attempt_plain(request, lambda: MOVES[verb](volunteer=one, by=request.user, at=timezone.now()), _("已更新。"))
    return redirect("partners:volunteer", one.number)


@keepers
def certificate(request: SignedIn, number: str) -> HttpResponse:
    """For printing: real name, masked identity number, every line of the book (慈善法 66)."""
    one = volunteer_of(request, number)
    return page(
        request,
        "volunteer_certificate.html",
        {
            "volunteer": shown(request, one, one, "name")[0],
            "entries": one.hours.order_by("served_on", "booked_at"),
            "total": duration(hours.minutes_of(one)),
        },
    )


def _shown(request: SignedIn, one: Volunteer, **forms) -> HttpResponse:
    read, *vettings = shown(
        request,
        one,
        [one, *one.vettings.exclude(decision="").select_related("submitted_by", "decided_by")],
        "name phone reason",
    )
    open_vetting = one.vettings.filter(decision="").select_related("submitted_by").first()
    may_vet = works_for(request.user, one.organisation_id, P.VET_VOLUNTEER)
    return answer(
        request,
        "volunteer.html",
        {
            "volunteer": read,
            "open_vetting": open_vetting,
            "total": duration(hours.minutes_of(one)),
            "may_decide": open_vetting is not None and may_vet and open_vetting.submitted_by_id != request.user.pk,
            "checks": requirements(one, on=timezone.localdate(), minors=True),
            "vettings": vettings,
            "entries": paged(request, one.hours.all(), name="hours"),
            "assignments": paged(
                request,
                one.assignments.select_related("item", "case").order_by("-starts_at", "number"),
                name="services",
            ),
            "refuse": forms.get("refuse") or ShortReasonForm(),
            "hours_form": forms.get("hours_form") or EventHoursForm(),
        },
    )
