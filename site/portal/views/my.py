"""D7 and D8: what a donor sees after signing in. Counted in households, never ranked."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Refusal
from donations.access import gifts_for, pledges_for
from donations.models import Gift, Pledge
from donations.selectors import households_helped
from donations.states import GiftState
from matching.access import matches_for_donor
from matching.delivery import answers
from organisations.notices import unread
from portal import flow, offers
from portal.sections import RAIL
from workspace.door import SignedIn, signed_in
from workspace.frame import page, viewer_of
from workspace.paging import paged
from workspace.today import today

UNFINISHED = (GiftState.STARTED, GiftState.PROCESSING, GiftState.AWAITING_CHARITY)
NEWEST = 5  # on the first page; the whole number and the way to all of them stand beside


@signed_in
def home(request: SignedIn) -> HttpResponse:
    gifts, received = gifts_for(request.user), _received(request.user)
    paid_out = received.filter(payout__isnull=False)
    pledges = _pledges(request.user)
    context = {
        "figures": _figures(received),
        "waiting": today(RAIL, viewer_of(request), request.GET.get("page")),
        "unfinished": paged(
            request, gifts.filter(state__in=UNFINISHED).order_by("-created_at", "pk"), name="unfinished"
        ),
        "latest": paid_out.select_related("payout").order_by("-payout__paid_at").first(),
        "gifts": received[:NEWEST],
        "gifts_total": received.count(),
        "notifications": unread(request.user)[:NEWEST],
        "pledges": pledges[:NEWEST],
        "pledges_total": pledges.count(),
    }
    return page(request, RAIL, "portal/my/home.html", context)


@signed_in
def my_gifts(request: SignedIn) -> HttpResponse:
    """D9: every gift that arrived, with its receipt."""
    return page(request, RAIL, "portal/my/gifts.html", {"gifts": paged(request, _received(request.user))})


@signed_in
def my_pledges(request: SignedIn) -> HttpResponse:
    return page(request, RAIL, "portal/my/pledges.html", {"pledges": paged(request, _pledges(request.user))})


def _received(user: Any) -> QuerySet[Gift]:
    """The newest first."""
    received = gifts_for(user).filter(state=GiftState.RECEIVED)
    return received.select_related("receipt", "payout").order_by("-received_at", "pk")


def _pledges(user: Any) -> QuerySet[Pledge]:
    return pledges_for(user).select_related("region").order_by("-created_at", "pk")


def _figures(received: Any) -> list[tuple[int, str]]:
    confirmed = received.filter(payout__confirmed_at__isnull=False)
    paid = received.filter(payout__isnull=False)
    return [
        (households_helped(received), _("您捐助过的家庭")),
        (households_helped(paid), _("善款已拨付的家庭")),
        (households_helped(confirmed), _("已核实收到的家庭")),
    ]


@signed_in
def offer(request: SignedIn, number: str) -> HttpResponse:
    """One need that fits the pledge. “Not this time” asks nothing; silence lets the offer lapse."""
    match = get_object_or_404(matches_for_donor(request.user).with_parts(), number=number)
    if request.method == "POST":
        return _answer(request, match)
    context = {"match": match, "need": match.case.public_need, "category": match.item.get_category_display()}
    return page(request, RAIL, "portal/my/offer.html", context)


def _answer(request: SignedIn, match: Any) -> HttpResponse:
    """Agreeing promises nothing yet: the money goes the way of every gift, to the programme that accepted the need."""
    common = {"match": match, "by": request.user, "at": timezone.now()}
    need = match.case.public_need
    try:
        if request.POST.get("answer") == "agree":
            offers.agree(**common)
            messages.success(request, _("谢谢，您的答复已登记。"))
            if need is not None and (claim := need.claims.filter(ended_at__isnull=True).first()):
                wanted = flow.intention(request, claim.programme.slug, need.slug)
                wanted.amount_fen = match.approved_fen
                flow.keep(request, wanted)
                return redirect(f"{reverse('portal:give', args=[claim.programme.slug])}?need={need.slug}")
        else:
            answers.decline(reason=_("这次不"), **common)
            messages.success(request, _("已登记。有合适的再告诉您。"))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:my")
