"""A8 匹配审批: run the optimiser, compare the sources with their reasons, decide."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from common.regions.models import Level, Region
from desk import match_page
from desk.forms.matches import DecisionForm
from desk.frame import page
from desk.sections.matches import open_objections
from desk.steps import OPENS
from desk.views.door import case_or_404, id_or_404, staff_only
from matching.access import matches_for_officer, runs_for_officer
from matching.decisions import services as decisions
from matching.models import Match
from matching.runs import services as runs
from matching.runs.pools.selectors import one_per_pool
from matching.runs.records.proof_words import proof_words
from matching.states import MatchState
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from workspace.door import SignedIn
from workspace.paging import paged


@staff_only
def index(request: SignedIn):
    if not access.has_permission(request.user, P.RUN_MATCHING):
        access.require(request.user, P.APPROVE_MATCH)
    state = request.GET.get("state") if request.GET.get("state") in MatchState.values else MatchState.PROPOSED
    matches = one_per_pool(matches_for_officer(request.user).with_parts().filter(state=state)).order_by(
        "decide_by", "number"
    )
    last = runs_for_officer(request.user).first()
    return page(
        request,
        "matches.html",
        {
            "matches": paged(request, matches),
            "state": state,
            "states": [(value, label) for value, label in MatchState.choices if value != "superseded"],
            "run": last,
            "objections": open_objections(request.user).select_related("case")
            if access.has_permission(request.user, P.APPROVE_MATCH)
            else [],
            "proof": proof_words(last.records.all()) if last else "",
            "counties": _counties(request.user),
        },
    )


def _counties(user: User):
    prefixes = access.region_prefixes(user, P.RUN_MATCHING)
    return Region.objects.filter(access.within_regions(prefixes, "code"), level=Level.COUNTY).order_by("code")


@staff_only
@require_POST
def run(request: SignedIn):
    access.require(request.user, P.RUN_MATCHING)
    county = get_object_or_404(_counties(request.user), pk=request.POST.get("county"))
    attempt_plain(
        request, lambda: runs.run(county=county, by=request.user, at=timezone.now()), _("匹配已完成，建议见下。")
    )
    return redirect("desk:matches")


@staff_only
def match(request: SignedIn, number: str):
    """Everything about one need and the money that could meet it; the order is advice, the officer decides."""
    case = case_or_404(request, number, *OPENS["match"])
    refused = None
    if request.method == "POST":
        access.require(request.user, P.APPROVE_MATCH)
        this = get_object_or_404(
            Match.objects.select_related("item"), case=case, pk=id_or_404(request.POST.get("match"))
        )
        form = DecisionForm(request.POST, measure=this.measure)
        if _decide(request, this, form):
            return redirect("desk:match", number)
        refused = match_page.Refused(form, "match")
    return page(request, "match.html", match_page.context(request, case, refused), status=422 if refused else 200)


def _decide(request: SignedIn, this: Match, form: DecisionForm) -> bool:
    by, at = request.user, timezone.now()
    if request.POST.get("verb") == "return":
        # returning asks for a reason only; the amount field may hold anything
        form.fields["amount"].required = False
        return attempt(
            request,
            form,
            lambda data: decisions.return_(match=this, reason=data["reason"], by=by, at=at, version=data["version"]),
            _("已退回，理由已记录。"),
        )
    return attempt(
        request,
        form,
        lambda data: decisions.approve(
            match=this,
            amount=data["amount"],
            reason=data["reason"],
            by=by,
            at=at,
            token=data["token"],
            version=data["version"],
        ),
        _("已批准。"),
    )
