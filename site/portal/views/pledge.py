"""D6: a pledge, read back in words, kept after signing in."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from casework.conflicts_of_interest import services as related
from common.errors import Refusal
from common.money import Money
from common.regions.models import Region
from donations import services
from donations.access import pledges_for
from donations.models import Pledge
from needs.causes import Category
from portal import promises
from portal.forms.pledge import SESSION_KEY, PledgeForm
from portal.refusals import show
from workspace.door import SignedIn, signed_in

FIELDS = {"per_household_fen": "per_household", "total_fen": "total"}


@never_cache
def write(request: HttpRequest) -> HttpResponse:
    kept = request.session.get(SESSION_KEY)
    form = PledgeForm(request.POST or None, initial=_initial(kept) or {"category": request.GET.get("category", "")})
    if form.is_valid():
        try:
            answers = form.answers()
            related.refuse_named_person(words=form.cleaned_data["helped_person"], by=_donor(request), at=timezone.now())
            services.check_pledge(**_typed(answers), today=timezone.localdate())
            request.session[SESSION_KEY] = answers
            return redirect("portal:pledge_check")
        except Refusal as refusal:
            show(form, refusal)
    return render(request, "portal/pledge/form.html", {"form": form}, status=422 if form.errors else 200)


def _donor(request: HttpRequest):
    return request.user if request.user.is_authenticated else None


@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Everything in one sentence. Saving asks for a sign-in, and comes back here with the answers kept."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return redirect("portal:pledge")
    if request.method == "POST":
        return _save(request, kept)
    region = get_object_or_404(Region, pk=kept["region"])
    in_kind = promises.is_in_kind(kept)
    words = promises.words_of_kept(kept, region) if in_kind else _summary_of_kept(kept, region)
    context = {"words": words, "change_url": _form_url(kept)}
    return render(request, "portal/pledge/check.html", context)


def _form_url(kept: dict[str, Any]) -> str:
    return (
        reverse("portal:pledge_in_kind", args=[kept["kind"]]) if promises.is_in_kind(kept) else reverse("portal:pledge")
    )


def _summary_of_kept(kept: dict[str, Any], region: Region) -> str:
    until = date.fromisoformat(kept["until"])
    return summary(kept["category"], region, kept["per_household_fen"], kept["total_fen"], until, kept["mode"])


def _save(request: HttpRequest, kept: dict[str, Any]) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        make, answers = (
            (services.make_pledge_in_kind, promises.typed(kept))
            if promises.is_in_kind(kept)
            else (services.make_pledge, _typed(kept))
        )
        pledge = make(
            token=UUID(kept["token"]),
            region=get_object_or_404(Region, pk=kept["region"]),
            by=request.user,
            at=timezone.now(),
            **answers,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_form_url(kept))
    request.session.pop(SESSION_KEY, None)
    return redirect("portal:pledge_done", pledge_id=pledge.pk)


@signed_in
def done(request: SignedIn, pledge_id: UUID) -> HttpResponse:
    pledge = get_object_or_404(pledges_for(request.user).select_related("region"), pk=pledge_id)
    return render(
        request,
        "portal/pledge/done.html",
        {"pledge": pledge, "words": summary_of(pledge), "deliveries": arrived(pledge)},
    )


@require_POST
@signed_in
def cancel(request: SignedIn, pledge_id: UUID) -> HttpResponse:
    pledge = get_object_or_404(pledges_for(request.user), pk=pledge_id)
    try:
        services.cancel_pledge(pledge=pledge, by=request.user, at=timezone.now())
        messages.success(request, _("承诺已取消，不会再收到新的帮助建议。"))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:my")


def summary(category: str, region: Region, per_household_fen: int, total_fen: int, until: date, mode: str) -> str:
    """The promise as a person would say it; every field of the form is in it."""
    facts = {
        "place": region.local_name,
        "kind": Category(category).label if category else _("各类急难"),
        "each": Money(per_household_fen).text,
        "total": Money(total_fen).text,
        "until": date_format(until),
    }
    promise = (
        _("我愿意帮助%(place)s遇到“%(kind)s”的家庭，每户最多 %(each)s，总计最多 %(total)s，有效期至 %(until)s。")
        % facts
    )
    how = _("每次先问我，我同意了才算数。") if mode == "ask" else _("在限额内自动安排，随时可以取消。")
    return f"{promise}{how}" if not promise.endswith(".") else f"{promise} {how}"


def arrived(pledge: Pledge) -> list[tuple[str, date]]:
    """What a charity received of a promise in kind."""
    return [(promises.counted(one.quantity, pledge.unit), one.received_at) for one in pledge.deliveries.all()]


def summary_of(pledge: Pledge) -> str:
    if pledge.in_kind:
        return promises.words_of(pledge)
    return summary(
        pledge.category, pledge.region, pledge.per_household_fen, pledge.total_fen, pledge.until, pledge.mode
    )


def _typed(kept: dict[str, Any]) -> dict[str, Any]:
    names = ("category", "per_household_fen", "total_fen", "mode")
    return {**{name: kept[name] for name in names}, "until": date.fromisoformat(kept["until"])}


def _initial(kept: dict[str, Any] | None) -> dict[str, Any] | None:
    if not kept or promises.is_in_kind(kept):
        return None
    return {FIELDS.get(name, name): value for name, value in kept.items()}
