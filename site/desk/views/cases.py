"""A10: the case – state, owner, next deadline; money, people, papers, timeline, notes, audit."""

from django.db.models import Q
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from desk.case_page import context, family
from desk.forms.cases import CloseForm, NoteForm
from desk.frame import page
from desk.revealing import reveal_or_form, status_of
from desk.sections.cases import waiting
from desk.views.door import case_or_404, staff_only
from needs import services
from needs.access import cases_for
from needs.causes import Cause, Urgency
from needs.states import CaseState
from organisations import access
from organisations.permissions import Permission as P
from workspace.door import SignedIn
from workspace.paging import paged


@staff_only
def index(request: SignedIn):
    """All cases of the area; a number finds its case at once."""
    access.require(request.user, P.SEE_CASES)
    cases = cases_for(request.user)
    if request.GET.get("mine"):
        cases = waiting(request.user)
    if number := request.GET.get("q", "").strip():
        cases = cases.filter(Q(number__icontains=number) | Q(clues__number=number)).distinct()
    for name, choices in {"state": CaseState, "urgency": Urgency, "cause": Cause}.items():
        if request.GET.get(name) in choices.values:
            cases = cases.filter(**{name: request.GET[name]})
    found = paged(request, cases.select_related("county", "township", "owner").order_by("due_at", "number"))
    return page(
        request,
        "cases.html",
        {
            "cases": found,
            "q": request.GET.get("q", ""),
            "filters": [
                ("state", _("状态"), CaseState.choices, request.GET.get("state", "")),
                ("urgency", _("紧急程度"), Urgency.choices, request.GET.get("urgency", "")),
                ("cause", _("困难原因"), Cause.choices, request.GET.get("cause", "")),
            ],
        },
    )


@staff_only
def case(request: SignedIn, number: str):
    one = case_or_404(request, number)
    return page(request, "case.html", context(request, one))


@staff_only
@require_POST
def note(request: SignedIn, number: str):
    one = case_or_404(request, number)
    form = NoteForm(request.POST)
    if attempt(
        request,
        form,
        lambda data: services.add_note(
            case=one, text=data["text"], token=data["token"], by=request.user, at=timezone.now()
        ),
        _("备注已保存。"),
    ):
        return redirect("desk:case", number)
    return page(request, "case.html", {**context(request, one), "note_form": form}, status=422)


@staff_only
@require_POST
def reveal(request: SignedIn, number: str):
    """Show the household in full once: with a reason, logged, limited."""
    one = case_or_404(request, number, P.REVEAL_PERSONAL)
    opened, form = reveal_or_form(request, lambda reason: family(request, one, reason=reason))
    *people, home = opened or [None]
    shown = context(request, one, reveal_form=form, revealed=people, home=home)
    return page(request, "case.html", shown, status=status_of(form))


@staff_only
@require_POST
def close(request: SignedIn, number: str):
    one = case_or_404(request, number)
    form = CloseForm(request.POST)
    if attempt(
        request,
        form,
        lambda data: services.complete_case(case=one, reason=data["reason"], by=request.user, at=timezone.now()),
        _("个案已办结。"),
    ):
        return redirect("desk:case", number)
    return page(request, "case.html", {**context(request, one), "close_form": form}, status=422)
