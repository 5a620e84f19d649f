"""Whose resources a person may open: those of the own organisation, and those that it keeps for others."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from organisations import access
from organisations.access import Anybody
from organisations.permissions import Permission as P
from programmes.resources.models import Resource
from programmes.resources.selectors import on_offer


def resources_for(user: Anybody) -> QuerySet[Resource]:
    mine = _mine(user)
    return Resource.objects.filter(Q(owner__in=mine) | Q(keeper__in=mine)).select_related("owner", "keeper", "region")


def offered_around(user: Anybody, on: date) -> QuerySet[Resource]:
    """What may be given in the areas in which this person works on cases: for them, and for whatever holds them."""
    return on_offer(on).filter(around(access.region_prefixes(user, P.SEE_CASES), "region"))


def around(prefixes: list[str], field: str) -> Q:
    """Rows of these areas, of parts of them, and of the areas that they are parts of; no area, no row."""
    holding = [f"{prefix[:digits]:0<12}" for prefix in prefixes for digits in (2, 4, 6, 9) if digits <= len(prefix)]
    return access.within_regions(prefixes, f"{field}__code") | Q(**{f"{field}__in": holding})


def may_offer(user: Anybody, resource: Resource) -> bool:
    """Changes the line itself: the organisation that offers."""
    return resource.owner_id in _mine(user)


def may_keep(user: Anybody, resource: Resource) -> bool:
    """Moves its stock: the charity that keeps it."""
    return resource.keeper_id in _mine(user)


def _mine(user: Anybody) -> set[UUID]:
    return {one.pk for one in access.organisations_with(user, P.MANAGE_RESOURCES)}
