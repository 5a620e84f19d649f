"""The page of one case's matches: each need with its sources side by side, its proposals, its pools, and their forms.

A form that was refused is shown where it stood, with what was typed; the others are fresh.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext as _

from common.messages import Fen
from desk.case_page import coverage, missing, things
from desk.forms.decisions import PoolForm, SecondForm
from desk.forms.matches import DecisionForm
from matching.access import matches_for_officer
from matching.act_subjects import deliverer_of
from matching.measures import Measure
from matching.models import Match
from matching.runs.explanations import comparison, effects, effects_of_pool, explained, not_the_others
from matching.runs.suggestions import suggestions_for
from matching.states import MatchState
from needs.services.consents import live_sharing_consent
from organisations.models import User
from workspace.door import SignedIn

SHOWN = (
    MatchState.PROPOSED,
    MatchState.COSIGNING,
    MatchState.OFFERED,
    MatchState.ACCEPTED,
    MatchState.DISBURSING,
    MatchState.DELIVERED,
    MatchState.VERIFIED,
)


@dataclass(frozen=True)
class Refused:
    """The form that was sent and refused, and the field that says whose it is."""

    form: Form
    whose: str  # `match` or `pool`

    def is_for(self, kind: type[Form], pk: Any) -> bool:
        return isinstance(self.form, kind) and self.form.data.get(self.whose) == str(pk)


def context(request: SignedIn, case, refused: Refused | None = None) -> dict[str, Any]:
    items = list(case.items.select_related("case__household", "case__county").prefetch_related("case__consents"))
    return {
        "case": case,
        "form": refused.form if refused else None,
        "open_objections": case.objections.filter(answered_at__isnull=True).count(),
        "bar": coverage(items, case),
        "things": things(items),
        "missing": missing(items),
        "groups": [_group(item, refused, request) for item in items],
    }


def _group(item, refused, request) -> dict:
    matches = list(
        matches_for_officer(request.user)
        .with_parts()
        .filter(item=item, state__in=SHOWN)
        .select_related("explanation", "pool")
        .order_by("proposed_at", "number")
    )
    alone, pools = [one for one in matches if one.pool_id is None], _together(matches)
    caption = _("%(item)s：各来源条件对照") % {"item": item.get_category_display()}
    measure = Measure.of(item)
    waiting = any(one.state in (MatchState.PROPOSED, MatchState.COSIGNING) for one in matches)
    settled = measure.remaining(item) <= 0 and not waiting
    offers = [] if settled or waiting or item.case.state != "open" else suggestions_for(item, at=timezone.now())
    return {
        "item": item,
        "left": measure.words(measure.remaining(item)),
        "settled": settled,
        "offers": offers,
        "table": {**comparison(item, alone, at=timezone.now(), pools=pools), "caption": caption},
        "proposals": [_proposal(one, refused, request) for one in alone],
        "pools": [_panel(one, refused, request.user) for one in pools],
    }


def _proposal(match, refused, request) -> dict:
    initial = {"match": match.pk, "version": match.version}
    recipient = None if match.pledge_id else deliverer_of(match)
    return {
        "match": match,
        "why": explained(match),
        "others": not_the_others(match),
        "effects": effects(match),
        "recipient": recipient,
        "consent": recipient is None or live_sharing_consent(match.case, recipient, timezone.now()),
        "own": match.proposed_by_id == request.user.pk,
        "second": refused.form
        if refused and refused.is_for(SecondForm, match.pk)
        else SecondForm(auto_id=f"id_{match.pk}_second_%s", initial=initial),
        "form": refused.form
        if refused and refused.is_for(DecisionForm, match.pk)
        else DecisionForm(
            auto_id=f"id_{match.pk}_%s",
            initial={**initial, "amount": match.proposed, "token": uuid4()},
            measure=match.measure,
        ),
    }


def _together(matches: list[Match]) -> list[list[Match]]:
    """The draws of each pool."""
    pools: dict = {}
    for match in matches:
        if match.pool_id:
            pools.setdefault(match.pool_id, []).append(match)
    return list(pools.values())


def _panel(draws: list[Match], refused: Refused | None, user: User) -> dict:
    """One pool as the officer reads it: how many, how much, in which amounts. Nobody's name."""
    first = draws[0]
    states = Counter(one.get_state_display() for one in draws)
    initial = {"pool": first.pool_id, "version": first.version, "token": uuid4()}
    return {
        "pool": first.pool,
        "first": first,
        "n": len(draws),
        "words": Fen(sum(one.amount for one in draws)),
        "amounts": sorted(Counter(one.amount for one in draws).items(), reverse=True),
        "states": list(states.items()),
        "waiting": first.state == MatchState.PROPOSED,
        "cosigning": any(one.state == MatchState.COSIGNING for one in draws),
        "why": explained(first)[1:],
        "effects": effects_of_pool(draws),
        "own": first.proposed_by_id == user.pk,
        "first_signed": first.decided_by_id == user.pk,
        "form": refused.form
        if refused and refused.is_for(PoolForm, first.pool_id)
        else PoolForm(auto_id=f"id_{first.pool_id}_%s", initial=initial),
    }
