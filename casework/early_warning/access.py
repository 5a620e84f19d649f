"""Which findings a person may have: an analyst those of the own area, but never one drawn from complaints about this person."""

from django.db.models import QuerySet

from casework.complaints.access import hidden_from
from casework.early_warning.models import Finding
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P


def findings_for(user: User) -> QuerySet[Finding]:
    found = Finding.objects.filter(
        access.within_regions(access.region_prefixes(user, P.ANALYSE_SIGNALS), "county__code")
    )
    if hidden := list(hidden_from(user).values_list("number", flat=True)):
        found = found.exclude(evidence__has_any_keys=hidden)
    return found


def waiting_for(user: User) -> QuerySet[Finding]:
    """New ones, and those that this person looks at."""
    return findings_for(user).filter(state="new") | findings_for(user).filter(state="looked_at", looked_by=user.pk)
