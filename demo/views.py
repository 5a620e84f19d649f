"""The entrance of the demo: one click signs in as an invented person. It does not exist outside a demo."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from common.languages import language_prefix
from demo import entry
from demo.models import Chapter
from demo.people import stable_id
from organisations.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
View = Callable[..., HttpResponse]


def demo_only(view: View) -> View:
    """Asked at each request and not only when addresses are loaded: a wrong setting must not open this door."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.IS_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@demo_only
@require_GET
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    city = Chapter.objects.order_by("key").first()
    return render(request, "demo/people.html", {"rooms": entry.rooms(), "day": city.day if city else None})


@demo_only
@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Only accounts that the page offers, and only invented ones."""
    if key not in {guise.key for room in entry.ROOMS for guise in room.guises}:
        raise Http404
    user = get_object_or_404(User, pk=stable_id("user", key), is_demo=True, is_active=True)
    login(request, user, backend=BACKEND)
    return redirect(f"{language_prefix(get_language() or settings.LANGUAGE_CODE)}{entry.door_of(key)}")
