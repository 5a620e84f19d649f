"""Case files: opened for one person, with a reason, logged and limited; never cached, never shown as anything active."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from desk.forms.reveal import RevealForm
from desk.frame import page
from desk.revealing import reveal_or_form, status_of
from desk.views.door import staff_only
from needs.access import area_clues_for, cases_for
from needs.models import Evidence
from organisations import access
from organisations.permissions import Permission as P
from privacy.limits import LimitReached
from privacy.policy import CONTENT
from privacy.purposes import Purpose
from privacy.responses import TOO_MANY
from privacy.services import disclose_file, may_disclose
from workspace.door import SignedIn


@staff_only
def evidence(request: SignedIn, pk) -> HttpResponse:
    """Whoever answers for an open clue gets its pictures at once; everybody else is asked for the reason first."""
    reach = Q(case__in=cases_for(request.user)) | Q(clue__in=area_clues_for(request.user))
    one = get_object_or_404(Evidence.objects.filter(reach).select_related("file", "clue", "case"), pk=pk)
    access.require(request.user, P.REVEAL_PERSONAL)
    form = None
    try:
        if may_disclose(subject=one, viewer=request.user, purpose=Purpose.WORK, field=CONTENT):
            return _download(one, _content(request, one, Purpose.WORK))
        if request.method == "POST":
            content, form = reveal_or_form(request, lambda why: _content(request, one, Purpose.REVEAL, why))
            if content is not None:
                return _download(one, content)
    except LimitReached as refusal:
        return page(request, "file.html", {"one": one, "refusal": refusal}, status=TOO_MANY)
    return page(
        request, "file.html", {"one": one, "form": form or RevealForm()}, status=status_of(form) if form else 200
    )


def _content(request: SignedIn, one: Evidence, purpose: Purpose, reason: str = "") -> bytes:
    return disclose_file(
        subject=one, file=one.file, viewer=request.user, purpose=purpose, reason=reason, at=timezone.now()
    )


def _download(one: Evidence, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=one.file.media_type)
    suffix = one.file.media_type.rsplit("/", 1)[-1]
    response["Content-Disposition"] = f'attachment; filename="{one.pk}.{suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
