"""The family's right: an objection or a request for an explanation, recorded for them, answered by a named officer."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from desk.forms.decisions import AnswerForm, ObjectionForm
from desk.frame import page
from desk.views.door import case_or_404, staff_only
from matching.decisions.objections import services
from matching.decisions.objections.models import Objection
from matching.decisions.objections.services import OPEN_STATES
from matching.models import Match
from matching.runs.pools.selectors import one_per_pool
from organisations import access
from organisations.permissions import Permission as P
from privacy.responses import shown
from workspace.door import SignedIn

RAISERS = (P.VERIFY_CASE, P.RECORD_CONSENT, P.APPROVE_MATCH)


@staff_only
def index(request: SignedIn, number: str):
    case = case_or_404(request, number)
    form = ObjectionForm(request.POST or None, matches=_arrangements(case), initial={"match": request.GET.get("match")})
    if request.method == "POST":
        if not any(access.has_permission(request.user, one) for one in RAISERS):
            raise PermissionDenied
        if attempt(request, form, lambda data: _raise(request, case, data), _("已登记，审批人会在期限内答复。")):
            return redirect("desk:case_objections", number)
    return _shown(request, case, form)


@staff_only
@require_POST
def answer(request: SignedIn, number: str, pk):
    case = case_or_404(request, number, P.APPROVE_MATCH)
    one = get_object_or_404(Objection, case=case, pk=pk)
    form = AnswerForm(request.POST, auto_id=f"id_{pk}_%s", kind=one.kind)
    if attempt(
        request,
        form,
        lambda data: services.answer_objection(
            objection=one, upheld=data.get("upheld") == "yes", words=data["words"], by=request.user, at=timezone.now()
        ),
        _("已答复。"),
    ):
        return redirect("desk:case_objections", number)
    return _shown(request, case, ObjectionForm(matches=_arrangements(case)), {one.pk: form})


def _shown(request: SignedIn, case, form, answers=None):
    told = case.objections.select_related("match", "raised_by", "answered_by")
    rows = [
        (one, (answers or {}).get(one.pk) or AnswerForm(auto_id=f"id_{one.pk}_%s", kind=one.kind))
        for one in shown(request, case, told.order_by("-raised_at"), "words answer")
    ]
    failed = next(iter((answers or {}).values()), form)
    return page(
        request,
        "objections.html",
        {
            "case": case,
            "form": form,
            "rows": rows,
            "failed": failed,
            "may_raise": not case.closed_at and any(access.has_permission(request.user, one) for one in RAISERS),
        },
        status=422 if failed.errors else 200,
    )


def _arrangements(case) -> list[tuple[str, str]]:
    matches = one_per_pool(Match.objects.filter(case=case, state__in=OPEN_STATES)).select_related(
        "programme", "fund", "pledge", "resource", "pool"
    )
    return [
        (
            str(one.pk),
            f"{one.pool.number if one.pool else one.number} · {one.source.name if not one.pledge_id else one.get_source_kind_display()}",
        )
        for one in matches.order_by("number")
    ]


def _raise(request: SignedIn, case, data):
    match = Match.objects.get(pk=data["match"]) if data["match"] else None
    return services.raise_objection(
        case=case, match=match, kind=data["kind"], words=data["words"], by=request.user, at=timezone.now()
    )
