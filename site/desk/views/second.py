"""The second signature above the county's amount: sign, or return."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from desk import match_page
from desk.forms.decisions import SecondForm
from desk.frame import page
from desk.views.door import case_or_404, id_or_404, staff_only
from matching.decisions import services as decisions
from matching.models import Match
from organisations.permissions import Permission as P
from workspace.door import SignedIn


@staff_only
@require_POST
def sign(request: SignedIn, number: str):
    case = case_or_404(request, number, P.APPROVE_MATCH)
    this = get_object_or_404(Match, case=case, state="cosigning", pk=id_or_404(request.POST.get("match")))
    form = SecondForm(request.POST)
    signs = request.POST.get("verb") != "return"
    verb, done = (
        (decisions.cosign, _("已会签，来源方会收到通知。")) if signs else (decisions.return_, _("已退回，理由已记录。"))
    )
    if attempt(
        request,
        form,
        lambda data: verb(
            match=this, reason=data["reason"], version=data["version"], by=request.user, at=timezone.now()
        ),
        done,
    ):
        return redirect("desk:match", number)
    context = match_page.context(request, case, match_page.Refused(form, "match"))
    return page(request, "match.html", context, status=422)
