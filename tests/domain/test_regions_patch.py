"""Later changes to the divisions, on invented rows."""

import datetime
from pathlib import Path

import pytest

from common.regions import patch, store
from common.regions.divisions import AS_OF, Division
from common.regions.models import Region
from common.regions.patch import PatchRefused

HEADER = "on,action,code,name,name_en,successor,source\n"
DAY = datetime.date(2025, 3, 1)
BEFORE = {
    division.code: division
    for division in [
        Division(code="980000000000", name="试验省"),
        Division(code="980100000000", name="试验市"),
        Division(code="980121000000", name="甲县", name_en="Jia County"),
        Division(code="980121100000", name="城关镇"),
        Division(code="980121200000", name="山乡"),
        Division(code="980122000000", name="乙县"),
    ]
}


def applied(tmp_path: Path, *lines: str) -> dict[str, Division]:
    file = tmp_path / "patch.csv"
    file.write_text(HEADER + "\n".join(lines), encoding="utf-8")
    return patch.apply(patch.read(file), BEFORE)


def test_a_new_division_exists_from_its_day(tmp_path: Path) -> None:
    after = applied(tmp_path, "2025-03-01,add,980123,丙县,Bing County,,公告")
    assert after["980123000000"] == Division(code="980123000000", name="丙县", name_en="Bing County", valid_from=DAY)
    assert len(after) == len(BEFORE) + 1


def test_a_renamed_division_stays_the_same_division(tmp_path: Path) -> None:
    after = applied(tmp_path, "2025-03-01,rename,980121200,青山乡,,,公告")
    assert after["980121200000"] == Division(code="980121200000", name="青山乡")


def test_an_ended_division_names_who_took_over(tmp_path: Path) -> None:
    after = applied(tmp_path, "2025-03-01,end,980121200,,,980121100,公告")
    ended = after["980121200000"]
    assert (ended.valid_to, ended.successor) == (DAY, "980121100000")


def test_a_county_that_becomes_a_city_takes_its_towns_along(tmp_path: Path) -> None:
    after = applied(tmp_path, "2025-03-01,recode,980121,甲市,Jia City,980181,公告")
    assert after["980121100000"].successor == "980181100000"
    assert after["980121100000"].valid_to == DAY
    assert after["980181000000"] == Division(code="980181000000", name="甲市", name_en="Jia City", valid_from=DAY)
    assert after["980181100000"] == Division(code="980181100000", name="城关镇", valid_from=DAY)
    assert len(after) == len(BEFORE) + 3


def test_a_wrong_code_is_corrected_from_the_start(tmp_path: Path) -> None:
    after = applied(tmp_path, "2023-06-30,correct,980121,,,980124,校核")
    assert "980121000000" not in after
    assert after["980124000000"] == Division(code="980124000000", name="甲县", name_en="Jia County", valid_from=AS_OF)
    assert after["980124200000"].name == "山乡"
    assert len(after) == len(BEFORE)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2025-03-01,add,980121,甲县,,,", "该代码已存在"),
        ("2025-03-01,add,980221,丁县,,,", "上级区划不存在"),
        ("2025-03-01,rename,980129,无此县,,,", "没有这个现行区划"),
        ("2020-03-01,rename,980121,甲县,,,", "日期早于"),
        ("2025-03-01,end,980121,,,980122,", "其下仍有未撤销的区划"),
        ("2025-03-01,end,980121200,,,980121999,", "承接的区划不存在"),
        ("2025-03-01,recode,980121,,,980122,", "新代码已被使用"),
        ("2025-03-01,recode,980121,,,9802,", "级别不同"),
        ("2025-03-01,move,980121,,,,", "第 2 行无法读取"),
        ("1 March,end,980121200,,,,", "第 2 行无法读取"),
        ("2025-03-01,add,980123,,,,", "第 2 行无法读取"),
        ("2025-03-01,recode,980121,甲市,,,", "第 2 行无法读取"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_with_its_reason(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(PatchRefused, match=reason):
        applied(tmp_path, line)


@pytest.mark.django_db
def test_a_patched_list_can_be_stored_and_stored_again(tmp_path: Path) -> None:
    lines = (
        "2025-03-01,recode,980121,甲市,,980181,公告",
        "2025-06-01,end,980181200,,,980181100,公告",
        "2025-06-01,add,980181001,新城街道,,,公告",
    )
    store.write(BEFORE.values())
    after = applied(tmp_path, *lines).values()
    assert store.write(after) == store.Written(added=4, changed=3, same=3)
    assert store.write(after) == store.Written(added=0, changed=0, same=10)
    county = Region.objects.get(code="980181000000")
    active = Region.objects.within(county).active(on=datetime.date(2025, 7, 1))
    assert [region.name for region in active] == ["甲市", "新城街道", "城关镇"]
    assert [region.name for region in county.predecessors.all()] == ["甲县"]


def test_our_own_patch_can_be_read() -> None:
    assert all(change.source for change in patch.read())
