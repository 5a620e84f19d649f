"""What a region knows about itself and its place in the tree."""

import datetime

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from common.regions import codes, demo_city
from common.regions.kinds import TownshipKind
from common.regions.models import Level, Region
from tests.factories.regions import demo_region

SINCE = datetime.date(2023, 6, 30)


def _chain(*pairs: tuple[str, str]) -> list[Region]:
    regions = [Region.at(codes.pad(digits), name, valid_from=SINCE) for digits, name in pairs]
    for region in regions:
        region.save()
    return regions


@pytest.mark.parametrize(
    ("code", "level", "prefix", "parent"),
    [
        ("990000000000", Level.PROVINCE, "99", None),
        ("990100000000", Level.CITY, "9901", "990000000000"),
        ("990121000000", Level.COUNTY, "990121", "990100000000"),
        ("990121102000", Level.TOWNSHIP, "990121102", "990121000000"),
        ("990121102201", Level.VILLAGE, "990121102201", "990121102000"),
        ("441900003000", Level.TOWNSHIP, "441900003", "441900000000"),  # 东莞 has no counties
        ("110100000000", Level.CITY, "1101", "110000000000"),
        ("101010010010", Level.VILLAGE, "101010010010", "101010010000"),  # zeros inside are digits like others
    ],
)
def test_a_code_says_level_prefix_and_parent(code: str, level: int, prefix: str, parent: str | None) -> None:
    assert (codes.level_of(code), codes.prefix_of(code), codes.parent_of(code)) == (level, prefix, parent)
    region = Region.at(code, "某地", valid_from=SINCE)
    assert (region.level, region.prefix, region.parent_id) == (level, prefix, parent)


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("001", TownshipKind.STREET),
        ("099", TownshipKind.STREET),
        ("100", TownshipKind.TOWN),
        ("199", TownshipKind.TOWN),
        ("200", TownshipKind.TOWNSHIP),
        ("399", TownshipKind.TOWNSHIP),
        ("400", TownshipKind.SPECIAL),
        ("599", TownshipKind.SPECIAL),
    ],
)
def test_the_township_digits_say_the_kind(digits: str, kind: TownshipKind) -> None:
    assert Region.at(f"990121{digits}000", "某地", valid_from=SINCE).township_kind == kind


def test_only_townships_have_a_kind() -> None:
    assert Region.at("990121000000", "青屏县", valid_from=SINCE).township_kind is None
    assert Region.at(demo_city.SONGPING_VILLAGE, "松坪村", valid_from=SINCE).township_kind is None


@pytest.mark.django_db
def test_names_are_full_from_the_city_down_in_both_languages() -> None:
    village = demo_region(demo_city.SONGPING_VILLAGE)
    assert village.full_name == "澄川市青屏县松坪镇松坪村"
    assert village.local_full_name == village.full_name
    with translation.override("en"):
        assert village.full_name == "澄川市青屏县松坪镇松坪村"
        assert village.local_full_name == "Songping Village, Songping Town, Qingping County, Chengchuan City"
        assert str(village) == "Songping Village"
    assert str(village) == "松坪村"


@pytest.mark.django_db
def test_headings_of_the_list_are_in_nobodys_address() -> None:
    beijing = _chain(("11", "北京市"), ("1101", "市辖区"), ("110101", "东城区"), ("110101001", "东华门街道"))
    hubei = _chain(("42", "湖北省"), ("4290", "省直辖县级行政区划"), ("429004", "仙桃市"))
    assert [region.full_name for region in beijing] == [
        "北京市",
        "北京市市辖区",
        "北京市东城区",
        "北京市东城区东华门街道",
    ]
    assert hubei[-1].full_name == "湖北省仙桃市"


@pytest.mark.django_db
def test_a_city_without_counties_does_county_duties_itself() -> None:
    _guangdong, dongguan, street = _chain(("44", "广东省"), ("4419", "东莞市"), ("441900003", "东城街道"))
    demo_region(demo_city.SONGPING_VILLAGE)
    assert street.full_name == "东莞市东城街道"
    assert street.county_unit == dongguan
    assert [region.name for region in Region.objects.county_units()] == ["东莞市", "青屏县"]


@pytest.mark.django_db
def test_a_city_named_like_its_only_county_is_said_once() -> None:
    *_above, town = _chain(("62", "甘肃省"), ("6202", "嘉峪关市"), ("620201", "嘉峪关市"), ("620201101", "峪泉镇"))
    assert town.full_name == "嘉峪关市峪泉镇"


@pytest.mark.django_db
def test_within_is_the_region_and_everything_below_and_nothing_beside() -> None:
    county = demo_region("990121000000")
    village = demo_region(demo_city.SONGPING_VILLAGE)
    neighbour = demo_region("990122101000")
    assert [region.code for region in Region.objects.within(county)] == [
        "990121000000",
        "990121102000",
        "990121102201",
    ]
    assert village.is_within(county)
    assert county.is_within(county)
    assert not county.is_within(village)
    assert not neighbour.is_within(county)


@pytest.mark.django_db
def test_ancestors_come_widest_first_and_without_a_query_when_fetched_along(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    demo_region(demo_city.SONGPING_VILLAGE)
    with django_assert_num_queries(1):
        village = Region.objects.with_ancestors().get(code=demo_city.SONGPING_VILLAGE)
        assert [region.name for region in village.ancestors()] == ["演示省", "澄川市", "青屏县", "松坪镇"]
        assert village.county_unit == village.ancestors()[2]


@pytest.mark.django_db
def test_active_regions_exist_from_their_first_day_to_the_day_before_their_end() -> None:
    province = Region.at("990000000000", "演示省", valid_from=datetime.date(2020, 1, 1))
    province.valid_to = datetime.date(2024, 1, 1)
    province.save()

    def exists(*day: int) -> bool:
        return Region.objects.active(on=datetime.date(*day)).exists()

    assert not exists(2019, 12, 31)
    assert exists(2020, 1, 1)
    assert exists(2023, 12, 31)
    assert not exists(2024, 1, 1)


@pytest.mark.django_db
def test_a_region_with_others_inside_cannot_be_deleted() -> None:
    county = demo_region(demo_city.SONGPING_TOWN).parent
    assert county is not None
    with pytest.raises(Exception, match="protected foreign keys"):
        county.delete()
    assert Region.objects.filter(code=county.code).exists()
