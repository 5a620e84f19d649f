"""Promises of goods, hours and professional help: a charity takes one up, calls the donor, and tells what arrived."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from donations import services
from donations.access import ARRANGERS, in_kind_pledges_for
from donations.models import Pledge
from organisations import access
from organisations.permissions import Permission as P
from partners.door import for_people_with
from partners.forms.pledges import ReceivedForm
from partners.frame import answer, page
from privacy.responses import shown
from workspace.door import SignedIn
from workspace.paging import paged

charity_people = for_people_with(P.RECORD_DELIVERY)


def pledge_of(request: SignedIn, pk: UUID) -> Pledge:
    return get_object_or_404(in_kind_pledges_for(request.user).select_related("donor"), pk=pk)


@charity_people
def pledges(request: SignedIn) -> HttpResponse:
    rows = in_kind_pledges_for(request.user).order_by("until", "created_at", "pk")
    taken = rows.filter(charity__isnull=False)
    open_ones = rows.filter(charity__isnull=True, until__gte=timezone.localdate())
    context = {
        "open": paged(request, open_ones),
        "ours": paged(request, taken.filter(state="registered"), name="ours"),
        "done": paged(request, taken.exclude(state="registered").order_by("-taken_at", "pk"), name="done"),
    }
    return page(request, "pledges.html", context)


@charity_people
def pledge(request: SignedIn, pk: UUID) -> HttpResponse:
    """Whom to call is shown to the charity that took it up, while it runs; each showing is in the log."""
    one = pledge_of(request, pk)
    calling = one.charity_id is not None and one.state == "registered"
    donor = shown(request, one, one.donor, "phone", beside=["donor"])[0] if calling else None
    form = ReceivedForm(request.POST or None, pledge=one) if calling else None
    if form and attempt(
        request,
        form,
        lambda data: services.receive_pledged(pledge=one, by=request.user, at=timezone.now(), **data),
        _("已登记收到。"),
    ):
        return redirect("partners:pledge", one.pk)
    context = {
        "pledge": one,
        "calling": calling,
        "donor": donor,
        "form": form,
        "deliveries": one.deliveries.select_related("received_by", "lot"),
    }
    return answer(request, "pledge.html", context)


@charity_people
@require_POST
def pledge_take_up(request: SignedIn, pk: UUID) -> HttpResponse:
    one = pledge_of(request, pk)
    charity = next(
        each for each in access.organisations_with(request.user, P.MANAGE_RESOURCES) if each.kind in ARRANGERS
    )
    attempt_plain(
        request,
        lambda: services.take_up(pledge=one, charity=charity, by=request.user, at=timezone.now()),
        _("已接洽，请尽快联系登记人。"),
    )
    return redirect("partners:pledge", one.pk)
