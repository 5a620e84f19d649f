"""Change of use of enterprise funds: coordinators suggest one, approvers give the third yes."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt, attempt_plain
from desk.forms.changes import SuggestForm
from desk.forms.clues import ReasonForm
from desk.frame import page
from desk.views.door import staff_only
from funds.purpose_changes import access as changes
from funds.purpose_changes import outlook, services, summary, terms
from funds.purpose_changes.states import OPEN_STATES
from needs import criteria
from organisations import access
from organisations.permissions import Permission as P
from workspace.door import SignedIn
from workspace.paging import paged

ROOM = (P.RUN_MATCHING, P.APPROVE_FUND)


def _require_room(request: SignedIn) -> None:
    if not any(access.has_permission(request.user, permission) for permission in ROOM):
        access.require(request.user, P.APPROVE_FUND)


@staff_only
def index(request: SignedIn):
    _require_room(request)
    seen = changes.changes_for_office(request.user).select_related("fund__enterprise", "requested_by")
    funds = changes.funds_to_suggest_for(request.user).select_related("enterprise", "region").order_by("name", "pk")
    return page(
        request,
        "changes.html",
        {
            "waiting": changes.to_approve(request.user).select_related("fund__enterprise", "requested_by"),
            "changes": paged(request, seen.distinct().order_by("-requested_at", "number"), name="changes"),
            "funds": paged(request, funds.exclude(purpose_changes__state__in=OPEN_STATES), name="funds"),
        },
    )


@staff_only
def suggest(request: SignedIn, pk):
    access.require(request.user, P.RUN_MATCHING)
    fund = get_object_or_404(changes.funds_to_suggest_for(request.user).select_related("enterprise", "region"), pk=pk)
    form = SuggestForm(request.POST or None, fund=fund)
    if attempt(
        request,
        form,
        lambda data: services.request_change(fund=fund, by=request.user, at=timezone.now(), **data),
        _("建议已送交企业。"),
    ):
        return redirect("desk:changes")
    return page(
        request,
        "change_suggest.html",
        {"fund": fund, "form": form, "rules": criteria.in_words(fund.rules)},
        status=422 if form.errors else 200,
    )


@staff_only
def change(request: SignedIn, number):
    _require_room(request)
    one = get_object_or_404(
        changes.changes_for_office(request.user)
        .distinct()
        .select_related("fund__enterprise", "fund__custodian", "fund__region", "region", "agreement"),
        number=number,
    )
    form = ReasonForm(request.POST if request.POST.get("verb") == "decline" else None, label=_("不同意的理由"))
    if request.method == "POST" and _answered(request, one, form):
        return redirect("desk:change", one.number)
    return page(
        request,
        "change.html",
        {
            "change": one,
            "text": terms.draft(one.fund, one) if one.is_open else one.agreement,
            "form": form,
            "rows": summary.differences(one),
            "sides": summary.sides(one),
            "opened": outlook.opened(one, timezone.now()) if one.is_open else None,
            "my_turn": changes.is_their_turn(request.user, one) and one.state == "agreed",
            "may_withdraw": changes.may_withdraw(request.user, one),
        },
        status=422 if form.errors else 200,
    )


def _answered(request: SignedIn, one, form) -> bool:
    who = {"change": one, "by": request.user, "at": timezone.now()}
    if form.is_bound:
        return attempt(request, form, lambda data: services.decline(**who, **data), _("已答复：不同意。"))
    if request.POST.get("verb") == "withdraw":
        return attempt_plain(request, lambda: services.withdraw(**who), _("已撤回。"))
    return attempt_plain(
        request,
        lambda: services.approve(**who, seen_sha256=request.POST.get("seen_sha256", "")),
        _("已批准，新协议生效。"),
    )
