"""利害关系申报: for donors, partners and officers alike. Everybody sees their own only."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.conflicts_of_interest import services
from casework.conflicts_of_interest.access import declarations_for
from common.attempts import attempt, attempt_plain
from portal.forms.interests import InterestForm
from privacy.purposes import Purpose
from privacy.responses import shown
from workspace.door import SignedIn, signed_in
from workspace.frame import answer, rail_of


@signed_in
def index(request: SignedIn) -> HttpResponse:
    form = InterestForm(request.POST or None)
    if request.method == "POST" and attempt(
        request, form, lambda data: services.declare(**data, by=request.user, at=timezone.now()), _("已登记。")
    ):
        return redirect("portal:interests")
    rows = [
        one for row in declarations_for(request.user) for one in shown(request, row, row, "name", purpose=Purpose.OWN)
    ]
    return answer(request, rail_of(request.user), "portal/interests.html", {"form": form, "rows": rows})


@require_POST
@signed_in
def end(request: SignedIn, pk: UUID) -> HttpResponse:
    row = get_object_or_404(declarations_for(request.user), pk=pk)
    attempt_plain(
        request,
        lambda: services.end(declaration=row, by=request.user, at=timezone.now()),
        _("已结束，一年内仍会比对。"),
    )
    return redirect("portal:interests")
