"""D5 and D10: where a gift stands, and what became of it. The link with the gift's token is the guest's key."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from donations.access import gift_by_token, gifts_for
from donations.models import Gift
from portal import journey, qr
from portal.payee import payee_of
from portal.words import failure_words


@never_cache
def result(request: HttpRequest, token: UUID) -> HttpResponse:
    gift = get_object_or_404(gift_by_token(token))
    context = {
        "gift": gift,
        "programme": gift.programme,
        "need": gift.public_need,
        "failure": failure_words(gift.failure),
        "steps": journey.steps_of(gift),
        "payee": payee_of(gift.programme, timezone.localdate()),
        "transfer_code": qr.svg(_transfer_text(gift)) if gift.state == "awaiting_charity" else "",
    }
    return render(request, "portal/give/result.html", context)


def _transfer_text(gift: Gift) -> str:
    """What a phone copies from the screen of a computer: account and reference."""
    charity = gift.programme.charity
    return f"{charity.name}\n{charity.bank_account_label}\n{gift.reference}"


@never_cache
def follow_up(request: HttpRequest, key: str) -> HttpResponse:
    """By number for the donor's own gifts, by token for whoever holds the link; everything else is not found."""
    gift = get_object_or_404(_by_key(request, key))
    if gift.state != "received":
        return result(request, gift.token)
    context = {
        "gift": gift,
        "programme": gift.programme,
        "need": gift.public_need,
        "steps": journey.steps_of(gift),
        "payout": gift.payout,
        "payee": gift.programme.charity.local_name,
    }
    return render(request, "portal/my/gift.html", context)


def _by_key(request: HttpRequest, key: str):
    try:
        return gift_by_token(UUID(key))
    except ValueError:
        pass
    if not request.user.is_authenticated:
        raise Http404
    return gifts_for(request.user).filter(number=key)
