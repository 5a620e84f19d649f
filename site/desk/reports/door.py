"""Who may report. A session that ended while somebody wrote costs them a sign-in, not their words."""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from desk.reports import drafts
from organisations.permissions import Permission
from workspace.door import door

UNAUTHORISED = 401


def _sign_in(request: HttpRequest, token: UUID | None = None, **_kwargs) -> HttpResponse:
    if request.headers.get("X-Queued"):
        return HttpResponse(status=UNAUTHORISED)  # the phone keeps what it could not send
    if request.method == "POST" and token:
        drafts.keep_for_sign_in(request, token)
    return redirect_to_login(request.get_full_path())


reporter_only = door(permissions=(Permission.FILE_CLUE,), stranger=_sign_in)
