"""What donors gave for one need has reached the household: somebody of the area asked, and says so."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt_plain
from desk.case_page import payouts_of
from desk.views.door import case_or_404, staff_only
from donations import services
from workspace.door import SignedIn


@staff_only
@require_POST
def confirm(request: SignedIn, number: str, pk) -> HttpResponse:
    one = case_or_404(request, number)
    payout = get_object_or_404(payouts_of(one), pk=pk)
    attempt_plain(
        request,
        lambda: services.confirm_payout(payout=payout, by=request.user, at=timezone.now()),
        _("已登记核实，捐赠人会收到通知。"),
    )
    return redirect("desk:case", number)
