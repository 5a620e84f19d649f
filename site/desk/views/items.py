"""What is needed, and what it verifiably costs."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt, attempt_plain
from desk.forms.verification import CostForm, ItemForm
from desk.frame import page
from desk.views.door import case_or_404, staff_only
from needs import services
from organisations.permissions import Permission as P
from workspace.door import SignedIn


@staff_only
def items(request: SignedIn, number: str):
    one = case_or_404(request, number)
    form = ItemForm(request.POST or None)
    if request.method == "POST":
        one = case_or_404(request, number, P.EDIT_CASE)
        if attempt(request, form, lambda data: _add(request, one, data), _("已添加。")):
            return redirect("desk:case_items", number)
    return page(
        request, "items.html", {"case": one, "form": form, "items": one.items.all()}, status=422 if form.errors else 200
    )


def _add(request: SignedIn, case, data):
    return services.add_item(
        case=case,
        kind=data["kind"],
        category=data["category"],
        requested_fen=data["requested_fen"] or 0,
        quantity=data["quantity"],
        token=data["token"],
        by=request.user,
        at=timezone.now(),
    )


@staff_only
def item(request: SignedIn, number: str, pk):
    """One item: verify its cost, or take it back while nobody did."""
    one = case_or_404(request, number, P.VERIFY_CASE)
    this = get_object_or_404(one.items, pk=pk)
    if request.POST.get("remove"):
        attempt_plain(
            request, lambda: services.remove_item(item=this, by=request.user, at=timezone.now()), _("已删除。")
        )
        return redirect("desk:case_items", number)
    form = CostForm(
        request.POST or None,
        initial={
            "verified_cost_fen": this.verified_cost_fen if this.verified_cost_fen is not None else this.requested_fen,
            "insurance_fen": this.insurance_fen,
            "evidence": this.evidence,
        },
    )
    if request.method == "POST" and attempt(
        request,
        form,
        lambda data: services.verify_item(
            item=this,
            verified_cost_fen=data["verified_cost_fen"],
            insurance_fen=data["insurance_fen"] or 0,
            evidence=data["evidence"],
            by=request.user,
            at=timezone.now(),
        ),
        _("费用已核实。"),
    ):
        return redirect("desk:case_items", number)
    return page(request, "item.html", {"case": one, "item": this, "form": form}, status=422 if form.errors else 200)
