"""Coming back to a complaint: number and code, then where it stands and what was answered; an appeal, once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from casework.complaints import services
from casework.complaints.access import by_code
from casework.complaints.codes import code_index
from common.attempts import attempt
from common.ids import compact
from portal import complaint_draft as draft
from portal.forms.complaints import AppealForm, ReturnForm
from portal.limits import address, within
from privacy.policy import Ground
from privacy.purposes import Purpose
from privacy.responses import shown

TRIES, WINDOW = 5, 600


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """A wrong number and a wrong code answer alike; five tries for a number, and for a device."""
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        number = compact(form.cleaned_data["number"])
        complaint = by_code(number, code_index(form.cleaned_data["code"]))
        if not _may_try(request, number):
            form.add_error(None, _("试得太频繁了，请 10 分钟后再试，或拨打热线。"))
        elif complaint is None:
            form.add_error(None, _("编号或查询码不对。请对照提交后给您的编号和查询码。"))
        else:
            draft.opened(request, complaint)
            return redirect("complaint_standing")
    return render(request, "portal/complaint/ask.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
def standing(request: HttpRequest) -> HttpResponse:
    """Nothing of a complaint stands in its address: the browser that typed the code may read it for half an hour."""
    complaint = draft.open_complaint(request)
    if complaint is None:
        return redirect("complaint_progress")
    form = AppealForm(request.POST or None) if services.may_appeal(complaint) else None
    if (
        request.method == "POST"
        and form is not None
        and attempt(
            request,
            form,
            lambda data: draft.opened(request, services.appeal(complaint=complaint, at=timezone.now(), **data)),
            _("申诉已提交市民政局。"),
        )
    ):
        return redirect("complaint_standing")
    [read] = shown(request, complaint, complaint, "reply refusal", purpose=Purpose.OWN, ground=Ground.CODE)
    context = {
        "complaint": read,
        "form": form,
        "earlier": complaint.appeal_of,
        "appeal": getattr(complaint, "appeal", None),
    }
    return render(request, "portal/complaint/standing.html", context, status=422 if form and form.errors else 200)


def _may_try(request: HttpRequest, number: str) -> bool:
    limits = [("complaint-number", number), ("complaint-address", address(request))]
    return all([within(name, who, TRIES, WINDOW) for name, who in limits])  # noqa: C419 - each counter must count
