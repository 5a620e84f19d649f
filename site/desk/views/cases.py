"""A10: the case – state, owner, next deadline; money, people, papers, timeline, notes, audit."""

from datetime import timedelta

from django.db.models import Q
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from common.audit.models import AuditEvent
from common.audit.services import record_read
from desk.case_page import context
from desk.forms.cases import CloseForm, NoteForm, RevealForm
from desk.frame import page
from desk.sections.cases import waiting
from desk.views.door import case_or_404, staff_only
from needs import services
from needs.access import cases_for
from needs.causes import Cause, Urgency
from needs.states import CaseState
from organisations import access
from organisations.permissions import Permission as P
from workspace.paging import paged

REVEALED = ("name", "id_no", "phone", "address")
REVEALS_PER_HOUR = 30


@staff_only
def index(request):
    """All cases of the area; a number finds its case at once."""
    access.require(request.user, P.SEE_CASES)
    cases = cases_for(request.user)
    if request.GET.get("mine"):
        cases = waiting(request.user)
    if number := request.GET.get("q", "").replace("\0", "").strip():
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
def case(request, number: str):
    one = case_or_404(request, number)
    record_read(
        actor=request.user, subject=one, fields=["summary"], case_id=one.pk, county=one.county_id, at=timezone.now()
    )
    return page(request, "case.html", context(request, one))


@staff_only
@require_POST
def note(request, number: str):
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
def reveal(request, number: str):
    """Show the household in full once: with a reason, logged, limited per hour."""
    one = case_or_404(request, number, P.REVEAL_PERSONAL)
    form = RevealForm(request.POST)
    since = timezone.now() - timedelta(hours=1)
    used = AuditEvent.objects.filter(
        actor_id=request.user.pk, verb="personal_data.read", at__gte=since, data__reason__isnull=False
    ).count()
    if used >= REVEALS_PER_HOUR:
        form.add_error(None, _("一小时内查看次数已达上限，请稍后再试或联系管理员。"))
    if not form.is_valid():
        return page(request, "case.html", {**context(request, one), "reveal_form": form}, status=422)
    record_read(
        actor=request.user,
        subject=one,
        fields=list(REVEALED),
        case_id=one.pk,
        county=one.county_id,
        reason=form.cleaned_data["reason"],
        at=timezone.now(),
    )
    response = page(request, "case.html", {**context(request, one), "revealed": one.household.people.all()})
    response["Cache-Control"] = "no-store"
    return response


@staff_only
@require_POST
def close(request, number: str):
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
