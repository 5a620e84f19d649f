"""Small promises that were pooled for one need: the panel of the decision page, and the decision in one act."""

from collections import Counter
from uuid import uuid4

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt_plain
from common.said import Fen
from desk.forms.decisions import PoolForm
from desk.views.door import case_or_404, id_or_404, staff_only
from matching.explain import effects_of_pool, explained
from matching.models import Match
from matching.pools import services
from matching.pools.models import Pool
from matching.states import MatchState
from organisations.permissions import Permission as P


@staff_only
@require_POST
def decide(request, number: str):
    """Approve, return or sign second: always the whole pool."""
    case = case_or_404(request, number, P.APPROVE_MATCH)
    pool = get_object_or_404(Pool.objects.select_related("item"), item__case=case, pk=id_or_404(request.POST.get("pool")))
    form = PoolForm(request.POST)
    form.is_valid()  # a missing reason is refused by the service, in the words of every decision
    given = {"pool": pool, "reason": form.cleaned_data.get("reason", ""), "by": request.user, "at": timezone.now(),
             "version": form.cleaned_data.get("version")}
    acts = {
        "return": (lambda: services.return_pool(**given), _("已退回，理由已记录。")),
        "cosign": (lambda: services.cosign_pool(**given), _("已会签，承诺人会收到通知。")),
    }
    act, done = acts.get(request.POST.get("verb", ""), (
        lambda: services.approve_pool(**given, token=form.cleaned_data.get("token")), _("已批准。")))
    attempt_plain(request, act, done)
    return redirect("desk:match", number)


def together(matches: list[Match]) -> list[list[Match]]:
    """The draws of each pool."""
    pools: dict = {}
    for match in matches:
        if match.pool_id:
            pools.setdefault(match.pool_id, []).append(match)
    return list(pools.values())


def panel(draws: list[Match], user) -> dict:
    """One pool as the officer reads it: how many, how much, in which amounts. Nobody's name."""
    first = draws[0]
    states = Counter(one.get_state_display() for one in draws)
    initial = {"pool": first.pool_id, "version": first.version, "token": uuid4()}
    return {
        "pool": first.pool, "first": first, "n": len(draws), "words": Fen(sum(one.amount for one in draws)),
        "amounts": sorted(Counter(one.amount for one in draws).items(), reverse=True), "states": list(states.items()),
        "waiting": first.state == MatchState.PROPOSED, "cosigning": any(one.state == MatchState.COSIGNING for one in draws),
        "why": explained(first)[1:], "effects": effects_of_pool(draws), "own": first.proposed_by_id == user.pk,
        "first_signed": first.decided_by_id == user.pk, "form": PoolForm(auto_id=f"id_{first.pool_id}_%s", initial=initial),
    }
