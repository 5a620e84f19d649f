"""A stay as the subject of a disclosure: the house that looks after somebody, and the office above it."""

from typing import Any

from casework.stations.access import keepers_of
from casework.stations.models import Stay
from casework.stations.states import PRESENT
from privacy.subjects import About, about, relation


@about("stations.Stay")
def of_stay(stay: Stay) -> About:
    house = stay.station.organisation
    return About(
        organisations=frozenset({house.pk, house.parent_id}),
        case_id=stay.case_id,
        county=stay.station.county_id,
        organisation_id=house.pk,
    )


@relation("stations.Stay", "own_station")
def works_there(stay: Stay, viewer: Any) -> bool:
    return viewer is not None and keepers_of(stay.station).filter(user=viewer).exists()


@relation("stations.Stay", "present")
def is_present(stay: Stay, viewer: Any) -> bool:
    return stay.state in PRESENT


@relation("stations.Stay", "not_sensitive")
def may_be_found(stay: Stay, viewer: Any) -> bool:
    return not stay.sensitive
