"""A11 投诉与反馈: the office's complaints, and what each person does with one. Those it is about find nothing."""

from collections.abc import Mapping

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from casework.complaints import access, services
from casework.complaints.models import Complaint
from casework.complaints.states import OPEN_STATES, ComplaintState
from common.attempts import Service, attempt, attempt_plain
from desk import complaint_page
from desk.frame import page
from desk.views.door import staff_only
from organisations import access as doors
from privacy.responses import TOO_MANY
from workspace.door import SignedIn
from workspace.paging import paged

ACTS: Mapping[str, Service] = {
    "assign": services.assign,
    "start": services.start,
    "submit": services.submit,
    "send_back": services.send_back,
    "close": services.close,
    "refuse": services.refuse,
    "name": services.name_respondents,
}
DONE = {
    "assign": gettext_lazy("已受理并分派。"),
    "start": gettext_lazy("已开始办理。"),
    "submit": gettext_lazy("答复已提交审核。"),
    "send_back": gettext_lazy("已退回修改。"),
    "close": gettext_lazy("答复已批准，投诉人可以看到。"),
    "refuse": gettext_lazy("已写明理由，不予受理。"),
    "name": gettext_lazy("已指明被投诉人。"),
}


@staff_only
def index(request: SignedIn):
    _require_room(request)
    state = request.GET.get("state", "")
    found = access.complaints_for(request.user).select_related("county", "handler")
    found = found.filter(state=state) if state in ComplaintState.values else found.filter(state__in=OPEN_STATES)
    return page(
        request,
        "complaints.html",
        {
            "complaints": paged(request, found.order_by("answer_by", "number")),
            "state": state if state in ComplaintState.values else "",
            "states": ComplaintState.choices,
        },
    )


@staff_only
def complaint(request: SignedIn, number: str):
    one = _complaint(request, number)
    read = complaint_page.read(request, one)
    context = complaint_page.context(one, request.user, read)
    return page(request, "complaint.html", context, status=TOO_MANY if read.withheld else 200)


@staff_only
@require_POST
def act(request: SignedIn, number: str, verb: str):
    one = _complaint(request, number)
    acts = complaint_page.acts_for(one, request.user, None, verb, request.POST)
    if verb not in acts:
        raise Http404
    form = acts[verb].form
    do = {"complaint": one, "by": request.user, "at": timezone.now()}
    if form is None:
        happened = attempt_plain(request, lambda: ACTS[verb](**do), str(DONE[verb]))
    else:
        happened = attempt(request, form, lambda data: ACTS[verb](**do, **data), str(DONE[verb]))
    if not happened and form is not None:
        read = complaint_page.read(request, one)
        acts = {**complaint_page.acts_for(one, request.user, read), verb: acts[verb]}
        return page(request, "complaint.html", complaint_page.context(one, request.user, read, acts), status=422)
    still = (
        access.complaints_for(request.user).filter(pk=one.pk).exists()
    )  # it may have gone to the city, or be about me
    return redirect("desk:complaint", number) if still else redirect("desk:complaints")


def _complaint(request: SignedIn, number: str) -> Complaint:
    _require_room(request)
    found = access.complaints_for(request.user).select_related(
        "county", "office", "handler", "approved_by", "appeal_of"
    )
    return get_object_or_404(found, number=number)


def _require_room(request: SignedIn) -> None:
    if not access.may_enter(request.user):
        doors.require(request.user, access.ROOM[0])
