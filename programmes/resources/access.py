"""Whose resources a person may open: those of the own organisation, and those that it keeps for others."""

from django.db.models import Q, QuerySet

from organisations import access
from organisations.permissions import Permission as P
from programmes.resources.models import Resource


def resources_for(user) -> QuerySet[Resource]:
    mine = _mine(user)
    return Resource.objects.filter(Q(owner__in=mine) | Q(keeper__in=mine)).select_related("owner", "keeper", "region")


def may_offer(user, resource: Resource) -> bool:
    """Changes the line itself: the organisation that offers."""
    return resource.owner_id in _mine(user)


def may_keep(user, resource: Resource) -> bool:
    """Moves its stock: the charity that keeps it."""
    return resource.keeper_id in _mine(user)


def _mine(user) -> set:
    return {one.pk for one in access.organisations_with(user, P.MANAGE_RESOURCES)}
