"""The way through a report, a page a question: save, go on; at the end one look back, and then one service call."""

from dataclasses import asdict
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from common.errors import Refusal
from common.regions.models import Region
from desk.reports import drafts, filing, photos, places, wording
from desk.reports.door import reporter_only
from desk.reports.drafts import Draft
from desk.reports.forms import StepForm
from desk.reports.steps import CHECK, HOW_MANY, STEPS, Step, first_gap
from needs.access import own_clues
from needs.causes import CATEGORY_ICONS, Category
from needs.models.clue import OralConsent
from privacy.purposes import Purpose
from privacy.responses import shown
from privacy.services import Disclosed
from workspace.door import SignedIn

REFUSED = 422


@require_safe
@reporter_only
def new(request: SignedIn) -> HttpResponse:
    """A report gets its token here; however often it is sent from now on, it is one report."""
    return redirect("desk:report_step", token=uuid4(), step="danger")


@require_safe
@reporter_only
def fresh_token(request: SignedIn) -> HttpResponse:
    """For reports that waited on a phone: is there a network, is there a sign-in, and the form's token of today."""
    return JsonResponse({"csrf": get_token(request)})


@reporter_only
def step(request: SignedIn, token: UUID, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    here = STEPS[step]
    if filed := own_clues(request.user).filter(token=token).first():
        return redirect("desk:report_done", filed.number)
    typed = {} if request.method == "POST" else drafts.resume(request, token)
    draft = drafts.load(request, token)
    if gap := first_gap(draft, request.user, before=step):
        return redirect("desk:report_step", token=token, step=gap[0].name)
    if request.method == "POST":
        return _answered(request, token, here, draft)
    known = {name: value for name, value in {**asdict(draft), **typed}.items() if value}
    form = here.form(initial=known, user=request.user, last_region=places.remembered(request))
    return _page(request, token, here, draft, form)


def _answered(request: SignedIn, token: UUID, here: Step, draft: Draft) -> HttpResponse:
    form = here.form(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _page(request, token, here, draft, form, status=REFUSED)
    answers = {name: value for name, value in form.cleaned_data.items() if name != "photos"}
    if here.name == "words":
        answers["photos"], problems = _photos(request, draft, form)
        for problem in problems:
            form.add_error("photos", problem)
    draft = draft.having(**answers)
    drafts.save(request, token, draft)
    if not form.is_valid():
        return _page(request, token, here, draft, form, status=REFUSED)
    onward = here.name if "remove" in request.POST else CHECK if "check" in request.GET else here.after
    response = redirect(_url(token, onward))
    return places.remember(request, response, draft.region) if here.name == "place" else response


def _photos(request: SignedIn, draft: Draft, form: StepForm) -> tuple[list[str], list[str]]:
    unwanted = request.POST.get("remove", "")
    so_far = photos.remove(unwanted, draft.photos, request.user) if unwanted else draft.photos
    return photos.keep(form.cleaned_data["photos"], so_far, request.user, timezone.now())


def _page(request: SignedIn, token: UUID, here: Step, draft: Draft, form: StepForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "step": here,
        "steps": HOW_MANY,
        "carried": drafts.seal(draft, token, request.user),
        "back_url": _url(token, here.before) if here.before else reverse("desk:reports"),
        "icons": CATEGORY_ICONS,
        "photos": _own_photos(request, draft) if here.name == "words" else [],
    }
    return render(request, here.template, context, status=status)


def _own_photos(request: SignedIn, draft: Draft) -> list[Disclosed]:
    kept = photos.kept(draft.photos, request.user)
    return [one for file in kept for one in shown(request, file, file, "original_name", purpose=Purpose.OWN)]


@reporter_only
def check(request: SignedIn, token: UUID) -> HttpResponse:
    if filed := own_clues(request.user).filter(token=token).first():
        return redirect("desk:report_done", filed.number)
    drafts.resume(request, token)
    draft = drafts.load(request, token, shown=request.method == "POST")
    if gap := first_gap(draft, request.user):
        return redirect("desk:report_step", token=token, step=gap[0].name)
    return _send(request, token, draft) if request.method == "POST" else _check_page(request, token, draft)


def _send(request: SignedIn, token: UUID, draft: Draft) -> HttpResponse:
    at, asked = timezone.now(), "another" in request.POST or "X-Queued" in request.headers
    if not asked and (twin := filing.just_reported(draft, token, request.user, at)):
        return _check_page(request, token, draft, twin=twin, status=REFUSED)
    try:
        clue = filing.file_report(draft, token, request.user, at)
    except Refusal as refusal:
        return _check_page(request, token, draft, problem=str(refusal), status=REFUSED)
    if clue.reporter_id != request.user.pk:
        raise Http404
    drafts.drop(request, token)
    return redirect("desk:report_done", clue.number)


def _check_page(request: SignedIn, token: UUID, draft: Draft, status: int = 200, **context) -> HttpResponse:
    drafts.save(request, token, draft)
    region = Region.objects.select_related("parent").get(code=draft.region)
    many = len(photos.kept(draft.photos, request.user))
    answers = {
        **asdict(draft),
        "category": Category(draft.category).label,
        "region": wording.place(region),
        "photos": ngettext("%(many)d 张", "%(many)d 张", many) % {"many": many} if many else "",
        "oral_consent": OralConsent(draft.oral_consent).label,
    }
    context |= {
        "rows": wording.answers(answers, lambda name: f"{_url(token, name)}?check"),
        "carried": drafts.seal(draft, token, request.user),
        "danger": draft.life_danger == "yes",
        "token": token,
        "step_number": HOW_MANY,
        "steps": HOW_MANY,
        "back_url": _url(token, "words"),
    }
    return render(request, "desk/reports/check.html", context, status=status)


@require_safe
@reporter_only
def done(request: SignedIn, number: str) -> HttpResponse:
    clue = get_object_or_404(own_clues(request.user).select_related("region", "township", "county"), number=number)
    when = wording.by_when(clue.contact_due_at, timezone.now())
    context = {"clue": clue, "office": filing.office_of(clue), "when": when}
    return render(request, "desk/reports/done.html", context)


def _url(token: UUID, name: str) -> str:
    if name == CHECK:
        return reverse("desk:report_check", args=[token])
    return reverse("desk:report_step", args=[token, name])
