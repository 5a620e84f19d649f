"""Ending a match that was approved and is not paid yet: what it held back is free again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.outbox.services import announce
from matching.decisions.guards import locked
from matching.decisions.reservations import release
from matching.models import Match
from matching.states import MATCH


@transaction.atomic
def cancel_for_consent(*, match: Match, at: datetime) -> Match:
    """The family withdrew its consent to share: what is not paid yet is freed; what was paid goes on to its report."""
    return cancel(match, str(_("家庭撤回同意")), "match.cancelled", at)


@transaction.atomic
def cancel_for_objection(*, match: Match, at: datetime) -> Match:
    """The family's objection was upheld: what is not paid yet is freed."""
    return cancel(match, str(_("家庭的异议成立")), "match.objected", at)


def cancel(match: Match, reason: str, verb: str, at: datetime) -> Match:
    """`verb` is the one that the audit shows. A match that was paid or has ended stays as it is."""
    match = locked(match)
    if not MATCH.allows(match.state, "cancel"):
        return match
    match.state, match.version = MATCH.next(match.state, "cancel"), match.version + 1
    match.answer_reason = reason
    release(match, None, at, key=f"match:{match.pk}:{verb.removeprefix('match.')}")
    match.save()
    record(
        actor=None,
        verb=verb,
        subject=match,
        case_id=match.case_id,
        county=match.county_id,
        data={"number": match.number},
        at=at,
    )
    announce("match.declined", f"match:{match.pk}:cancelled", match_id=match.pk)
    return match
