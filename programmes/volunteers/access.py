"""Whose volunteers a person may open: those of the organisations in which they keep them. Nobody else sees a name."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from organisations import access
from organisations.access import Anybody
from organisations.models import User
from organisations.permissions import Permission as P
from programmes.volunteers.models import Volunteer


def own_volunteers(user: Anybody) -> QuerySet[Volunteer]:
    mine = [one.pk for one in access.organisations_with(user, P.MANAGE_VOLUNTEERS)]
    return Volunteer.objects.filter(organisation__in=mine)


def works_for(user: Anybody, organisation_id: UUID, permission: P) -> bool:
    return any(one.pk == organisation_id for one in access.organisations_with(user, permission))


def require(by: User, volunteer: Volunteer, permission: P) -> None:
    if not works_for(by, volunteer.organisation_id, permission):
        raise PermissionDenied
