"""Consent: recorded with all its parts; withdrawn in one step."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from desk.forms.verification import ConsentRecordForm
from desk.frame import page
from desk.views.door import case_or_404, staff_only
from needs import services
from needs.models.consent import SHARED_FIELDS
from organisations.permissions import Permission as P
from workspace.door import SignedIn

DAYS_PER_MONTH = 30


@staff_only
def consents(request: SignedIn, number: str):
    one = case_or_404(request, number)
    initial = {"purpose": request.GET.get("purpose"), "recipient": request.GET.get("recipient")}
    form = ConsentRecordForm(request.POST or None, initial=initial)
    if request.method == "POST":
        one = case_or_404(request, number, P.RECORD_CONSENT)
        if attempt(request, form, lambda data: _record(request, one, data), _("同意已登记。")):
            return redirect("desk:case_consents", number)
    return page(
        request,
        "consents.html",
        {
            "case": one,
            "form": form,
            "consents": one.consents.select_related("recipient", "taken_by"),
            "labels": SHARED_FIELDS,
        },
        status=422 if form.errors else 200,
    )


def _record(request: SignedIn, case, data):
    now = timezone.now()
    return services.record_consent(
        case=case,
        purpose=data["purpose"],
        form=data["form"],
        recipient=data["recipient"],
        fields=tuple(data["fields_shared"]),
        guardian=data["guardian"],
        expires_at=now + timedelta(days=DAYS_PER_MONTH * data["months"]),
        by=request.user,
        at=now,
    )


@staff_only
@require_POST
def withdraw(request: SignedIn, number: str, pk):
    one = case_or_404(request, number, P.RECORD_CONSENT)
    consent = get_object_or_404(one.consents, pk=pk)
    attempt_plain(
        request,
        lambda: services.withdraw_consent(consent=consent, by=request.user, at=timezone.now()),
        _("已登记撤回，公开与提供立即停止。"),
    )
    return redirect("desk:case_consents", number)
