"""Whom the help is for: only what the family agreed to show to this charity, only while it agrees, only once accepted."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from matching.models import Match
from matching.states import MatchState as M
from needs.models import Case, Consent
from needs.models.consent import SHARED_FIELDS
from partners.facts import consent_of

OPEN_WHILE = (M.ACCEPTED, M.DISBURSING, M.DELIVERED)


def opening_consent(match: Match, at: datetime) -> Consent | None:
    """The consent under which contact data may be opened now; after the family confirmed, they are closed again."""
    return consent_of(match, at) if match.state in OPEN_WHILE else None


def contact_rows(match: Match, consent: Consent) -> list[dict[str, Any]]:
    return rows_of(match.case, consent)


def rows_of(case: Case, consent: Consent) -> list[dict[str, Any]]:
    """Exactly the agreed fields, in a fixed order. Papers are named, not copied: the officer hands them over."""
    head = case.household.head
    values = {
        "name": head.name if head else "",
        "phone": head.phone if head else "",
        "address": case.household.address,
        "bank_account": head.bank_account if head else "",
        "cost_papers": _("请向经办人索取"),
    }
    return [
        {"label": SHARED_FIELDS[name], "value": values[name] or _("未登记")}
        for name in SHARED_FIELDS
        if name in consent.fields
    ]
