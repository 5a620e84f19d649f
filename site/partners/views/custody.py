"""The custodian's side of a top-up: find the transfer on the bank statement and confirm it, or not."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt
from funds import services
from funds.access import custody_funds, top_ups_to_confirm
from funds.accounts import balances_of
from funds.purpose_changes.access import changes_for_partner
from organisations.permissions import Permission as P
from partners.door import for_people_with
from partners.forms.funds import ConfirmTopUpForm
from partners.frame import answer, page
from partners.sections.custody import top_ups
from workspace.door import SignedIn
from workspace.paging import paged

custodian = for_people_with(P.CONFIRM_TOP_UP)


@custodian
def custody(request: SignedIn) -> HttpResponse:
    funds = list(custody_funds(request.user).select_related("enterprise").order_by("name"))
    money = balances_of(funds)
    received = top_ups_to_confirm(request.user).filter(state="received").select_related("fund", "confirmed_by")
    changes = changes_for_partner(request.user).filter(fund__in=funds).select_related("fund")
    context = {
        "waiting": paged(request, top_ups(request.user)),
        "received": paged(request, received.order_by("-confirmed_at", "pk"), name="received"),
        "changes": paged(request, changes.order_by("-requested_at", "number"), name="changes"),
        "funds": [(one, money[one.pk]) for one in funds],
    }
    return page(request, "custody.html", context)


@custodian
def top_up(request: SignedIn, reference: str) -> HttpResponse:
    own = top_ups_to_confirm(request.user).select_related("fund__enterprise", "fund__custodian", "confirmed_by")
    this = get_object_or_404(own, reference=reference)
    form = ConfirmTopUpForm(request.POST or None)
    if attempt(
        request,
        form,
        lambda data: services.confirm_top_up(top_up=this, by=request.user, at=timezone.now(), **data),
        _("已确认到账，并已入账。"),
    ):
        return redirect("partners:custody_top_up", this.reference)
    return answer(request, "custody_top_up.html", {"top_up": this, "form": form}, section="custody")
