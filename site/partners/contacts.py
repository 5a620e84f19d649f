"""Whom the help is for: only what the family agreed to show to this charity, only while it agrees, only once accepted."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from matching.models import Match
from matching.states import MatchState as M
from needs.models import Case, Consent
from needs.models.consent import SHARED_FIELDS
from partners.facts import consent_of
from privacy.policy import Ground
from privacy.purposes import Purpose
from privacy.responses import shown
from workspace.door import SignedIn

OPEN_WHILE = (M.ACCEPTED, M.DISBURSING, M.DELIVERED)


def opening_consent(match: Match, at: datetime) -> Consent | None:
    """The consent under which contact data may be opened now; after the family confirmed, they are closed again."""
    return consent_of(match, at) if match.state in OPEN_WHILE else None


def rows_of(request: SignedIn, case: Case, consent: Consent, number: str) -> list[dict[str, Any]]:
    """Exactly the agreed fields, in a fixed order, disclosed under this consent for the match or service `number`.

    Papers are named, not copied: the officer hands them over. Raises LimitReached.
    """
    home = case.household
    opened = shown(
        request,
        case,
        [*([home.head] if home.head else []), home],
        " ".join(consent.fields),
        purpose=Purpose.DELIVER,
        ground=Ground.CONSENT,
        note=number,
        beside=consent.fields,
        reader_id=consent.recipient_id,
    )
    values = {name: getattr(row, name) for row in opened for name in row.opened_fields}
    values["cost_papers"] = _("请向经办人索取")
    return [
        {"label": SHARED_FIELDS[name], "value": values.get(name) or _("未登记")}
        for name in SHARED_FIELDS
        if name in consent.fields
    ]
