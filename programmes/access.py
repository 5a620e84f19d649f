"""Whose programmes a person may open: the own charity's, and those of charities that the own office oversees."""

from django.db.models import QuerySet

from organisations import access
from organisations.access import Anybody
from organisations.permissions import Permission as P
from programmes.models import Programme

OWN = (P.MANAGE_PROGRAMMES, P.ANSWER_MATCH, P.RECORD_DELIVERY)


def own_programmes(user: Anybody) -> QuerySet[Programme]:
    """Programmes of the charities in which this person works."""
    charities = {charity.pk for permission in OWN for charity in access.organisations_with(user, permission)}
    return Programme.objects.filter(charity_id__in=charities)


def reviewable_programmes(user: Anybody) -> QuerySet[Programme]:
    """Programmes of charities seated in the area whose approver this person is, in any state."""
    prefixes = access.region_prefixes(user, P.APPROVE_PROGRAMME)
    return Programme.objects.filter(access.within_regions(prefixes, "charity__region__code"))


def may_manage(user: Anybody, programme: Programme) -> bool:
    return _works_at(user, programme, P.MANAGE_PROGRAMMES)


def may_review(user: Anybody, programme: Programme) -> bool:
    """An office of civil affairs whose area holds the charity's seat; nobody who works for the charity."""
    charity = programme.charity
    return access.user_in_region(user, charity.region_id, P.APPROVE_PROGRAMME) and not any(
        membership.organisation_id == charity.pk for membership in access.memberships(user)
    )


def _works_at(user: Anybody, programme: Programme, permission: P) -> bool:
    return programme.charity_id in {charity.pk for charity in access.organisations_with(user, permission)}
