"""E1, E2 and E4: what a fund is, setting one up task by task, signing its agreement, handing it in."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt, attempt_plain
from funds import agreement, readiness, services
from funds.access import own_funds
from funds.models import Fund
from organisations import access
from organisations.permissions import Permission as P
from partners import summaries
from partners.door import for_people_with
from partners.forms.funds import TASKS, NewFundForm, SignForm
from partners.frame import answer, page
from workspace.door import SignedIn

enterprise_people = for_people_with(P.MANAGE_FUND, P.ANSWER_GRANT, P.SEE_STATEMENT)
fund_manager = for_people_with(P.MANAGE_FUND)


def fund_of(request: SignedIn, pk) -> Fund:
    """The own enterprise's fund; another's does not exist."""
    own = own_funds(request.user).select_related("enterprise__region", "custodian", "region")
    return get_object_or_404(own, pk=pk)


@fund_manager
def start(request: SignedIn) -> HttpResponse:
    return page(request, "fund_start.html")


@fund_manager
def new(request: SignedIn) -> HttpResponse:
    form = NewFundForm(request.POST or None, enterprises=access.organisations_with(request.user, P.MANAGE_FUND))
    made: list[Fund] = []
    if attempt(
        request,
        form,
        lambda data: made.append(services.create_fund(by=request.user, at=timezone.now(), **data)),
        _("草稿已建立，可以随时离开，换一台设备再继续。"),
    ):
        return redirect("partners:fund", made[0].pk)
    return answer(request, "fund_new.html", {"form": form})


@fund_manager
def task(request: SignedIn, pk, name: str) -> HttpResponse:
    one = fund_of(request, pk)
    if name not in TASKS:
        raise Http404
    form = TASKS[name](request.POST or None, thing=one)
    if attempt(
        request,
        form,
        lambda data: services.update_fund(fund=one, by=request.user, at=timezone.now(), **data),
        _("已保存。"),
    ):
        return redirect("partners:fund", one.pk)
    label = summaries.task_label(readiness.tasks(one), name)
    return answer(request, "fund_task.html", {"fund": one, "form": form, "name": name, "label": label})


@fund_manager
def enterprise(request: SignedIn, pk) -> HttpResponse:
    """What the register says about the enterprise: shown to be checked, changed elsewhere."""
    one = fund_of(request, pk)
    return page(request, "fund_enterprise.html", {"fund": one, "enterprise": one.enterprise})


@enterprise_people
def sign(request: SignedIn, pk) -> HttpResponse:
    one = fund_of(request, pk)
    if not readiness.may_sign(one):
        return redirect("partners:fund", one.pk)
    text = agreement.draft(one)
    form = SignForm(request.POST or None, initial={"seen_sha256": text.sha256})
    if attempt(
        request,
        form,
        lambda data: services.sign_agreement(
            fund=one, seen_sha256=data["seen_sha256"], by=request.user, at=timezone.now()
        ),
        _("协议已签署。"),
    ):
        return redirect("partners:fund", one.pk)
    context = {
        "fund": one,
        "form": form,
        "text": text,
        "signed": agreement.last_signed(one),
        "current": agreement.is_current(one),
    }
    return answer(request, "fund_agreement.html", context)


@fund_manager
def submit(request: SignedIn, pk) -> HttpResponse:
    """Check answers, then submit for review."""
    one = fund_of(request, pk)
    if request.method == "POST" and attempt_plain(
        request, lambda: services.submit_fund(fund=one, by=request.user, at=timezone.now())
    ):
        return page(request, "fund_submitted.html", {"fund": one})
    if one.state != "draft" or not readiness.is_ready(one):
        return redirect("partners:fund", one.pk)
    return page(request, "fund_check.html", {"fund": one, "groups": summaries.fund_answers(one)})
