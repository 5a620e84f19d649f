"""What else may happen to a case: hand over, pause, resume, send back, take down, end otherwise, merge."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from common.errors import Refusal
from desk.case_acts import form_for
from desk.case_page import context, return_form
from desk.frame import page
from desk.views.door import case_or_404, staff_only
from matching.delivery import deliveries
from matching.models import Delivery
from needs import services
from needs.access import cases_for
from organisations.permissions import Permission as P
from publication import services as publication
from workspace.door import SignedIn


@staff_only
@require_POST
def act(request: SignedIn, number: str):
    one = case_or_404(request, number)
    form = form_for(one, request.user, request.POST)
    if form is None:
        messages.error(request, _("个案已结束，不能再办理。"))
        return redirect("desk:case", number)
    if attempt(request, form, lambda data: _do(request, one, data), _("已办理。")):
        return redirect("desk:case", number)
    return page(request, "case.html", {**context(request, one), "act_form": form}, status=422)


def _do(request: SignedIn, case, data):
    by, at, reason, verb = request.user, timezone.now(), data["reason"], data["verb"]
    if verb == "hand_over":
        return services.hand_over_case(case=case, to=data["to"], by=by, at=at)
    if verb in ("pause", "resume"):
        return getattr(services, f"{verb}_case")(case=case, reason=reason, by=by, at=at)
    if verb == "send_back":
        return services.send_back_case(case=case, reason=reason, by=by, at=at)
    if verb == "take_down":
        return publication.withdraw_public_need(public_need=case.public_need, reason=reason, by=by, at=at)
    if verb == "merge":
        into = cases_for(by).filter(number=data["into"].strip()).first()
        if into is None:
            raise Refusal(_("没有找到这个编号的个案。"), field="into")
        return services.merge_case(case=case, into=into, reason=reason, by=by, at=at)
    return services.end_case(case=case, verb=verb, reason=reason, by=by, at=at)


@staff_only
@require_POST
def send_back_delivery(request: SignedIn, number: str, pk):
    """The officer asks the charity for a better delivery report."""
    one = case_or_404(request, number, P.APPROVE_MATCH)
    delivery = get_object_or_404(Delivery.objects.filter(match__case=one), pk=pk)
    form = return_form(delivery, request.POST)
    if attempt(
        request,
        form,
        lambda data: deliveries.send_back_delivery(
            delivery=delivery, reason=data["reason"], by=request.user, at=timezone.now()
        ),
        _("已退回补正。"),
    ):
        return redirect("desk:case", number)
    shown = context(request, one, failed=form)
    shown["deliveries"] = [(row, form if row.pk == delivery.pk else unsent) for row, unsent in shown["deliveries"]]
    return page(request, "case.html", shown, status=422)
