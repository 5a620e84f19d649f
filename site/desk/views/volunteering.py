"""Volunteers for one case: who could do it and what each lacks, who was asked, and whether it took place."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt, attempt_plain
from common.errors import Refusal
from desk.forms.clues import ReasonForm
from desk.forms.volunteering import AskForm, WantedForm
from desk.frame import page
from desk.views.door import case_or_404, staff_only
from organisations.permissions import Permission as P
from privacy.responses import shown
from programmes.volunteers.models import Volunteer
from volunteering import services
from volunteering.access import of_case
from volunteering.candidates import candidates
from volunteering.states import ASSIGNMENT
from workspace.door import SignedIn

WITH_REASON = {"cancel": services.cancel, "send_back": services.send_back}
PERMISSION = {"verify": P.VERIFY_CASE, "send_back": P.VERIFY_CASE, "cancel": P.EDIT_CASE}


@staff_only
def volunteers(request: SignedIn, number: str):
    """GET with a time lists who could come; POST asks one of them."""
    one = case_or_404(request, number)
    ask = AskForm(request.POST or None, case=one)
    if request.method == "POST":
        one = case_or_404(request, number, P.EDIT_CASE)
        if attempt(request, ask, lambda data: _propose(request, ask, data), _("已请机构安排，等答复。")):
            return redirect("desk:case_volunteers", number)
    return _shown(request, one, ask)


def _propose(request: SignedIn, form, data):
    volunteer = Volunteer.objects.filter(number=data["volunteer"].strip()).first()
    if volunteer is None:
        raise Refusal(_("没有这个编号的志愿者。"), field="volunteer")
    return services.propose(
        item=data["item"],
        volunteer=volunteer,
        starts_at=form.starts_at,
        place=data["place"],
        planned_minutes=data["planned_minutes"],
        token=data["token"],
        by=request.user,
        at=timezone.now(),
    )


@staff_only
@require_POST
def act(request: SignedIn, number: str, pk, verb: str):
    """Confirm the hours, send a report back, or call it off."""
    if verb not in PERMISSION:
        raise Http404
    one = case_or_404(request, number, PERMISSION[verb])
    this = get_object_or_404(of_case(one), pk=pk)
    by, at = request.user, timezone.now()
    if verb == "verify":
        attempt_plain(
            request, lambda: services.verify(assignment=this, by=by, at=at), _("已核实，时长记入志愿者的服务时间。")
        )
        return redirect("desk:case_volunteers", number)
    form = ReasonForm(request.POST, auto_id=f"id_{pk}_%s")
    if attempt(
        request,
        form,
        lambda data: WITH_REASON[verb](assignment=this, reason=data["reason"], by=by, at=at),
        _("已办理。"),
    ):
        return redirect("desk:case_volunteers", number)
    return _shown(request, one, failed={this.pk: form})


def _shown(request: SignedIn, one, ask=None, failed=None):
    failed, now = failed or {}, timezone.now()
    asked = ask if ask is not None and ask.is_bound else None
    wanted = WantedForm((asked and asked.data) or request.GET or None, case=one, initial={"day": timezone.localdate()})
    found = (
        candidates(one, wanted.cleaned_data["item"], wanted.starts_at, wanted.cleaned_data["planned_minutes"], now)
        if wanted.is_bound and wanted.is_valid()
        else None
    )
    asked_ones = list(of_case(one).order_by("-starts_at"))
    known = [row.volunteer for row in asked_ones if row.consent_id]
    opened = shown(request, one, [*asked_ones, *known], "place reason name")
    names = {row.pk: row.name for row in opened[len(asked_ones) :]}
    rows = [
        (
            row,
            failed.get(row.pk) or ReasonForm(auto_id=f"id_{row.pk}_%s"),
            set(ASSIGNMENT.verbs(row.state)),
            names.get(row.volunteer_id, ""),
        )
        for row, _asked in zip(opened, asked_ones, strict=False)
    ]
    return page(
        request,
        "volunteers.html",
        {
            "case": one,
            "wanted": wanted,
            "found": found,
            "rows": rows,
            "failed": next(iter(failed.values()), None),
            "ask": asked or AskForm(case=one, initial=wanted.cleaned_data if found is not None else None),
        },
        status=422 if failed or (asked and asked.errors) else 200,
    )
