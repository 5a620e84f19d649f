"""A station opens with its beds, and people begin to work there. By the approver of the office that oversees it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from casework.stations.act_subjects import KEEPERS, STATIONS
from casework.stations.models import BedKind, Beds, Keeper, Station, StationKind
from common.acts.doing import act
from common.errors import Refusal
from organisations.models import Organisation, User


def open_station(
    *,
    slug: str,
    organisation: Organisation,
    kind: str,
    beds: dict[str, int],
    by: User,
    at: datetime,
    east_km: int = 0,
    north_km: int = 0,
) -> Station:
    """`beds` maps a kind to a number. A relief station has no rooms for children, the centre has only these."""
    station = Station(
        slug=slug,
        organisation=organisation,
        kind=kind,
        county=organisation.region,
        east_km=east_km,
        north_km=north_km,
        opened_at=at,
    )
    with (doing := act(STATIONS, station, "open", by=by, at=at)) as station:
        wanted = {BedKind.CHILD} if kind == StationKind.CHILD else {BedKind.MEN, BedKind.WOMEN}
        if set(beds) != wanted or any(number < 1 for number in beds.values()):
            raise Refusal(_("救助管理站分设男床和女床，未成年人救助保护中心只设未成年人床。"), field="beds")
        doing.write()
        Beds.objects.bulk_create([Beds(station=station, kind=one, total=total) for one, total in sorted(beds.items())])
    return station


def add_keeper(*, station: Station, user: User, sex: str, by: User, at: datetime) -> Keeper:
    """Somebody with a role at the station; the sex decides whom they may look after (第八条)."""
    with (doing := act(STATIONS, station, "add_keeper", by=by, at=at)) as station:
        if not user.memberships.filter(organisation=station.organisation, ended_at__isnull=True).exists():
            raise Refusal(_("此人还不是本站的工作人员。"), field="user")
        keeper = Keeper.objects.create(station=station, user=user, sex=sex)
        doing.about(KEEPERS, keeper)
    return keeper
