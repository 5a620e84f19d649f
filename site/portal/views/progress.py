"""P9: number and phone, a code, then plain words. Wrong and unknown answer alike."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from casework.complaints.models import Complaint
from common.ids import compact
from portal import complaint_draft as draft
from portal import progress
from portal.forms.progress import CodeForm, ProgressForm
from portal.limits import address, within
from portal.views import objection

SESSION_KEY = "progress"
LOOK_UPS = 5
WINDOW = 600


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    form = ProgressForm(request.POST or None)
    if form.is_valid():
        number, phone = compact(form.cleaned_data["number"]), form.cleaned_data["phone"]
        if _may_ask(request, number, phone):
            ticket = secrets.token_urlsafe(24)
            progress.send_code(number, phone, ticket)
            request.session[SESSION_KEY] = ticket
            return redirect("portal:progress_code")
        form.add_error(None, _("查得太频繁了，请 10 分钟后再试，或拨打热线。"))
    return render(request, "portal/progress/ask.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The answer is the page itself, so that nothing about a report ever stands in an address."""
    ticket = request.session.get(SESSION_KEY, "")
    if not ticket or not progress.tries_left(ticket):
        return redirect("portal:progress")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        found = progress.found_by(ticket, compact(form.cleaned_data["code"]))
        if isinstance(found, Complaint):
            draft.opened(request, found)
            return redirect("complaint_standing")
        if found is not None:
            return render(
                request,
                "portal/progress/standing.html",
                {"clue": found, "standing": progress.standing(found), **objection.part_of(request, found)},
            )
        form.add_error("code", _("验证码不对，或编号和手机号不一致。试满 5 次要重新获取。"))
    return render(request, "portal/progress/code.html", {"form": form}, status=422 if form.errors else 200)


def _may_ask(request: HttpRequest, number: str, phone: str) -> bool:
    """Per report, per phone and per device: no list of numbers can be tried, and no phone can be flooded."""
    limits = [("progress-number", number), ("progress-phone", phone), ("progress-address", address(request))]
    return all([within(name, who, LOOK_UPS, WINDOW) for name, who in limits])  # noqa: C419 - each counter must count
