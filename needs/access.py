"""Which clues, cases and public texts a person may have at all. Outside these querysets a thing does not exist."""

from django.db.models import QuerySet

from needs.models import Case, Clue
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P


def area_clues_for(user: User) -> QuerySet[Clue]:
    """The working queue: clues of the areas in which this person works, without their own reports elsewhere."""
    return Clue.objects.filter(access.within_regions(access.region_prefixes(user, P.SEE_CLUES), "region__code"))


def own_clues(user: User) -> QuerySet[Clue]:
    return Clue.objects.filter(reporter=user)


def cases_for(user: User) -> QuerySet[Case]:
    """A township sees the cases of its own area, a county those of the county."""
    prefixes = access.region_prefixes(user, P.SEE_CASES)
    return Case.objects.filter(
        access.within_regions(prefixes, "township__code") | access.within_regions(prefixes, "county__code")
    )


def clue_in_area(user: User, clue: Clue, permission: P) -> bool:
    return any(clue.region_id.startswith(prefix) for prefix in access.region_prefixes(user, permission))


def in_area(user: User, case: Case, permission: P) -> bool:
    """May this person do this to this case: the permission, held for an area that contains it."""
    code = case.township_id or case.county_id
    return any(code.startswith(prefix) for prefix in access.region_prefixes(user, permission))
