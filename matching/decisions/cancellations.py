"""Ending a match that was approved and is not paid yet: what it held back is free again."""

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from matching.act_subjects import MATCHES
from matching.decisions.reservations import release
from matching.models import Match
from matching.states import MATCH

NAMES = {"cancel": "cancelled", "uphold_objection": "objected", "lapse": "lapsed"}


def cancel_for_consent(*, match: Match, at: datetime) -> Match:
    """The family withdrew its consent to share: what is not paid yet is freed; what was paid goes on to its report."""
    return cancel(match, "cancel", _("家庭撤回同意"), at)


def cancel_for_objection(*, match: Match, at: datetime) -> Match:
    """The family's objection was upheld: what is not paid yet is freed."""
    return cancel(match, "uphold_objection", _("家庭的异议成立"), at)


@transaction.atomic
def cancel(
    match: Match, verb: Literal["cancel", "uphold_objection", "lapse"], reason: str | Promise, at: datetime
) -> Match:
    """A match that was paid or has ended stays as it is."""
    match = MATCHES.lock(match)
    if not MATCH.allows(match.state, verb):
        return match
    with act(MATCHES, match, verb, by=None, at=at) as match:
        match.answer_reason = str(reason)
        release(match, None, at, key=f"match:{match.pk}:{NAMES[verb]}")
    return match
