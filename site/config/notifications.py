"""通知: what a person was told, in every workspace alike. A number and a link; the page behind it asks who may see more."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_POST

from common.links import address_of
from organisations.notices import mark_read
from workspace.door import SignedIn, signed_in
from workspace.frame import page, rail_of
from workspace.paging import paged


@signed_in
def index(request: SignedIn) -> HttpResponse:
    rows = paged(request, request.user.notifications.order_by("-at", "pk"))
    return page(request, rail_of(request.user), "notifications.html", {"rows": rows})


@signed_in
def read(request: SignedIn, pk: UUID) -> HttpResponse:
    """Open what it is about, in the language of this page; with that it is read."""
    one = get_object_or_404(request.user.notifications, pk=pk)
    mark_read(request.user.notifications.filter(pk=one.pk), timezone.now())
    return redirect(address_of(one.about) if one.about else _old_path(one.path))


def _old_path(path: str) -> str:
    """Rows of before 2026-12 hold a path that our own code wrote, without a prefix, and are found only so."""
    language = get_language()
    with override(settings.LANGUAGE_CODE):
        return translate_url(path, language)


@require_POST
@signed_in
def read_all(request: SignedIn) -> HttpResponse:
    mark_read(request.user.notifications.all(), timezone.now())
    return redirect("notifications")
