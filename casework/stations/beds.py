"""Which bed somebody needs, and the nearest station that has one free."""

from dataclasses import dataclass

from casework.stations.models import BedKind, Beds, Station, StationKind
from needs.models.household import Sex


def bed_for(*, sex: str, minor: bool) -> BedKind:
    """Children have rooms of their own, men and women are apart (第八条)."""
    if minor:
        return BedKind.CHILD
    return BedKind.WOMEN if sex == Sex.FEMALE else BedKind.MEN


def kind_for(minor: bool) -> StationKind:
    return StationKind.CHILD if minor else StationKind.RELIEF


@dataclass(frozen=True)
class FreeBeds:
    """What another station can offer."""

    station: Station
    free: int
    distance_km: int


def nearest_free(station: Station, bed: str) -> list[FreeBeds]:
    """Other stations with a free bed of this kind, the nearest first."""
    free = (
        Beds.objects.filter(kind=bed)
        .exclude(station=station)
        .select_related("station__organisation", "station__county")
    )
    found = [FreeBeds(beds.station, beds.free, distance_km(station, beds.station)) for beds in free if beds.free > 0]
    return sorted(found, key=lambda one: (one.distance_km, one.station.slug))


def distance_km(one: Station, other: Station) -> int:
    """As the crow flies, whole kilometres."""
    return round(((one.east_km - other.east_km) ** 2 + (one.north_km - other.north_km) ** 2) ** 0.5)
