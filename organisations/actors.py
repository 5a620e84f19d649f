"""The names behind rows of the log."""

from collections.abc import Iterable
from uuid import UUID

from common.audit.models import AuditEvent
from organisations.models import User


def actor_names(events: Iterable[AuditEvent]) -> dict[UUID | None, str]:
    """By id. What the platform did by itself has no actor, and so no name here."""
    ids = {one.actor_id for one in events if one.actor_id is not None}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "display_name"))
