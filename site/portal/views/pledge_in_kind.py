"""D6 for goods, hours and professional help: one form per kind; reading back and saving are those of every promise."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from casework.conflicts_of_interest import services as related
from common.errors import Refusal
from donations import services
from donations.models import PledgeKind
from portal import promises
from portal.forms.pledge import SESSION_KEY, InKindForm
from portal.refusals import show


@never_cache
def write(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in services.ITEMS_OF_PLEDGE:
        raise Http404
    kept = request.session.get(SESSION_KEY) or {}
    form = InKindForm(request.POST or None, kind=kind, initial=kept if kept.get("kind") == kind else None)
    if form.is_valid() and _keep(request, form):
        return redirect("portal:pledge_check")
    context = {"form": form, "kind": kind, "label": PledgeKind(kind).label}
    return render(request, "portal/pledge/in_kind.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, form: InKindForm) -> bool:
    answers, donor = form.answers(), request.user if request.user.is_authenticated else None
    try:
        related.refuse_named_person(words=form.cleaned_data["helped_person"], by=donor, at=timezone.now())
        services.check_in_kind(**promises.typed(answers), today=timezone.localdate())
    except Refusal as refusal:
        show(form, refusal)
        return False
    request.session[SESSION_KEY] = answers
    return True
