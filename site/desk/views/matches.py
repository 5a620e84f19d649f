"""A8 匹配审批: run the optimiser, compare the sources with their reasons, decide."""

from uuid import uuid4

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from common.regions.models import Level, Region
from desk.case_page import coverage, missing, things
from desk.forms.decisions import SecondForm
from desk.forms.matches import DecisionForm
from desk.frame import page
from desk.views.door import case_or_404, id_or_404, staff_only
from desk.views.pools import panel, together
from matching import services
from matching.access import matches_for_officer, runs_for_officer
from matching.explain import comparison, effects, explained, not_the_others
from matching.live import offers_now
from matching.measures import Measure
from matching.models import Match
from matching.pools.selectors import one_per_pool
from matching.services.guards import deliverer_of
from matching.states import MatchState
from needs.services.consents import live_sharing_consent
from organisations import access
from organisations.permissions import Permission as P

PER_PAGE = 25
SHOWN = (MatchState.PROPOSED, MatchState.COSIGNING, MatchState.OFFERED, MatchState.ACCEPTED, MatchState.DISBURSING, MatchState.DELIVERED,
         MatchState.VERIFIED)


@staff_only
def index(request):
    if not access.has_permission(request.user, P.RUN_MATCHING):
        access.require(request.user, P.APPROVE_MATCH)
    state = request.GET.get("state") if request.GET.get("state") in MatchState.values else MatchState.PROPOSED
    matches = one_per_pool(matches_for_officer(request.user).filter(state=state)).order_by("decide_by", "number")
    return page(request, "matches.html", {
        "matches": Paginator(matches, PER_PAGE).get_page(request.GET.get("page")), "state": state,
        "states": [(value, label) for value, label in MatchState.choices if value != "superseded"],
        "run": runs_for_officer(request.user).first(), "counties": _counties(request.user),
    })


def _counties(user):
    prefixes = access.region_prefixes(user, P.RUN_MATCHING)
    return Region.objects.filter(access.within_regions(prefixes, "code"), level=Level.COUNTY).order_by("code")


@staff_only
@require_POST
def run(request):
    access.require(request.user, P.RUN_MATCHING)
    county = get_object_or_404(_counties(request.user), pk=request.POST.get("county"))
    attempt_plain(request, lambda: services.run(county=county, by=request.user, at=timezone.now()), _("匹配已完成，建议见下。"))
    return redirect("desk:matches")


@staff_only
def match(request, number: str):
    """Everything about one need and the money that could meet it; the order is advice, the officer decides."""
    case = case_or_404(request, number)
    if not access.has_permission(request.user, P.RUN_MATCHING):
        access.require(request.user, P.APPROVE_MATCH)
    form = None
    if request.method == "POST":
        access.require(request.user, P.APPROVE_MATCH)
        this = get_object_or_404(Match.objects.select_related("item"), case=case, pk=id_or_404(request.POST.get("match")))
        form = DecisionForm(request.POST, measure=this.measure)
        if _decide(request, this, form):
            return redirect("desk:match", number)
    items = list(case.items.select_related("case__household", "case__county").prefetch_related("case__consents"))
    return page(request, "match.html", {
        "case": case, "form": form, "open_objections": case.objections.filter(answered_at__isnull=True).count(),
        "bar": coverage(items, case), "things": things(items), "missing": missing(items),
        "groups": [_group(item, form, request) for item in items],
    }, status=422 if form else 200)


def _decide(request, this: Match, form: DecisionForm) -> bool:
    by, at = request.user, timezone.now()
    if request.POST.get("verb") == "return":
        # returning asks for a reason only; the amount field may hold anything
        form.fields["amount"].required = False
        return attempt(request, form, lambda data: services.return_(match=this, reason=data["reason"], by=by, at=at,
                                                                    version=data["version"]), _("已退回，理由已记录。"))
    return attempt(request, form, lambda data: services.approve(match=this, amount=data["amount"],
                                                                reason=data["reason"], by=by, at=at,
                                                                token=data["token"], version=data["version"]), _("已批准。"))


def _group(item, form, request) -> dict:
    matches = list(matches_for_officer(request.user).filter(item=item, state__in=SHOWN).select_related("explanation")
                   .order_by("proposed_at", "number"))
    alone, pools = [one for one in matches if one.pool_id is None], together(matches)
    caption = _("%(item)s：各来源条件对照") % {"item": item.get_category_display()}
    measure = Measure.of(item)
    waiting = any(one.state in (MatchState.PROPOSED, MatchState.COSIGNING) for one in matches)
    settled = measure.remaining(item) <= 0 and not waiting
    offers = [] if settled or waiting or item.case.state != "open" else offers_now(item, at=timezone.now())
    return {
        "item": item, "left": measure.words(measure.remaining(item)), "settled": settled, "offers": offers,
        "table": {**comparison(item, alone, at=timezone.now(), pools=pools), "caption": caption},
        "proposals": [_proposal(one, form, request) for one in alone], "pools": [panel(one, request.user) for one in pools],
    }


def _proposal(match, form, request) -> dict:
    bound = form is not None and form.data.get("match") == str(match.pk)
    recipient = None if match.pledge_id else deliverer_of(match)
    return {
        "match": match, "why": explained(match), "others": not_the_others(match), "effects": effects(match),
        "recipient": recipient,
        "consent": recipient is None or live_sharing_consent(match.case, recipient, timezone.now()),
        "own": match.proposed_by_id == request.user.pk,
        "second": SecondForm(auto_id=f"id_{match.pk}_second_%s", initial={"match": match.pk, "version": match.version}),
        "form": form if bound else DecisionForm(auto_id=f"id_{match.pk}_%s", initial={"match": match.pk, "version": match.version,
                                                         "amount": match.proposed, "token": uuid4()},
                                                measure=match.measure),
    }
