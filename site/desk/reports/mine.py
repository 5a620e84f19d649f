"""My reports: what is asked of me first, then what became of each; never a fact that I did not bring myself."""

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt
from desk.reports import filing, wording
from desk.reports.door import reporter_only
from desk.reports.forms import AnswerForm
from needs.access import own_clues
from needs.causes import CATEGORY_ICONS, Category
from needs.models import Clue, ClueQuestion
from needs.services.clues import answer_question
from organisations.notices import unread
from privacy.purposes import Purpose
from privacy.responses import shown
from privacy.services import Disclosed
from workspace.door import SignedIn
from workspace.paging import paged

REFUSED = 422
NEWEST = 5


@reporter_only
def index(request: SignedIn) -> HttpResponse:
    clues = own_clues(request.user).select_related("region", "township").order_by("-received_at", "-pk")
    page = paged(request, clues)
    asked = ClueQuestion.objects.filter(clue__in=own_clues(request.user), answered_at=None)
    newest = list(unread(request.user)[: NEWEST + 1])
    context = {
        "page": page,
        "rows": [_row(_own(request, clue, "closed_reason")) for clue in page],
        "asked": [
            one
            for question in asked.select_related("clue__region")
            for one in shown(request, question.clue, question, "question", purpose=Purpose.OWN)
        ],
        "notifications": newest[:NEWEST],
        "unread": len(newest) if len(newest) <= NEWEST else unread(request.user).count(),
    }
    return render(request, "desk/reports/index.html", context)


def _own(request: SignedIn, clue: Clue, fields: str) -> Disclosed:
    return shown(request, clue, clue, fields, purpose=Purpose.OWN)[0]


def _row(clue: Disclosed) -> dict:
    return {"clue": clue, "standing": wording.standing(clue), "icon": CATEGORY_ICONS[Category(clue.category)]}


@reporter_only
def report(request: SignedIn, number: str) -> HttpResponse:
    clues = own_clues(request.user).select_related("region__parent", "township", "county", "owner")
    found = clues.annotate(photos=Count("evidence", filter=Q(evidence__kind="photo")))
    clue = get_object_or_404(found, number=number)
    talk = shown(request, clue, clue.questions.order_by("asked_at"), "question answer", purpose=Purpose.OWN)
    context = {
        **_row(_own(request, clue, "household_name words closed_reason")),
        "open": [one for one in talk if not one.answered_at],
        "closed": [one for one in talk if one.answered_at],
        "office": filing.office_of(clue),
        "when": wording.by_when(clue.contact_due_at, timezone.now()),
    }
    return render(request, "desk/reports/report.html", context)


@reporter_only
def answer(request: SignedIn, number: str, pk: UUID) -> HttpResponse:
    """One question, one field."""
    questions = ClueQuestion.objects.filter(clue__in=own_clues(request.user), clue__number=number)
    question = get_object_or_404(questions.select_related("clue__region"), pk=pk)
    if question.answered_at:
        return redirect("desk:report", number)
    form, now = AnswerForm(request.POST or None), timezone.now()
    if attempt(
        request,
        form,
        lambda data: answer_question(question=question, by=request.user, at=now, **data),
        _("已回复，经办人会看到。"),
    ):
        return redirect("desk:report", number)
    [asked] = shown(request, question.clue, question, "question", purpose=Purpose.OWN)
    context = {"form": form, "question": asked, "back_url": reverse("desk:report", args=[number])}
    return render(request, "desk/reports/answer.html", context, status=REFUSED if form.is_bound else 200)
