"""C8: what was delivered, with evidence; checked; sent; confirmed by the recipient."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt
from common.presence import present
from matching.delivery import deliveries
from matching.models import Delivery, Match
from matching.states import MatchState as M
from partners import summaries
from partners.forms.matches import ConfirmForm, DeliveryForm
from partners.frame import answer, page
from partners.views.matches import delivering, match_to_deliver
from privacy.purposes import Purpose
from privacy.responses import shown
from privacy.services import disclose_file
from workspace.door import SignedIn

MOST_TRIES = 3


@delivering
def deliver(request: SignedIn, number: str) -> HttpResponse:
    """Fill in (`do=check`), check the answers, and send (`do=send`); `do=change` leads back with everything kept."""
    one = match_to_deliver(request, number)
    if one.state not in (M.ACCEPTED, M.DISBURSING):
        return redirect("partners:match", one.number)
    form = DeliveryForm(
        request.POST or None,
        request.FILES or None,
        match=one,
        by=request.user,
        initial={"amount": one.accepted, "method": one.item.kind if one.resource_id else None},
    )
    step = request.POST.get("do", "")
    if step == "send" and attempt(request, form, lambda data: _report(one, form, request.user), _("交付报告已提交。")):
        return redirect("partners:delivery_confirm", one.number)
    sound = form.is_bound and form.is_valid()  # also when nothing is sent yet: it keeps the upload
    kept = shown(request, form.file, form.file, "original_name", purpose=Purpose.OWN)[0] if form.file else None
    if step == "check" and sound:
        context = {"match": one, "sent": form, "answers": summaries.delivery_answers(form, present(kept).original_name)}
        return page(request, "delivery_check.html", context, section="cases")
    return answer(request, "delivery.html", {"match": one, "form": form, "kept": kept}, section="cases")


def _report(match: Match, form: DeliveryForm, by) -> Delivery:
    data = form.cleaned_data
    return deliveries.report_delivery(
        match=match,
        token=data["token"],
        delivered_on=data["delivered_on"],
        amount=data["amount"],
        method=data["method"],
        public_words=data["public_words"],
        note=data["note"],
        evidence=present(form.file),
        by=by,
        at=timezone.now(),
    )


@delivering
def confirm(request: SignedIn, number: str) -> HttpResponse:
    """The recipient's word. After three wrong codes the code is no longer offered, a witness is."""
    one = match_to_deliver(request, number)
    delivery = Delivery.objects.filter(match=one).first()
    if delivery is None or one.state != M.DELIVERED:
        return redirect("partners:match", one.number)
    form = ConfirmForm(request.POST or None, tries_left=MOST_TRIES - delivery.code_attempts)
    if attempt(
        request,
        form,
        lambda data: deliveries.confirm_delivery(
            delivery=delivery,
            method=data["method"],
            code=data.get("code", ""),
            witness=data["witness"],
            by=request.user,
            at=timezone.now(),
        ),
        _("受助家庭已确认收到，这笔救助完成。"),
    ):
        return redirect("partners:match", one.number)
    delivery.refresh_from_db()
    context = {"match": one, "delivery": delivery, "form": form, "tries_left": MOST_TRIES - delivery.code_attempts}
    return answer(request, "delivery_confirm.html", context, section="cases")


@delivering
def evidence(request: SignedIn, number: str) -> HttpResponse:
    """The own report's evidence: as a download, never shown inside our pages."""
    one = match_to_deliver(request, number)
    delivery = Delivery.objects.filter(match=one).select_related("evidence").first()
    if delivery is None:
        raise Http404
    content = disclose_file(
        subject=delivery, file=delivery.evidence, viewer=request.user, purpose=Purpose.WORK, at=timezone.now()
    )
    response = HttpResponse(content, content_type=delivery.evidence.media_type)
    response["Content-Disposition"] = f'attachment; filename="{one.number}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
