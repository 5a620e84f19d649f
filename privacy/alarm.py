"""Bulk reading: somebody opens more people's data in an hour than their work explains, or goes on when the limit stops them.

One alarm per person and hour: a row in the log, and a notification to the auditors of the area. It stops nobody: the
limit does that, and a flood or an earthquake is no reason to lock an office out.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction

from common.audit.models import AuditEvent
from common.audit.services import record
from common.links import for_office
from organisations import access
from organisations.models import NotificationKind
from organisations.notices import officers_for, tell
from organisations.permissions import Permission
from privacy import limits

VERB = "privacy.bulk_reading"
WINDOW = limits.WINDOWS["hour"]
COUNTY_DIGITS = 6


def watch(viewer: Any, at: datetime, *, refused: models.Model | None) -> None:
    """Called after every logged disclosure. `refused`: the subject that the limit has just kept closed."""
    if refused is not None:
        record(actor=viewer, verb="privacy.limit_reached", subject=refused, county=county_of(viewer), at=at)
    people = len(limits.opened_since(viewer, at - WINDOW, limited=False))
    if refused is not None or people >= settings.DISCLOSURE_ALARM:
        _raise(viewer, people, at)


def county_of(viewer: Any) -> str | None:
    """Where this person works: whose auditors are told."""
    codes = [one.organisation.region_id for one in access.memberships(viewer) if one.organisation.region_id]
    return f"{codes[0][:COUNTY_DIGITS]:0<12}" if codes else None


@transaction.atomic
def _raise(viewer: Any, people: int, at: datetime) -> None:
    limits.take_turn(viewer)  # two requests at once must not raise it twice
    if AuditEvent.objects.filter(verb=VERB, subject_id=str(viewer.pk), at__gt=at - WINDOW).exists():
        return
    county = county_of(viewer)
    event = record(actor=None, verb=VERB, subject=viewer, county=county, data={"people": people}, at=at)
    auditors = officers_for(county, Permission.SEE_AUDIT) if county else []
    tell(
        users=[one for one in auditors if one.pk != viewer.pk],
        kind=NotificationKind.BULK_READING,
        number=str(event.pk),
        about=for_office("audit"),
        key=f"{VERB}:{event.pk}",
        at=at,
    )
