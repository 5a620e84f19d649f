"""E5 to E8: the fund's money on one bar, topping it up, deciding grants, and what became of them."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from funds import services
from funds.access import may_manage, may_top_up
from funds.accounts import balances, balances_of
from funds.models import TopUp
from funds.selectors import matching_blocker, waiting_top_ups
from funds.states import FUND
from matching.access import matches_for_enterprise
from matching.delivery import answers
from matching.models import Match
from organisations.models import User
from organisations.permissions import Permission as P
from partners import summaries
from partners.door import for_people_with
from partners.forms.funds import TopUpForm
from partners.forms.matches import AcceptForm, DeclineForm
from partners.forms.programmes import ReasonForm
from partners.frame import answer, page
from partners.sections.approvals import grants as waiting_grants
from partners.sections.funds import enterprise_funds
from partners.views.setup import enterprise_people, fund_manager, fund_of
from workspace.door import SignedIn
from workspace.paging import paged

answering = for_people_with(P.ANSWER_GRANT)
NEWEST = 5  # grants on the fund's page; all of them are a page of their own
MOVES = {"pause": services.pause_fund, "resume": services.resume_fund}


@enterprise_people
def funds(request: SignedIn) -> HttpResponse:
    rows = list(enterprise_funds(request.user))
    money = balances_of(rows)
    return page(request, "funds.html", {"lines": [(one, money[one.pk]) for one in rows]})


@enterprise_people
def fund(request: SignedIn, pk) -> HttpResponse:
    one = fund_of(request, pk)
    may = may_manage(request.user, one)
    if one.state in ("draft", "review"):
        return page(request, "fund_tasks.html", summaries.fund_set_up(one, may))
    money = balances(one)
    grants = _answered(request.user).filter(fund=one)
    changes = list(one.purpose_changes.all())
    context = {
        "changes": changes,
        "may_change": may and one.state != "closed" and not any(each.is_open for each in changes),
        "fund": one,
        "balances": money,
        "bar": summaries.fund_bar(money),
        "may_manage": may,
        "low": money.available_fen < one.warn_below_fen,
        "verbs": FUND.verbs(one.state) if may else [],
        "blocker": matching_blocker(one, timezone.localdate()),
        "may_top_up": may_top_up(request.user, one),
        "waiting": waiting_top_ups(one),
        "facts": summaries.fund_facts(one),
        "pending": waiting_grants(request.user).filter(fund=one),
        "latest": summaries.grant_rows(grants[:NEWEST]),
        "latest_of": grants.count(),
    }
    return page(request, "fund.html", context)


@fund_manager
@require_POST
def move(request: SignedIn, pk, verb: str) -> HttpResponse:
    one = fund_of(request, pk)
    if verb not in MOVES:
        raise Http404
    attempt_plain(request, lambda: MOVES[verb](fund=one, by=request.user, at=timezone.now()), _("已更新。"))
    return redirect("partners:fund", one.pk)


@fund_manager
def close(request: SignedIn, pk) -> HttpResponse:
    one = fund_of(request, pk)
    form = ReasonForm(request.POST or None)
    if attempt(
        request,
        form,
        lambda data: services.close_fund(fund=one, by=request.user, at=timezone.now(), **data),
        _("基金已关闭。"),
    ):
        return redirect("partners:fund", one.pk)
    return answer(request, "fund_close.html", {"fund": one, "form": form, "balances": balances(one)})


@enterprise_people
def top_up_new(request: SignedIn, pk) -> HttpResponse:
    """E6, first half: how much."""
    one = fund_of(request, pk)
    form = TopUpForm(request.POST or None)
    made: list[TopUp] = []
    if attempt(
        request,
        form,
        lambda data: made.append(services.announce_top_up(fund=one, by=request.user, at=timezone.now(), **data)),
    ):
        return redirect("partners:top_up", one.pk, made[0].reference)
    return answer(request, "top_up_new.html", {"fund": one, "form": form, "balances": balances(one)})


@enterprise_people
def top_up(request: SignedIn, pk, reference: str) -> HttpResponse:
    """E6, second half: where to transfer and with which code; then waiting; then arrived."""
    one = fund_of(request, pk)
    this = get_object_or_404(one.top_ups, reference=reference)
    return page(request, "top_up.html", {"fund": one, "top_up": this, "may_top_up": may_top_up(request.user, one)})


@enterprise_people
@require_POST
def top_up_cancel(request: SignedIn, pk, reference: str) -> HttpResponse:
    one = fund_of(request, pk)
    this = get_object_or_404(one.top_ups, reference=reference)
    attempt_plain(
        request, lambda: services.cancel_top_up(top_up=this, by=request.user, at=timezone.now()), _("已取消。")
    )
    return redirect("partners:fund", one.pk)


@answering
def approvals(request: SignedIn) -> HttpResponse:
    """E7: one grant per row."""
    return page(
        request, "approvals.html", {"rows": summaries.approval_rows(waiting_grants(request.user), timezone.now())}
    )


@answering
@require_POST
def agree(request: SignedIn, number: str) -> HttpResponse:
    match = _grant(request, number)
    form = AcceptForm(request.POST, match=match)
    if attempt(
        request,
        form,
        lambda data: answers.accept(
            match=match, amount=data["amount"], version=data["version"], by=request.user, at=timezone.now()
        ),
        _("已同意，资金已冻结，由托管慈善组织发放。"),
    ):
        return redirect("partners:approvals")
    return _approvals_again(request, number, accept=form)


@answering
@require_POST
def disagree(request: SignedIn, number: str) -> HttpResponse:
    match = _grant(request, number)
    form = DeclineForm(request.POST)
    if attempt(
        request,
        form,
        lambda data: answers.decline(match=match, by=request.user, at=timezone.now(), **data),
        _("已登记不同意，冻结的资金已释放。"),
    ):
        return redirect("partners:approvals")
    return _approvals_again(request, number, decline=form)


@enterprise_people
def grants(request: SignedIn) -> HttpResponse:
    """E8: no name, no phone, no exact place."""
    shown = paged(request, _answered(request.user))
    return page(request, "grants.html", {"page": shown, "rows": summaries.grant_rows(shown.object_list)})


def _answered(user: User) -> QuerySet[Match]:
    """The latest first."""
    answered = matches_for_enterprise(user).with_parts().exclude(state="offered")
    return answered.order_by("-decided_at", "number")


def _grant(request: SignedIn, number: str) -> Match:
    return get_object_or_404(matches_for_enterprise(request.user).with_parts(), number=number)


def _approvals_again(request: SignedIn, number: str, **forms) -> HttpResponse:
    rows = summaries.approval_rows(waiting_grants(request.user), timezone.now(), number, **forms)
    context = {"rows": rows, "form": next(iter(forms.values()))}
    return answer(request, "approvals.html", context, section="approvals")
