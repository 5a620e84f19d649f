"""A6 政府救助先行: what the state gives first, and the gap that remains."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt, attempt_plain
from desk.case_page import coverage, things
from desk.forms.verification import AidForm
from desk.frame import page
from desk.steps import OPENS
from desk.views.door import case_or_404, staff_only
from needs import services
from needs.services.gap import gap_blockers
from workspace.door import SignedIn


@staff_only
def gap(request: SignedIn, number: str):
    one = case_or_404(request, number, *OPENS["case_gap"])
    if request.POST.get("confirm"):
        if attempt_plain(
            request,
            lambda: services.confirm_gap(case=one, by=request.user, at=timezone.now()),
            _("缺口已确认，可以写公开文字。"),
        ):
            return redirect("desk:case", number)
        return redirect("desk:case_gap", number)
    form = AidForm(request.POST or None, case=one)
    if request.method == "POST" and attempt(
        request,
        form,
        lambda data: services.record_aid(
            case=one,
            aid_type=data["aid_type"],
            state=data["state"],
            amount_fen=data["amount_fen"] or 0,
            item=data["item"],
            basis=data["basis"],
            by=request.user,
            at=timezone.now(),
        ),
        _("已登记。"),
    ):
        return redirect("desk:case_gap", number)
    items = list(one.items.all())
    return page(
        request,
        "gap.html",
        {
            "case": one,
            "form": form,
            "aids": one.statutory_aids.select_related("item", "recorded_by"),
            "items": items,
            "bar": coverage(items, one),
            "things": things(items),
            "blockers": gap_blockers(one) if one.state == "verifying" else [],
        },
        status=422 if form.errors else 200,
    )
