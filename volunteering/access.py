"""Which assignments a person may have: the office those of its cases, the organisation those of its own volunteers."""

from django.db.models import QuerySet

from needs.models import Case
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from volunteering.models import Assignment

WITH_PARTS = ("case__household", "case__township", "county", "item", "organisation", "volunteer", "consent")


def of_case(case: Case) -> QuerySet[Assignment]:
    """For whoever may see the case; the caller asked."""
    return Assignment.objects.filter(case=case).select_related("organisation", "volunteer", "item")


def for_organisation(user: User) -> QuerySet[Assignment]:
    mine = [one.pk for one in access.organisations_with(user, P.MANAGE_VOLUNTEERS)]
    return Assignment.objects.filter(organisation__in=mine).select_related(*WITH_PARTS)
