"""Every rule that the database keeps for regions, broken once."""

import datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from common.regions import demo_city
from common.regions.models import Region
from tests.factories.regions import demo_region

pytestmark = pytest.mark.django_db

SINCE = datetime.date(2020, 1, 1)
TOWN = demo_city.SONGPING_TOWN


@pytest.fixture
def town() -> Region:
    return demo_region(TOWN)


def refused(rule: str, region: Region) -> None:
    """Saving breaks exactly this rule, and nothing is stored."""
    before = list(Region.objects.values())
    with pytest.raises(IntegrityError, match=f'"{rule}"'), transaction.atomic():
        region.save()
    assert list(Region.objects.values()) == before


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("990121102000", 3),  # nine significant digits are a township
        ("990121000000", 4),
        ("990121102203", 4),
        ("990100000000", 1),
        ("990000000000", 2),
        ("000000000000", 1),  # no digits at all
        ("990021000000", 3),  # a county without a city
        ("990121000201", 5),  # a village without a township
        ("99012110220X", 5),
        ("9901", 2),  # not padded
    ],
)
def test_the_level_is_what_the_trailing_zeros_say(town: Region, code: str, level: int) -> None:
    parent = None if level == 1 else f"{code[: {2: 2, 3: 4, 4: 6, 5: 9}[level]]:0<12}"
    region = Region(code=code, level=level, parent_id=parent, name="某地", valid_from=SINCE)
    refused("regions_region_digits_match_level", region)


@pytest.mark.parametrize("code", ["990000000000", "990100000000", "990121000000", "990121102000", "990121102201"])
def test_each_level_is_accepted_under_its_own_code(code: str) -> None:
    assert demo_region(code).code == code


@pytest.mark.parametrize("parent", [None, "990100000000", "990122000000"])
def test_the_parent_is_ones_own_code_cut_back_by_one_level(town: Region, parent: str | None) -> None:
    town.parent_id = parent
    refused("regions_region_parent_is_prefix", town)


def test_a_province_has_no_parent(town: Region) -> None:
    province = Region.at("980000000000", "另一省", valid_from=SINCE)
    province.parent_id = "990000000000"
    refused("regions_region_parent_is_prefix", province)


def test_the_parent_exists() -> None:
    orphan = Region.at("990121000000", "青屏县", valid_from=SINCE)
    with pytest.raises(IntegrityError, match="is not present in table"), transaction.atomic():
        orphan.save()
        connection.check_constraints()


def test_a_region_has_a_name(town: Region) -> None:
    town.name = ""
    refused("regions_region_name_given", town)


@pytest.mark.parametrize("end", [SINCE, SINCE - datetime.timedelta(days=1)])
def test_a_region_ends_after_it_began(town: Region, end: datetime.date) -> None:
    town.valid_to = end
    refused("regions_region_validity_order", town)


def test_only_an_ended_region_has_a_successor(town: Region) -> None:
    town.successor_id = "990121000000"
    refused("regions_region_successor_after_end", town)


def test_no_region_succeeds_itself(town: Region) -> None:
    town.valid_to, town.successor_id = datetime.date(2025, 1, 1), town.code
    refused("regions_region_successor_is_another", town)


def test_the_area_is_urban_rural_or_unsaid(town: Region) -> None:
    town.area_type = "mixed"
    refused("regions_region_area_type_known", town)


def test_a_population_is_not_negative(town: Region) -> None:
    town.population = -1
    refused("regions_region_population_check", town)


def test_one_code_is_one_region(town: Region) -> None:
    with pytest.raises(IntegrityError, match="regions_region_pkey"), transaction.atomic():
        Region.at(TOWN, "又一镇", valid_from=SINCE).save(force_insert=True)


def test_every_rule_of_the_table_has_its_test_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    rules = [constraint.name for constraint in Region._meta.constraints]
    assert [rule for rule in rules if f'"{rule}"' not in source] == []
