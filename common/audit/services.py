"""The only way to write the audit log. Call `record` inside the transaction of the act: both stand, or neither."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from common.audit.models import AuditEvent, Kind
from common.audit.registry import require
from common.ids import resident_id_errors
from common.money import Money

SYSTEM = "system"
ID_LIKE = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")


def record(
    *,
    actor: Any,
    verb: str,
    subject: models.Model | None,
    case_id: UUID | None = None,
    county: models.Model | str | None = None,
    organisation_id: UUID | None = None,
    data: dict[str, Any] | None = None,
    at: datetime,
    ip: str | None = None,
) -> AuditEvent:
    """Note an act. `actor` is a user, or None for the platform itself; `county` a region or its code.

    Raises UnknownVerb when no package says how the verb reads.
    """
    return _write(Kind.ACT, actor, verb, subject, case_id, county, organisation_id, data, at, ip)


def record_read(
    *,
    actor: Any,
    subject: models.Model,
    fields: Iterable[str],
    case_id: UUID | None = None,
    county: models.Model | str | None = None,
    organisation_id: UUID | None = None,
    reason: str = "",
    limited: bool = False,
    verb: str = "personal_data.read",
    at: datetime,
    ip: str | None = None,
) -> AuditEvent:
    """Note that personal fields were shown: their names, never their values. `reason` is a code, not free text.

    `limited`: it counts against what one person may open in an hour and a day.
    """
    data = {
        "fields": sorted(fields),
        **({"reason": reason} if reason else {}),
        **({"limited": True} if limited else {}),
    }
    return _write(Kind.READ, actor, verb, subject, case_id, county, organisation_id, data, at, ip)


def _write(
    kind: Kind,
    actor: Any,
    verb: str,
    subject: models.Model | None,
    case_id: UUID | None,
    county: models.Model | str | None,
    organisation_id: UUID | None,
    data: dict[str, Any] | None,
    at: datetime,
    ip: str | None,
) -> AuditEvent:
    require(verb)
    return AuditEvent.objects.create(
        kind=kind,
        at=at,
        actor_id=actor.pk if actor is not None else None,
        actor_label=_label(actor),
        verb=verb,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        case_id=case_id,
        county=county.pk if isinstance(county, models.Model) else county,
        organisation_id=organisation_id,
        data={key: _plain(value) for key, value in (data or {}).items()},
        ip=ip,
    )


def _label(actor: Any) -> str:
    """The user model's `audit_label` says what may stand in a log for ever: a role, or the name of staff."""
    if actor is None:
        return SYSTEM
    return str(getattr(actor, "audit_label", "") or "user")[:80]


def _plain(value: Any) -> Any:
    """Amounts as fen; an identity number in a log is a mistake in our own code and stops the act."""
    if isinstance(value, Money):
        return value.fen
    if isinstance(value, str) and any(not resident_id_errors(found) for found in ID_LIKE.findall(value)):
        raise ValueError("The audit log takes no personal values.")
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    return value
