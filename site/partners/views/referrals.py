"""Referrals from government: accept or return, open what was ticked, answer with a result."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from casework.referrals import page as referral_page
from casework.referrals import services, todo
from casework.referrals.access import received_for
from casework.referrals.acts import acts_for
from casework.referrals.models import Referral
from common.attempts import attempt
from common.errors import Refusal
from organisations.permissions import Permission as P
from partners.door import for_people_with
from partners.frame import page
from workspace.door import SignedIn
from workspace.paging import paged

answering = for_people_with(P.ANSWER_REFERRAL)


@answering
def referrals(request: SignedIn) -> HttpResponse:
    """What waits for this organisation, by deadline; below, what it has answered."""
    waiting = paged(request, todo.received(request.user))
    ended = received_for(request.user).exclude(pk__in=todo.received(request.user).order_by().values("pk"))
    done = paged(request, ended.order_by("-sent_at", "number"), name="done")
    context = {
        "page": waiting,
        "rows": [(one, todo.step(one, request.user).action, _url(one)) for one in waiting],
        "finished": done,
        "done": [(one, "", _url(one)) for one in done],
    }
    return page(request, "referrals.html", context)


@answering
def referral(request: SignedIn, number: str) -> HttpResponse:
    return _shown(request, _referral_or_404(request, number))


@answering
@require_POST
def act(request: SignedIn, number: str, verb: str) -> HttpResponse:
    one = _referral_or_404(request, number)
    acts = acts_for(one, request.user, timezone.now(), verb, request.POST)
    if verb not in acts:
        raise Http404
    if attempt(request, acts[verb].form, acts[verb].call, acts[verb].done):
        return redirect("partners:referral", number)
    return _shown(request, one, acts=acts)


@answering
@require_POST
def open_items(request: SignedIn, number: str) -> HttpResponse:
    """A POST, so that no link or prefetch opens it; each opening is one log entry."""
    one = _referral_or_404(request, number)
    try:
        rows = services.open_package(referral=one, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("partners:referral", number)
    return _shown(request, one, rows=rows)


def _referral_or_404(request: SignedIn, number: str) -> Referral:
    return get_object_or_404(received_for(request.user), number=number)


def _url(one: Referral) -> str:
    return reverse("partners:referral", args=[one.number])


def _shown(request: SignedIn, one: Referral, acts=None, rows=None) -> HttpResponse:
    context = referral_page.context(one, request.user, timezone.now(), recipient=True, acts=acts, rows=rows)
    context |= {"act_url": f"{_url(one)}do/", "open_url": reverse("partners:referral_open", args=[one.number])}
    return page(request, "referral.html", context, section="referrals", status=422 if context["failed"] else 200)
