"""Relief stations (domain reference §7.1): the city's, the child-protection centre, four of counties; and who stays there."""

from __future__ import annotations

from datetime import timedelta

from casework.stations import services, setting_up
from casework.stations.models import Station
from casework.stations.services import Guest
from demo.people import Cast, account, stable_id
from demo.stage import Stage
from organisations.models import Organisation

# (slug, kind, name, English, office, east km, north km, beds)
STATIONS = [
    ("chengchuan", "relief", "澄川市救助管理站", "Chengchuan Relief Station", "city", 0, 0, {"men": 24, "women": 10}),
    (
        "children",
        "child",
        "澄川市未成年人救助保护中心",
        "Chengchuan Child Protection Centre",
        "city",
        3,
        1,
        {"child": 12},
    ),
    (
        "qingping",
        "relief",
        "青屏县救助管理站",
        "Qingping Relief Station",
        "county-990121",
        -38,
        21,
        {"men": 4, "women": 2},
    ),
    (
        "yanquan",
        "relief",
        "岩泉县救助管理站",
        "Yanquan Relief Station",
        "county-990122",
        -71,
        44,
        {"men": 4, "women": 2},
    ),
    ("bailu", "relief", "白鹭县救助管理站", "Bailu Relief Station", "county-990124", 52, -18, {"men": 6, "women": 3}),
    ("hefeng", "relief", "禾丰市救助管理站", "Hefeng Relief Station", "county-990181", 40, 33, {"men": 6, "women": 3}),
]
KEEPERS = {
    "chengchuan": ("骆长亭", "柳月明"),
    "children": ("易知行", "温如许"),
    "qingping": ("管仲平", "阮小满"),
    "yanquan": ("石守义", "蓝若水"),
    "bailu": ("船望野", "鹭知秋"),
    "hefeng": ("田丰年", "禾清露"),
}


def create(cast: Cast, *, at) -> None:
    """Stations with a man and a woman each, opened by the approver who oversees them."""
    opened = at - timedelta(days=330)
    for slug, kind, name, name_en, office_key, east, north, beds in STATIONS:
        office = cast.bodies[office_key]
        body = Organisation.objects.create(
            pk=stable_id("body", f"station-{slug}"),
            kind="civil_affairs",
            name=name,
            name_en=name_en,
            region=office.region,
            parent=office,
            contact_phone="00012340009",
        )
        cast.bodies[f"station-{slug}"] = body
        approver = cast.users[_approver(office_key)]
        station = setting_up.open_station(
            slug=slug, organisation=body, kind=kind, beds=beds, by=approver, at=opened, east_km=east, north_km=north
        )
        for sex, keeper in zip(("1", "2"), KEEPERS[slug], strict=True):
            user = account(
                cast,
                f"station-{slug}-{'man' if sex == '1' else 'woman'}",
                keeper,
                f"station-{slug}",
                "station_keeper",
                opened,
            )
            setting_up.add_keeper(station=station, user=user, sex=sex, by=approver, at=opened)


def _approver(office_key: str) -> str:
    prefix = office_key.removeprefix("county-")
    return {"city": "city-approver", "990121": "approver"}.get(prefix, f"county_approver-{prefix}")


class House:
    """One station and its two people, read from the database: another run may have opened it."""

    def __init__(self, slug: str) -> None:
        self.station = Station.objects.select_related("organisation", "county").get(slug=slug)
        self.man = self.station.keepers.select_related("user").get(sex="1")
        self.woman = self.station.keepers.select_related("user").get(sex="2")

    def take_in(self, guest: Guest, at, **fields):
        return services.take_in(station=self.station, guest=guest, by=self.woman.user, at=at, **fields)

    def admit(self, stay, at):
        return services.admit(
            stay=stay, carer=self.woman if stay.by_woman or stay.minor else self.man, by=self.woman.user, at=at
        )


def guests(stage: Stage) -> None:
    """Somebody in each state, so that every keeper's list has a morning."""
    at = stage.evening
    house = House("chengchuan")
    first = house.take_in(
        Guest(
            "1",
            "欧阳德山",
            birth_year=1971,
            origin="外省某县",
            circumstances="务工途中钱款证件遗失。",
            belongings="双肩包一个，手机一部",
            relatives="弟弟，电话待核",
        ),
        at - timedelta(days=4),
    )
    house.admit(first, at - timedelta(days=4) + timedelta(minutes=20))
    services.contact(stay=first, note="弟弟已联系上，后天到站接人。", by=house.woman.user, at=at - timedelta(days=3))
    second = house.take_in(
        Guest("2", "司徒桂芳", birth_year=1958, origin="本市岩泉县", circumstances="走失，认不得回家的路。"),
        at - timedelta(days=2),
    )
    house.admit(second, at - timedelta(days=2) + timedelta(minutes=15))
    house.take_in(Guest("1", "", birth_year=1985, circumstances="不愿说姓名，寒潮中露宿。"), at - timedelta(hours=3))
    gone = house.take_in(
        Guest("1", "上官永春", birth_year=1990, origin="外省某市", circumstances="求职被骗。"), at - timedelta(days=6)
    )
    house.admit(gone, at - timedelta(days=6) + timedelta(minutes=25))
    services.send_home(
        stay=gone,
        transport="K1077 次硬座，站务员送上车。",
        belongings_returned=True,
        by=house.woman.user,
        at=at - timedelta(days=5),
    )
    free = house.take_in(Guest("1", "夏侯玉柱", birth_year=1966), at - timedelta(days=3))
    services.leave(stay=free, belongings_returned=True, by=house.man.user, at=at - timedelta(days=2))
    ill = house.take_in(
        Guest("2", "令狐秀英", birth_year=1979, circumstances="言语混乱，需要就医。"), at - timedelta(days=7)
    )
    services.refer(
        stay=ill,
        note="转送市精神卫生中心，门诊接收。",
        belongings_returned=True,
        by=house.woman.user,
        at=at - timedelta(days=7) + timedelta(hours=2),
    )
    centre = House("children")
    child = centre.take_in(
        Guest("1", "小石头（化名）", birth_year=stage.day.year - 11, circumstances="独自在车站过夜。"),
        at - timedelta(days=1),
    )
    centre.admit(child, at - timedelta(days=1) + timedelta(minutes=10))
