"""Stations and stays, as acts are done to them: by whoever keeps the stays of that station."""

from casework.stations.access import may_keep
from casework.stations.models import Keeper, Station, Stay
from casework.stations.states import KEEPER, SENDING_STATION, STATION, STAY
from common.acts.subjects import Facts, Subject
from common.acts.tables import ActTable
from organisations import access

STAYS = Subject(
    STAY,
    Stay,
    facts=lambda stay: Facts(
        case_id=stay.case_id,
        county=stay.station.county_id,
        organisation_id=stay.station.organisation_id,
        data={"number": stay.number},
    ),
    ids=lambda stay: {"stay_id": stay.pk},
    key="stay:{row.pk}:{done}",
    relations={
        KEEPER: lambda user, stay: may_keep(user, stay.station),
        SENDING_STATION: lambda user, stay: stay.sent_from is not None and may_keep(user, stay.sent_from),
    },
    related=("station__organisation", "carer"),
)
STATIONS = Subject(
    STATION,
    Station,
    facts=lambda station: Facts(
        county=station.county_id, organisation_id=station.organisation_id, data={"name": station.organisation.name}
    ),
    may=lambda user, station, permission: access.user_in_region(user, station.county_id, permission),
    related=("organisation",),
)
KEEPERS = Subject(
    ActTable([]),
    Keeper,
    facts=lambda keeper: Facts(
        county=keeper.station.county_id,
        organisation_id=keeper.station.organisation_id,
        data={"name": keeper.user.display_name},
    ),
)
