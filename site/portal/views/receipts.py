"""Receipts: the paper itself, and the page where anybody may check one. A receipt is found by the gift's token only."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from common.money import Money
from donations.access import gift_by_token, receipts_to_verify
from portal import qr
from portal.limits import address, within


@never_cache
def receipt(request: HttpRequest, token: UUID) -> HttpResponse:
    gift = get_object_or_404(gift_by_token(token).filter(receipt__isnull=False).select_related("receipt"))
    verify = request.build_absolute_uri(reverse("portal:receipt_verify", args=[gift.receipt.code]))
    context = {
        "gift": gift,
        "receipt": gift.receipt,
        "charity": gift.programme.charity,
        "verify_url": verify,
        "capitals": Money(gift.amount_fen).capitals,
        "code": qr.svg(verify),
        "is_sandbox": gift.channel == "sandbox",
    }
    return render(request, "portal/receipt.html", context)


@never_cache
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whoever holds the paper may compare it with our record. It says nothing about the donor."""
    if not code and (typed := request.GET.get("code", "").strip().lower()):
        return redirect("portal:receipt_verify", code=typed[:12])
    if not code:
        return render(request, "portal/verify.html", {"asked": False})
    if not within("verify", address(request), 20, 600):
        return render(request, "portal/verify.html", {"asked": True, "too_often": True}, status=429)
    found = receipts_to_verify().filter(code=code).first()
    return render(request, "portal/verify.html", {"asked": True, "receipt": found}, status=200 if found else 404)
