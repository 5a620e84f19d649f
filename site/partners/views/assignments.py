"""Services that the office asks volunteers for: agree on a volunteer's word, do it, tell how long it took."""

from collections.abc import Mapping

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import Service, attempt
from needs.services.consents import live_sharing_consent
from organisations.permissions import Permission as P
from partners.contacts import rows_of
from partners.door import for_people_with
from partners.facts import field_labels
from partners.forms.volunteers import AgreeForm, ServedForm, ShortReasonForm
from partners.frame import answer, page
from privacy.limits import LimitReached
from privacy.responses import TOO_MANY, shown
from volunteering import services
from volunteering.access import for_organisation
from volunteering.models import Assignment
from volunteering.states import ASSIGNMENT, AssignmentState
from workspace.door import SignedIn
from workspace.paging import paged

keepers = for_people_with(P.MANAGE_VOLUNTEERS)
VERBS: Mapping[str, tuple[type[Form], Service]] = {
    "confirm": (AgreeForm, services.confirm),
    "decline": (ShortReasonForm, services.decline),
    "cancel": (ShortReasonForm, services.cancel),
    "report": (ServedForm, services.report),
}
NOW = (AssignmentState.PROPOSED, AssignmentState.CONFIRMED, AssignmentState.DONE)
OPEN_WHILE = (AssignmentState.CONFIRMED, AssignmentState.DONE)


def assignment_of(request: SignedIn, number: str) -> Assignment:
    return get_object_or_404(for_organisation(request.user), number=number)


@keepers
def assignments(request: SignedIn) -> HttpResponse:
    """What is asked, agreed and not yet confirmed; below, what is over."""
    mine = for_organisation(request.user)
    return page(
        request,
        "assignments.html",
        {
            "rows": paged(request, mine.filter(state__in=NOW).order_by("starts_at", "number")),
            "over": paged(request, mine.exclude(state__in=NOW).order_by("-starts_at", "number"), name="over"),
        },
    )


@keepers
def assignment(request: SignedIn, number: str) -> HttpResponse:
    return _shown(request, assignment_of(request, number))


@keepers
@require_POST
def act(request: SignedIn, number: str, verb: str) -> HttpResponse:
    one = assignment_of(request, number)
    if verb not in VERBS:
        raise Http404
    form_class, service = VERBS[verb]
    form = form_class(request.POST, auto_id=f"id_{verb}_%s")
    if attempt(
        request, form, lambda data: service(assignment=one, by=request.user, at=timezone.now(), **data), _("已办理。")
    ):
        return redirect("partners:assignment", one.number)
    return _shown(request, assignment_of(request, number), failed={verb: form})


@keepers
@require_POST
def contact(request: SignedIn, number: str) -> HttpResponse:
    """Open what the family agreed to show, while it agrees and the service is under way; each opening is logged."""
    one = assignment_of(request, number)
    consent = live_sharing_consent(one.case, one.organisation, timezone.now())
    if consent is None or one.state not in OPEN_WHILE:
        return redirect("partners:assignment", one.number)
    try:
        rows = rows_of(request, one.case, consent, one.number)
    except LimitReached as refusal:
        messages.error(request, str(refusal))
        return _shown(request, one, status=TOO_MANY)
    return _shown(request, one, rows=rows)


def _shown(
    request: SignedIn, one: Assignment, failed: dict | None = None, rows=None, status: int = 200
) -> HttpResponse:
    failed = failed or {}
    consent = live_sharing_consent(one.case, one.organisation, timezone.now())
    forms = {
        verb: failed.get(verb) or form(auto_id=f"id_{verb}_%s")
        for verb, (form, _service) in VERBS.items()
        if ASSIGNMENT.allows(one.state, verb)
    }
    read, volunteer = shown(request, one, [one, one.volunteer], "place reason name")
    context = {
        "assignment": read,
        "volunteer": volunteer,
        "consent": consent,
        "consent_fields": field_labels(consent) if consent else [],
        "withdrawn": one.consent is not None and one.consent.withdrawn_at is not None,
        "rows": rows,
        "may_open": consent is not None and one.state in OPEN_WHILE,
        "form": next(iter(failed.values()), None),
        "act": forms,
        "begun": one.starts_at <= timezone.now(),
    }
    return answer(request, "assignment.html", context, status=status)
