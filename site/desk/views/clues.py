"""A2 受理队列 and A3 intake."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.attempts import Service, attempt, attempt_plain
from common.presence import present
from common.regions.models import Level, Region
from desk import clue_page
from desk.forms.clues import CaseForm, IntakeForm
from desk.frame import page
from desk.revealing import reveal_or_form, status_of
from desk.sections.clues import waiting
from desk.views.door import clue_or_404, staff_only
from needs import services
from needs.access import area_clues_for
from needs.causes import CATEGORY_ICONS, Category, Channel, Urgency
from needs.services.cases import HouseholdFacts, PersonFacts
from organisations import access
from organisations.permissions import Permission as P
from workspace.door import SignedIn
from workspace.paging import paged

ACTS: Mapping[str, Service] = {
    "ask": services.ask_reporter,
    "escalate": services.escalate_clue,
    "hand-over": services.hand_over_clue,
    "return": services.return_clue,
}
DONE = {
    "escalate": gettext_lazy("已转紧急。"),
    "return": gettext_lazy("已退回，上报人会看到理由。"),
    "hand-over": gettext_lazy("已移交。"),
    "ask": gettext_lazy("问题已发给上报人。"),
}
FILTERS = {"urgency": Urgency, "category": Category, "channel": Channel}


@staff_only
def queue(request: SignedIn):
    """Waiting and taken clues of the area, most urgent deadline first; filters live in the address."""
    access.require(request.user, P.SEE_CLUES)
    if request.method == "POST":
        return _take_selected(request)
    clues = area_clues_for(request.user).filter(state__in=["received", "taken"])
    if request.GET.get("mine"):
        clues = waiting(request.user)
    for name, choices in FILTERS.items():
        if request.GET.get(name) in choices.values:
            clues = clues.filter(**{name: request.GET[name]})
    clues = clues.select_related("township", "county", "owner").prefetch_related("duplicate_findings")
    found = paged(request, clues.order_by("-life_danger", "contact_due_at", "number"))
    return page(
        request,
        "clues.html",
        {
            "clues": found,
            "filters": [(name, choices.choices, request.GET.get(name, "")) for name, choices in FILTERS.items()],
            "labels": {"urgency": _("紧急程度"), "category": _("困难类型"), "channel": _("来源")},
            "icons": CATEGORY_ICONS,
        },
    )


def _take_selected(request: SignedIn):
    access.require(request.user, P.TAKE_CLUE)
    chosen = area_clues_for(request.user).filter(number__in=request.POST.getlist("number"), state="received")
    taken = sum(
        attempt_plain(request, partial(services.take_clue, clue=clue, by=request.user, at=timezone.now()))
        for clue in chosen
    )
    if taken:
        messages.success(request, _("已接手 %(n)d 条线索。") % {"n": taken})
    return redirect("desk:clues")


@staff_only
def intake(request: SignedIn):
    """Windows and the hotline: one form, the channel noted; who takes the call owns it."""
    access.require(request.user, P.FILE_CLUE)
    access.require(request.user, P.SEE_CLUES)
    prefixes = access.region_prefixes(request.user, P.SEE_CLUES)
    regions = Region.objects.filter(access.within_regions(prefixes, "code"), level=Level.TOWNSHIP)
    form = IntakeForm(request.POST or None, regions=regions)
    filed = []
    if request.method == "POST" and attempt(
        request,
        form,
        lambda data: filed.append(services.report_clue(by=request.user, at=timezone.now(), **data)),
        _("线索已登记。"),
    ):
        return redirect("desk:clue", filed[0].number)
    return page(request, "intake.html", {"form": form}, status=422 if form.errors else 200)


@staff_only
def clue(request: SignedIn, number: str):
    """The reporter's words untouched on the left, structure on the right."""
    one = clue_or_404(request, number)
    form = CaseForm(request.POST) if request.method == "POST" else None
    opened = []
    if request.method == "POST":
        access.require(request.user, P.OPEN_CASE)
        if attempt(
            request, present(form), lambda data: opened.append(_open(request, one, data)), _("已立案，请安排核实。")
        ):
            return redirect("desk:case", opened[0].number)
    context = clue_page.context(request, one, form=form)
    return page(request, "clue.html", context, status=422 if form else clue_page.status_of(context))


@staff_only
@require_POST
def reveal(request: SignedIn, number: str):
    """Who it is, once, for somebody who does not answer for the clue: with a reason, logged, limited."""
    one = clue_or_404(request, number)
    access.require(request.user, P.REVEAL_PERSONAL)
    opened, form = reveal_or_form(request, lambda reason: clue_page.read(request, one, reason=reason))
    context = clue_page.context(request, one, opened=opened, reveal=form)
    return page(request, "clue.html", context, status=status_of(form))


def _open(request: SignedIn, clue, data):
    household: dict[str, Any] = {
        name: data[name]
        for name in ("size", "identity", "monthly_income_fen", "local_hukou", "village_name", "address")
    }
    counts: dict[str, Any] = {name: data[name] or 0 for name in ("minors", "elderly", "disabled")}
    head = PersonFacts(name=data["name"], id_no=data["id_no"], phone=data["phone"])
    rest = {
        name: data[name]
        for name in ("cause", "urgency", "track", "event_on", "summary", "hospital", "school", "employer")
    }
    return services.open_case(
        clue=clue,
        household=HouseholdFacts(**household, **counts),
        head=head,
        by=request.user,
        at=timezone.now(),
        **rest,
    )


@staff_only
@require_POST
def act(request: SignedIn, number: str, verb: str):
    """Take the clue, or send one of the page's folds; what was typed stays when it is refused."""
    one = clue_or_404(request, number)
    if verb == "take":
        return _take(request, one)
    acts = clue_page.acts_for(one, request.user, verb, request.POST)
    if verb not in acts:
        raise Http404
    if attempt(
        request,
        acts[verb].form,
        lambda data: ACTS[verb](clue=one, by=request.user, at=timezone.now(), **data),
        str(DONE[verb]),
    ):
        return redirect("desk:clue", one.number)
    return page(request, "clue.html", clue_page.context(request, one, acts=acts), status=422)


def _take(request: SignedIn, clue):
    attempt_plain(
        request, lambda: services.take_clue(clue=clue, by=request.user, at=timezone.now()), _("您已接手这条线索。")
    )
    return redirect("desk:clue", clue.number)
