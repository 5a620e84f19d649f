"""P10 投诉与建议: four steps, a last look, a number and a code; and 举报 with two fields, from a need or a programme."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from casework.complaints import services, subjects
from casework.complaints.codes import code_of, grouped
from casework.complaints.models import Complaint, ComplaintKind
from common.errors import Refusal
from common.regions.models import Region
from portal import complaint_draft as draft
from portal.forms.complaints import AboutForm, ContactForm, KindForm, ReportForm, SendForm, WordsForm
from portal.limits import address, within
from portal.refusals import show

STEPS = {"about": (AboutForm, "words"), "words": (WordsForm, "contact"), "contact": (ContactForm, "")}
NUMBER = {"kind": 1, "about": 2, "words": 3, "contact": 4}
REPORTABLE = ("need", "programme")
PER_HOUR = 5


@never_cache
def kind(request: HttpRequest) -> HttpResponse:
    """The first step; or, from a public page, the short form about what is shown there."""
    if (subject := _subject(request)) is not None:
        return _report(request, subject)
    form = KindForm(_posted(request), initial=draft.answers(request))
    if form.is_valid():
        draft.keep(request, form.cleaned_data)
        return redirect("complaint_step", step="about")
    return _page(request, form, "kind", "")


@never_cache
def step(request: HttpRequest, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    if "kind" not in draft.answers(request):
        return redirect("complaint")
    form_class, following = STEPS[step]
    form = form_class(_posted(request), initial=draft.answers(request))
    if form.is_valid():
        draft.keep(request, form.cleaned_data)
        return redirect("complaint_step", step=following) if following else redirect("complaint_check")
    back = {"about": reverse("complaint"), "words": _url("about"), "contact": _url("words")}[step]
    return _page(request, form, step, back)


@never_cache
def check(request: HttpRequest) -> HttpResponse:
    answers = draft.answers(request)
    if not {"kind", "county", "words"} <= set(answers):
        return redirect("complaint")
    form = SendForm(_posted(request))
    if form.is_valid():
        try:
            county = get_object_or_404(Region, pk=answers["county"])
            fields = {name: answers.get(name, "") for name in ("kind", "about", "subject", "words", "name", "phone")}
            return _send(request, token=form.cleaned_data["token"], county=county, **fields)
        except Refusal as refusal:
            show(form, refusal)
    context = {"form": form, "rows": _rows(answers), "back": _url("contact")}
    return render(request, "portal/complaint/check.html", context, status=422 if form.errors else 200)


@never_cache
def done(request: HttpRequest) -> HttpResponse:
    complaint = draft.last_sent(request)
    if complaint is None:
        return redirect("complaint_progress")
    context = {"complaint": complaint, "code": grouped(code_of(complaint.token))}
    return render(request, "portal/complaint/done.html", context)


def _posted(request: HttpRequest):
    """A step that may stay empty is sent all the same."""
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, form, name: str, back: str) -> HttpResponse:
    context = {"form": form, "step": NUMBER[name], "name": name, "back": back}
    return render(request, "portal/complaint/step.html", context, status=422 if form.errors else 200)


def _subject(request: HttpRequest) -> subjects.Subject | None:
    wanted = next(((one, request.GET[one]) for one in REPORTABLE if request.GET.get(one)), None)
    return subjects.find(wanted[1], wanted[0]) if wanted else None


def _report(request: HttpRequest, subject: subjects.Subject) -> HttpResponse:
    form = ReportForm(_posted(request))
    if request.method == "POST" and request.POST.get("website"):
        return redirect("complaint_progress")  # a machine gets a page, and nothing is kept
    if form.is_valid():
        try:
            clean = form.cleaned_data
            return _send(
                request,
                token=clean["token"],
                kind=ComplaintKind.INFORMATION,
                words=clean["words"],
                phone=clean["phone"],
                county=Region.objects.get(pk=subject.county),
                subject=subject.number,
                subject_kind=subject.kind,
            )
        except Refusal as refusal:
            show(form, refusal)
    context = {"form": form, "subject": subject}
    return render(request, "portal/complaint/report.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, **fields: Any) -> HttpResponse:
    if not within("complaint", address(request), PER_HOUR, 3600):
        raise Refusal(_("这台设备一小时内提交得太多了。请稍后再试，或拨打 %(phone)s。") % {"phone": settings.HOTLINE})
    complaint: Complaint = services.file_complaint(at=timezone.now(), **fields)
    draft.sent(request, complaint)
    return redirect("complaint_done")


def _rows(answers: dict[str, Any]) -> list[dict[str, Any]]:
    county = get_object_or_404(Region, pk=answers["county"])
    about = [county.local_name, answers.get("about", ""), answers.get("subject", "")]
    contact = [answers.get("name", ""), answers.get("phone", "")]
    return [
        {"label": _("问题类型"), "value": ComplaintKind(answers["kind"]).label, "url": reverse("complaint")},
        {"label": _("投诉对象"), "lines": [one for one in about if one], "url": _url("about")},
        {"label": _("经过"), "value": answers["words"], "url": _url("words")},
        {
            "label": _("联系方式"),
            "lines": [one for one in contact if one] or [_("未留联系方式（匿名）")],
            "url": _url("contact"),
        },
    ]


def _url(step: str) -> str:
    return reverse("complaint_step", kwargs={"step": step})
