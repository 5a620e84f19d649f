"""A5 核实: the checklist, and two signatures by two people."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt, attempt_plain
from desk.forms.verification import VisitForm
from desk.frame import page
from desk.steps import OPENS
from desk.views.door import case_or_404, id_or_404, staff_only
from needs import services
from needs.models.verification import FACTS, Finding
from privacy.responses import shown
from privacy.services import Disclosed
from workspace.door import SignedIn


@staff_only
def verify(request: SignedIn, number: str):
    one = case_or_404(request, number, *OPENS["case_verify"])
    if request.POST.get("second"):
        return _second(request, one)
    form = VisitForm(request.POST or None, initial={"visited_on": timezone.localdate()})
    if request.method == "POST" and attempt(
        request,
        form,
        lambda data: services.sign_first(
            case=one,
            method=data["method"],
            visited_on=data["visited_on"],
            facts=form.facts(),
            note=data["note"],
            next_step=data["next_step"],
            token=data["token"],
            by=request.user,
            at=timezone.now(),
        ),
        _("您已签字，请另一位核实人复核签字。"),
    ):
        return redirect("desk:case_verify", number)
    signed = one.verifications.select_related("first_by", "second_by")
    return page(
        request,
        "verify.html",
        {
            "case": one,
            "form": form,
            "signed": [_with_facts(v) for v in shown(request, one, signed, "note")],
        },
        status=422 if form.errors else 200,
    )


def _second(request: SignedIn, case):
    verification = get_object_or_404(case.verifications, pk=id_or_404(request.POST["second"]))
    attempt_plain(
        request,
        lambda: services.sign_second(verification=verification, by=request.user, at=timezone.now()),
        _("两人签字完成。"),
    )
    return redirect("desk:case_verify", case.number)


def _with_facts(verification: Disclosed) -> dict:
    return {"row": verification, "facts": [(label, Finding(verification.facts[name])) for name, label in FACTS.items()]}
