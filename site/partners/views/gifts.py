"""Earmarked gifts on the charity's side: what waits for whom, paid out, reported; and transfers found on the statement."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt
from common.errors import Refusal
from donations import services
from donations.access import claims_for
from donations.models import Gift
from donations.services.payouts import waiting_gifts
from donations.states import GiftState
from organisations.permissions import Permission as P
from partners import earmarked
from partners.door import for_people_with
from partners.forms.gifts import LineForm, PayOutForm, ReportPayoutForm, StatementForm
from partners.frame import answer, page
from workspace.door import SignedIn
from workspace.paging import paged

paying = for_people_with(P.RECORD_DELIVERY)
confirming = for_people_with(P.CONFIRM_TOP_UP)


@paying
def gifts(request: SignedIn) -> HttpResponse:
    """Per claimed need: what waits, what was paid out, reported, confirmed; first what needs the charity."""
    rows = paged(request, earmarked.to_do(request.user), name="waiting")
    return page(request, "gifts.html", {"rows": rows, "others": paged(request, earmarked.others(request.user))})


@paying
def pay(request: SignedIn, pk) -> HttpResponse:
    """Its own page, which names the sum and the effect. A second click carries the same token and pays nothing more."""
    claim = get_object_or_404(claims_for(request.user).select_related("public_need__county", "programme"), pk=pk)
    form = PayOutForm(request.POST or None)
    if attempt(
        request,
        form,
        lambda data: services.pay_out(claim=claim, by=request.user, at=timezone.now(), **data),
        _("已登记拨付，并通知捐赠人。送到后请登记交付。"),
    ):
        return redirect("partners:gifts")
    waiting = list(waiting_gifts(claim))
    if not waiting and not form.is_bound:
        return redirect("partners:gifts")
    context = {
        "claim": claim,
        "form": form,
        "waiting": waiting,
        "going_on": earmarked.is_going_on(claim),
        "total_fen": sum(one.to_need_fen for one in waiting),
    }
    return answer(request, "gifts_pay.html", context, section="gifts")


@paying
def report(request: SignedIn, pk) -> HttpResponse:
    payout = get_object_or_404(earmarked.own_payouts(request.user).select_related("claim__public_need__county"), pk=pk)
    if payout.reported_at:
        return redirect("partners:gifts")
    form = ReportPayoutForm(request.POST or None, payout=payout)
    if attempt(
        request,
        form,
        lambda data: services.report_payout(payout=payout, by=request.user, at=timezone.now(), **data),
        _("已登记交付，等民政部门向家庭核实。"),
    ):
        return redirect("partners:gifts")
    return answer(request, "gifts_report.html", {"payout": payout, "form": form}, section="gifts")


@confirming
def transfers(request: SignedIn) -> HttpResponse:
    """With the statement at hand: type one line, or look for one gift."""
    own = earmarked.own_transfers(request.user)
    form = StatementForm(request.POST or None, own=own)
    if attempt(request, form, lambda data: _confirm(form, form.gift, request.user), _("已确认到账，并已入账。")):
        return redirect("partners:gift_transfers")
    received = own.filter(state=GiftState.RECEIVED).order_by("-received_at", "pk")
    context = {
        "form": form,
        "waiting": paged(request, earmarked.transfers(request.user)),
        "received": paged(request, received, name="received"),
    }
    return answer(request, "gifts_transfers.html", context)


@confirming
def transfer(request: SignedIn, reference: str) -> HttpResponse:
    gift = get_object_or_404(earmarked.own_transfers(request.user), reference=reference)
    form = LineForm(request.POST or None)
    if attempt(request, form, lambda data: _confirm(form, gift, request.user), _("已确认到账，并已入账。")):
        return redirect("partners:gift_transfer", gift.reference)
    return answer(request, "gifts_transfer.html", {"gift": gift, "form": form}, section="gift_transfers")


def _confirm(form: LineForm, gift: Gift | None, by) -> Gift:
    assert gift is not None  # the form's reference found it
    data = form.cleaned_data
    try:
        return services.confirm_line(
            gift=gift,
            amount_fen=data["amount"],
            bank_line=data["bank_line"],
            by=by,
            at=timezone.now(),
            accept_difference=data["accept_difference"],
        )
    except Refusal as refusal:
        form.remember(refusal)
        raise
