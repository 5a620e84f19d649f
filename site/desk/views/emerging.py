"""苗头信息: what the detector found, a named analyst's judgement, and the draft of the report to print."""

from collections.abc import Mapping

from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from casework.early_warning import services
from casework.early_warning.access import findings_for
from casework.early_warning.models import Finding
from casework.early_warning.states import OPEN_STATES, FindingState
from common.attempts import Service, attempt, attempt_plain
from desk import emerging_page
from desk.forms.clues import ReasonForm
from desk.forms.emerging import JudgementForm
from desk.frame import page
from desk.views.door import staff_only
from organisations import access
from organisations.permissions import Permission as P
from privacy.responses import shown
from workspace.door import SignedIn
from workspace.paging import paged

FORMS: Mapping[str, type[Form] | None] = {"look": None, "report": JudgementForm, "dismiss": ReasonForm}
ACTS: Mapping[str, Service] = {"look": services.look, "report": services.report, "dismiss": services.dismiss}
DONE = {
    "look": gettext_lazy("由您研判。"),
    "report": gettext_lazy("研判意见已记录，可以打印专报草稿。"),
    "dismiss": gettext_lazy("已排除，理由已记录。"),
}


@staff_only
def index(request: SignedIn):
    access.require(request.user, P.ANALYSE_SIGNALS)
    state = request.GET.get("state", "")
    found = findings_for(request.user).select_related("county", "township", "looked_by")
    found = found.filter(state=state) if state in FindingState.values else found.filter(state__in=OPEN_STATES)
    rows = paged(request, found.order_by("-found_at", "number"))
    for one in rows:
        one.situation = emerging_page.situation(one)
    return page(
        request,
        "emerging/index.html",
        {"findings": rows, "state": state if state in FindingState.values else "", "states": FindingState.choices},
    )


@staff_only
@require_POST
def run(request: SignedIn):
    access.require(request.user, P.ANALYSE_SIGNALS)
    attempt_plain(
        request, lambda: services.sweep(by=request.user, at=timezone.now()), _("已查找一遍，新发现的在下面。")
    )
    return redirect("desk:emerging")


@staff_only
def finding(request: SignedIn, number: str):
    return _page(request, _finding(request, number))


@staff_only
@require_POST
def act(request: SignedIn, number: str, verb: str):
    one = _finding(request, number)
    if verb not in ACTS:
        raise Http404
    do, form_class = {"finding": one, "by": request.user, "at": timezone.now()}, FORMS[verb]
    form = form_class(request.POST) if form_class else None
    if form is None:
        attempt_plain(request, lambda: ACTS[verb](**do), str(DONE[verb]))
    elif not attempt(request, form, lambda data: ACTS[verb](**do, **data), str(DONE[verb])):
        return _page(request, one, **{verb: form})
    return redirect("desk:emerging_finding", number)


@staff_only
def report(request: SignedIn, number: str):
    """The 专报 draft, as it is printed: no numbers of cases, no place below the county."""
    one = get_object_or_404(_all(request), number=number, state=FindingState.REPORTED)
    [read] = shown(request, one, one, "words")
    return page(request, "emerging/report.html", {"finding": read, "draft": emerging_page.draft(one)})


def _page(request: SignedIn, one: Finding, **bound):
    failed = next(iter(bound.values()), None)
    return page(
        request,
        "emerging/finding.html",
        {
            "finding": shown(request, one, one, "words")[0],
            "situation": emerging_page.situation(one),
            "comparison": emerging_page.comparison(one),
            "report_form": bound.get("report") or JudgementForm(),
            "dismiss_form": bound.get("dismiss") or ReasonForm(),
            "failed": failed,
            "is_open": one.state in OPEN_STATES,
        },
        status=422 if failed else 200,
    )


def _finding(request: SignedIn, number: str) -> Finding:
    return get_object_or_404(_all(request), number=number)


def _all(request: SignedIn):
    access.require(request.user, P.ANALYSE_SIGNALS)
    return findings_for(request.user).select_related("county", "township", "looked_by", "closed_by")
