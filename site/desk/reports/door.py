"""Who may report. A session that ended while somebody wrote costs them a sign-in, not their words."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from desk.reports import drafts
from organisations import access
from organisations.permissions import Permission

UNAUTHORISED = 401


def reporter_only(view: Callable) -> Callable:
    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in(request, kwargs.get("token"))
        access.require(request.user, Permission.FILE_CLUE)
        return view(request, *args, **kwargs)

    return wrapped


def _sign_in(request: HttpRequest, token) -> HttpResponse:
    if request.headers.get("X-Queued"):
        return HttpResponse(status=UNAUTHORISED)  # the phone keeps what it could not send
    if request.method == "POST" and token:
        drafts.keep_for_sign_in(request, token)
    return redirect_to_login(request.get_full_path())
