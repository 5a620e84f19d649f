"""D4: the ways to pay that this charity has, taking a payment back, and the sandbox's own payment page."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common.errors import Refusal
from donations import services
from donations.access import gift_by_token
from donations.gateway import Outcome
from donations.gateway.port import HOLD_LIFE
from donations.gateway.sandbox import SandboxGateway
from donations.models import Gift, Payment
from donations.selectors import channels_of
from donations.states import GiftState
from donations.webhooks import receive
from portal.limits import address, within
from portal.payee import payee_of
from portal.refusals import Offer
from portal.words import channel_words

PAYMENTS_PER_HOUR = 20


@never_cache
def channels(request: HttpRequest, token: UUID) -> HttpResponse:
    """Choose how to pay. The gift is kept under its link, so a closed tab loses nothing."""
    gift = get_object_or_404(gift_by_token(token))
    if gift.state in (GiftState.RECEIVED, GiftState.PROCESSING, GiftState.AWAITING_CHARITY):
        return redirect("portal:give_result", token=gift.token)
    refusal = None
    if request.method == "POST":
        try:
            _limit(request)
            return HttpResponseRedirect(_pay(request, gift, request.POST.get("channel", "")))
        except Refusal as error:
            refusal = error
    ways = [{"channel": channel, "words": channel_words(channel)} for channel in channels_of(gift.programme.charity)]
    offer = Offer(refusal.gap_fen) if isinstance(refusal, services.AboveGap) else None
    context = {
        "gift": gift,
        "ways": ways,
        "refusal": refusal,
        "offer": offer,
        "need": gift.public_need,
        "programme": gift.programme,
        "payee": payee_of(gift.programme, timezone.localdate()),
        "held_minutes": HOLD_LIFE // timedelta(minutes=1),
    }
    return render(request, "portal/give/channels.html", context, status=422 if refusal else 200)


def _limit(request: HttpRequest) -> None:
    """An open payment holds a part of the gap, so nobody may open very many."""
    if not within("pay", address(request), PAYMENTS_PER_HOUR, 3600):
        raise Refusal(_("这台设备一小时内发起的付款太多了，请稍后再试。"))


def _pay(request: HttpRequest, gift: Gift, channel: str) -> str:
    result = request.build_absolute_uri(reverse("portal:give_result", args=[gift.token]))
    return services.pay(gift=gift, channel=channel, return_url=result, cancel_url=result, at=timezone.now())


@require_POST
def go_on(request: HttpRequest, token: UUID) -> HttpResponse:
    """Back to the provider's page of the payment that is open."""
    gift = get_object_or_404(gift_by_token(token))
    try:
        return HttpResponseRedirect(_pay(request, gift, gift.channel))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:give_result", token=gift.token)


@require_POST
def take_back(request: HttpRequest, token: UUID) -> HttpResponse:
    gift = get_object_or_404(gift_by_token(token))
    try:
        services.take_back(gift=gift, at=timezone.now())
    except Refusal as refusal:
        messages.info(request, str(refusal))
        return redirect("portal:give_result", token=gift.token)
    return redirect("portal:give_pay", token=gift.token)


@never_cache
def sandbox(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The demo's payment page. Its events take the same way through the inbox as a provider's."""
    if settings.PAYMENT_MODE != "sandbox":
        raise Http404
    payments = Payment.objects.filter(channel="sandbox").select_related("gift__programme__charity")
    payment = get_object_or_404(payments, pk=payment_id)
    if payment.ended_at is not None:
        return redirect("portal:give_result", token=payment.gift.token)
    if request.method == "POST":
        _press(payment, request.POST.get("outcome", ""))
        return redirect("portal:give_result", token=payment.gift.token)
    context = {"payment": payment, "gift": payment.gift, "payee": payment.gift.programme.charity}
    return render(request, "portal/give/sandbox.html", context)


def _press(payment: Payment, pressed: str) -> None:
    """`late` is paid without an event, as when the provider's call is lost: reconciliation finds it."""
    outcome = {"paid": Outcome.PAID, "late": Outcome.PAID, "failed": Outcome.FAILED}.get(pressed)
    if outcome is None:
        return
    gateway = SandboxGateway()
    gateway.conclude(payment.object_id, payment.account, outcome)
    if pressed == "late":
        return
    body, signature = gateway.signed_event(payment)
    charity = payment.gift.programme.charity
    event = receive(provider="sandbox", charity=charity, body=body, signature=signature)
    services.process_event(event=event, at=timezone.now())
