"""The demo city: the figures of the domain reference (§7.1), to the last village."""

import time
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from common.regions import demo_city, demo_names, demo_tree
from common.regions.demo_city import COUNTIES, County
from common.regions.kinds import TownshipKind
from common.regions.models import AreaType, Level, Region

each_county = pytest.mark.parametrize("county", COUNTIES, ids=[county.name_en for county in COUNTIES])


@pytest.fixture
def city(db: None) -> Region:
    demo_tree.load()
    return Region.objects.get(code=demo_city.CITY_CODE)


def test_the_counties_carry_the_references_figures() -> None:
    assert [county.code[:6] for county in COUNTIES] == [
        "990102",
        "990103",
        "990121",
        "990122",
        "990123",
        "990124",
        "990125",
        "990181",
    ]
    assert demo_city.POPULATION == 3_520_000
    qingping = COUNTIES[2]
    assert (qingping.dibao_urban_fen, qingping.dibao_rural_fen, qingping.case_share) == (76_000, 64_000, 14)
    assert (qingping.population, qingping.villages, qingping.communities) == (460_000, 212, 18)


@each_county
def test_a_county_has_its_streets_towns_townships_villages_and_communities(city: Region, county: County) -> None:
    inside = Region.objects.within(Region.objects.get(code=county.code))
    kinds = Counter(region.township_kind for region in inside.filter(level=Level.TOWNSHIP))
    assert kinds == Counter(
        {
            TownshipKind.STREET: county.streets,
            TownshipKind.TOWN: county.towns,
            TownshipKind.TOWNSHIP: county.townships,
        }
    )
    places = Counter(region.code[9:] < "200" for region in inside.filter(level=Level.VILLAGE))
    assert places == {True: county.communities, False: county.villages}


@each_county
def test_no_two_places_of_a_county_share_a_name(county: County) -> None:
    names = [division.name for division in demo_tree.build() if division.code.startswith(county.prefix)]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_populations_add_up_at_every_level(city: Region) -> None:
    for region in Region.objects.filter(level__lt=Level.VILLAGE).prefetch_related("children"):
        assert region.population == sum(child.population or 0 for child in region.children.all()), region.name
    assert city.population == 3_520_000
    assert not Region.objects.filter(population__lt=500).exists()


def test_the_places_that_texts_name_are_there(city: Region) -> None:
    named = {
        demo_city.QINGPING_STREET: ("青屏街道", "Qingping Subdistrict"),
        demo_city.SONGPING_TOWN: ("松坪镇", "Songping Town"),
        demo_city.ZHUAO_TOWNSHIP: ("竹坳乡", "Zhu'ao Township"),
        demo_city.SONGPING_VILLAGE: ("松坪村", "Songping Village"),
        demo_city.WENMIAO_COMMUNITY: ("文庙社区", "Wenmiao Community"),
    }
    for code, names in named.items():
        region = Region.objects.get(code=code)
        assert (region.name, region.name_en) == names


def test_every_place_is_plainly_invented_and_has_an_english_name(city: Region) -> None:
    assert all(region.is_invented for region in Region.objects.all())
    assert city.parent is not None
    assert city.parent.name == "演示省"
    assert not [
        region for region in Region.objects.all() if not region.name_en.replace("'", "").replace(" ", "").isascii()
    ]
    assert not Region.objects.filter(name_en="").exists()


def test_communities_and_streets_are_urban_and_villages_rural(city: Region) -> None:
    places = Region.objects.filter(level=Level.VILLAGE)
    assert {region.area_type for region in places if region.name.endswith("社区")} == {AreaType.URBAN}
    assert {region.area_type for region in places if region.name.endswith("村")} == {AreaType.RURAL}


def test_the_pools_hold_more_names_than_a_county_needs() -> None:
    for county in COUNTIES:
        villages, communities = demo_names.village_names(county.prefix), demo_names.community_names(county.prefix)
        assert len(set(villages)) == len(villages) > county.villages + county.towns + county.townships
        assert len(set(communities)) == len(communities) >= county.communities


def test_shares_lose_nobody() -> None:
    assert demo_tree.shares(10, [1, 1, 1]) == [4, 3, 3]
    assert demo_tree.shares(0, [3, 5]) == [0, 0]
    assert sum(demo_tree.shares(460_007, [30, 7, 11, 13, 8])) == 460_007


@pytest.mark.django_db
def test_the_command_loads_the_city_within_five_seconds_and_twice_gives_the_same(settings: Settings) -> None:
    settings.IS_DEMO = True
    start = time.monotonic()
    first, second = StringIO(), StringIO()
    call_command("load_demo_city", stdout=first)
    assert time.monotonic() - start < 5
    call_command("load_demo_city", stdout=second)
    assert "全部虚构" in first.getvalue()
    assert "新增 1,526，更新 0，未变 0" in first.getvalue()
    assert "新增 0，更新 0，未变 1,526" in second.getvalue()


@pytest.mark.django_db
def test_an_invented_city_is_not_loaded_into_production(settings: Settings) -> None:
    settings.IS_DEMO = False
    with pytest.raises(CommandError, match="虚构"):
        call_command("load_demo_city")
    assert not Region.objects.exists()
