"""Small promises that were pooled for one need, decided in one act."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from desk import match_page
from desk.forms.decisions import PoolForm
from desk.frame import page
from desk.views.door import case_or_404, id_or_404, staff_only
from matching.decisions import pools as services
from matching.runs.pools.models import Pool
from organisations.permissions import Permission as P
from workspace.door import SignedIn


@staff_only
@require_POST
def decide(request: SignedIn, number: str):
    """Approve, return or sign second: always the whole pool."""
    case = case_or_404(request, number, P.APPROVE_MATCH)
    pool = get_object_or_404(
        Pool.objects.select_related("item"), item__case=case, pk=id_or_404(request.POST.get("pool"))
    )
    form = PoolForm(request.POST)
    verb = request.POST.get("verb", "")
    done = {"return": _("已退回，理由已记录。"), "cosign": _("已会签，承诺人会收到通知。")}.get(verb, _("已批准。"))
    if attempt(request, form, lambda data: _act(verb, pool, data, request.user), done):
        return redirect("desk:match", number)
    context = match_page.context(request, case, match_page.Refused(form, "pool"))
    return page(request, "match.html", context, status=422)


def _act(verb: str, pool: Pool, data: dict, by) -> Pool:
    given = {"pool": pool, "reason": data["reason"], "version": data["version"], "by": by, "at": timezone.now()}
    if verb == "return":
        return services.return_pool(**given)
    return services.cosign_pool(**given) if verb == "cosign" else services.approve_pool(**given, token=data["token"])
