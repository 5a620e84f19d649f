"""Who sees beds, and who sees people. Numbers of beds are for every office; a stay is for the station and its county."""

from django.db.models import Q, QuerySet

from casework.stations.models import Keeper, Station, Stay
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P


def stations_for(user: User) -> QuerySet[Station]:
    """The occupancy of all stations of the city: whoever brings somebody must know where a bed is free."""
    if not access.has_permission(user, P.SEE_STATIONS):
        return Station.objects.none()
    return Station.objects.select_related("organisation", "county").prefetch_related("beds")


def kept_stations(user: User) -> QuerySet[Station]:
    """Where this person may take people in: the own station, and those that the own office oversees."""
    mine = [one.pk for one in access.organisations_with(user, P.KEEP_STAYS)]
    return Station.objects.filter(Q(organisation__in=mine) | Q(organisation__parent__in=mine)).select_related(
        "organisation", "county"
    )


def stays_for(user: User) -> QuerySet[Stay]:
    return Stay.objects.filter(station__in=kept_stations(user)).select_related(
        "station__organisation", "station__county", "carer__user", "sent_from__organisation"
    )


def may_keep(user: User, station: Station) -> bool:
    return kept_stations(user).filter(pk=station.pk).exists()


def keepers_of(station: Station) -> QuerySet[Keeper]:
    return Keeper.objects.filter(station=station, ended_at__isnull=True, user__is_active=True).select_related("user")
