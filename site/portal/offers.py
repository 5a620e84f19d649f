"""Answering an offer made to a pledge. The pledge's limits hold over all its offers, in the transaction of the answer."""

from datetime import datetime

from django.db import transaction

from donations import services as donations
from matching import services as matching
from matching.models import Match
from organisations.models import User


@transaction.atomic
def agree(*, match: Match, by: User, at: datetime) -> Match:
    """The donor agrees to all of it; what is agreed is no longer free for other offers. Nothing is charged."""
    accepted = matching.accept(match=match, amount_fen=match.approved_fen or 0, by=by, at=at)
    donations.use_pledge(pledge=match.pledge, amount_fen=accepted.accepted_fen or 0, at=at)
    return accepted
