"""Two relief stations of neighbouring counties and a children's centre, with a woman and a man at each."""

from dataclasses import dataclass
from datetime import datetime

from casework.stations import services, setting_up
from casework.stations.models import Keeper, Station, Stay
from casework.stations.services import Guest
from demo.people import Cast
from organisations.models import Organisation, User
from tests.factories import partners


@dataclass(frozen=True)
class House:
    station: Station
    woman: Keeper
    man: Keeper

    @property
    def staff(self) -> User:
        return self.woman.user


def house(
    cast: Cast,
    at: datetime,
    county: str = "990121",
    *,
    kind: str = "relief",
    east_km: int = 0,
    men: int = 2,
    women: int = 1,
    children: int = 2,
) -> House:
    """Opened by the county's approver; its staff belong to the county's office."""
    office = cast.bodies[f"county-{county}"]
    approver = cast.users["approver" if county == "990121" else f"county_approver-{county}"]
    body = Organisation.objects.create(
        kind="civil_affairs", name=f"{county}-{kind}-救助管理站", region=office.region, parent=office
    )
    beds = {"child": children} if kind == "child" else {"men": men, "women": women}
    station = setting_up.open_station(
        slug=f"{county}-{kind}", organisation=body, kind=kind, beds=beds, by=approver, at=at, east_km=east_km
    )
    keepers = []
    for sex in ("2", "1"):
        user = partners.person("station_keeper", body)
        keepers.append(setting_up.add_keeper(station=station, user=user, sex=sex, by=approver, at=at))
    return House(station, *keepers)


def guest(**fields) -> Guest:
    return Guest(
        **{
            "sex": "1",
            "name": "卓木错",
            "origin": "外省某市",
            "circumstances": "钱款证件遗失",
            "birth_year": 1990,
            **fields,
        }
    )


def taken_in(house: House, at: datetime, **fields) -> Stay:
    return services.take_in(station=house.station, guest=guest(**fields), by=house.staff, at=at)


def cared_for(house: House, at: datetime, **fields) -> Stay:
    return services.admit(stay=taken_in(house, at, **fields), carer=house.woman, by=house.staff, at=at)
