"""Offers made to a donor's promises: the answer, and the promise that a gift to the same need pays."""

from datetime import datetime

from donations.models import Pledge
from matching.delivery import answers
from matching.models import Match
from matching.states import MatchState
from organisations.access import Anybody
from organisations.models import User
from publication.models import PublicNeed


def agree(*, match: Match, by: User, at: datetime) -> Match:
    """The donor agrees to all of it. Nothing is charged."""
    return answers.accept(match=match, amount=match.approved_fen or 0, by=by, at=at)


def promise_for(user: Anybody, need: PublicNeed | None) -> Pledge | None:
    """The promise out of which this donor agreed to help this need, if there is one."""
    if need is None or not user.is_authenticated:
        return None
    agreed = Match.objects.filter(pledge__donor=user, state=MatchState.ACCEPTED, case__public_need=need)
    match = agreed.select_related("pledge").order_by("answered_at").first()
    return match.pledge if match else None
