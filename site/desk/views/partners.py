"""Civil affairs reviews what charities and enterprises propose: programmes and funds, each by another person."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt, attempt_plain
from desk.forms.clues import ReasonForm
from desk.frame import page
from desk.sections.review import waiting_funds, waiting_programmes
from desk.views.door import staff_only
from funds import services as fund_services
from needs import criteria
from organisations import access
from organisations.permissions import Permission as P
from programmes import services as programme_services
from workspace.door import SignedIn
from workspace.paging import paged


@staff_only
def index(request: SignedIn):
    if not access.has_permission(request.user, P.APPROVE_PROGRAMME):
        access.require(request.user, P.APPROVE_FUND)
    programmes = waiting_programmes(request.user).select_related("charity", "region").order_by("created_at", "pk")
    funds = waiting_funds(request.user).select_related("enterprise", "custodian", "region").order_by("created_at", "pk")
    return page(
        request,
        "partners.html",
        {
            "programmes": paged(request, programmes, name="programmes"),
            "funds": paged(request, funds, name="funds"),
        },
    )


@staff_only
def programme(request: SignedIn, pk):
    access.require(request.user, P.APPROVE_PROGRAMME)
    one = get_object_or_404(waiting_programmes(request.user).select_related("charity", "region"), pk=pk)
    return _review(
        request,
        "programme.html",
        {"programme": one, "rules": criteria.in_words(one.rules)},
        approve=lambda: programme_services.approve_programme(programme=one, by=request.user, at=timezone.now()),
        send_back=lambda reason: programme_services.send_back_programme(
            programme=one, reason=reason, by=request.user, at=timezone.now()
        ),
    )


@staff_only
def fund(request: SignedIn, pk):
    access.require(request.user, P.APPROVE_FUND)
    one = get_object_or_404(waiting_funds(request.user).select_related("enterprise", "custodian", "region"), pk=pk)
    return _review(
        request,
        "fund.html",
        {"fund": one, "rules": criteria.in_words(one.rules)},
        approve=lambda: fund_services.approve_fund(fund=one, by=request.user, at=timezone.now()),
        send_back=lambda reason: fund_services.send_back_fund(
            fund=one, reason=reason, by=request.user, at=timezone.now()
        ),
    )


def _review(request: SignedIn, template, context, *, approve, send_back):
    form = ReasonForm(request.POST if request.POST.get("verb") == "send_back" else None)
    if request.POST.get("verb") == "approve" and attempt_plain(request, approve, _("审核通过。")):
        return redirect("desk:partners")
    if request.POST.get("verb") == "send_back" and attempt(
        request, form, lambda data: send_back(data["reason"]), _("已退回修改。")
    ):
        return redirect("desk:partners")
    return page(request, template, {**context, "form": form}, status=422 if form.errors else 200)
