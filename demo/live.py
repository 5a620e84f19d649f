"""The cases that people will click through: each stands where somebody has something to do today."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from common.regions import demo_city
from demo.figures import SIZES_OF_CITY
from demo.stage import Stage

SONGPING = "990121102"
Chapters = Iterator[tuple[str, Callable[[Stage], object]]]


@dataclass(frozen=True)
class Spec:
    key: str
    until: str
    days: int  # since the report
    cause: str
    urgency: str
    prefix: str = "990121"
    township: str = SONGPING
    small: bool = True


# 松坪镇: work for the clerk 陈立夏 and the reviewer 罗清和, for the approver 何云川 of the county.
SONGPING_CASES = [
    Spec("overdue-visit", "opened", 9, "HC03", "orange"),
    Spec("visit-today", "opened", 14, "HC10", "yellow"),
    Spec("new-case", "opened", 2, "HC05", "yellow"),
    Spec("second-signature", "signed", 4, "HC01", "orange"),
    Spec("second-signature-2", "signed", 6, "HC12", "yellow", small=False),
    Spec("clerk-signs-second", "signed_by_reviewer", 5, "HC08", "blue"),
    Spec("gap", "gap", 6, "HC01", "orange"),
    Spec("gap-2", "gap", 8, "HC04", "yellow"),
    Spec("gap-3", "gap", 10, "HC02", "blue", small=False),
    Spec("text-to-write", "confirmed", 7, "HC01", "orange"),
    Spec("text-to-write-2", "confirmed", 9, "HC11", "yellow", small=False),
    Spec("text-drafted", "drafted", 8, "HC06", "orange"),
    Spec("text-to-approve", "submitted", 9, "HC01", "orange"),
    Spec("text-to-approve-2", "submitted", 11, "HC08", "blue"),
    Spec("text-to-approve-3", "submitted", 8, "HC05", "yellow", small=False),
    Spec("published-red", "published", 4, "HC06", "red"),
    Spec("published-illness", "published", 16, "HC01", "orange"),
    Spec("published-injury", "published", 18, "HC04", "orange"),
    Spec("published-school", "published", 21, "HC08", "yellow"),
    Spec("published-earner", "published", 24, "HC05", "yellow"),
    Spec("published-chronic", "published", 27, "HC02", "blue", small=False),
    Spec("published-care", "published", 12, "HC12", "yellow", small=False),
    Spec("published-device", "published", 30, "HC10", "blue", small=False),
]
# Every other county: one of each that matters, so that its coordinator and approver have a day too.
ELSEWHERE = [
    ("published", 11, "HC01", "orange"),
    ("published", 20, "HC03", "yellow"),
    ("published", 15, "HC06", "orange"),
    ("submitted", 8, "HC08", "yellow"),
    ("gap", 6, "HC05", "yellow"),
]


def specs(size: str) -> list[Spec]:
    made = [spec for spec in SONGPING_CASES if size == "city" or spec.small]
    for county in demo_city.COUNTIES:
        if county.prefix == "990121" or size == "small" and county.prefix not in ("990102", "990103"):
            continue
        wanted = ELSEWHERE if size == "city" else ELSEWHERE[:1]
        for number, (until, days, cause, urgency) in enumerate(wanted):
            made.append(Spec(f"{county.prefix}-{number}", until, days + number % 3, cause, urgency, county.prefix, ""))
    return [*made, *_under_way(size)]


def _under_way(size: str) -> Iterator[Spec]:
    """Cases of any county that are verified or written about in these days."""
    chance = random.Random(f"under-way/{size}")
    figures = SIZES_OF_CITY[size]
    for stops, (least, most), wanted in (
        (("opened", "signed", "seconded"), (2, 11), figures.verifying),
        (("consented", "drafted", "submitted"), (6, 16), figures.awaiting),
    ):
        for number in range(wanted):
            until = stops[number % len(stops)]
            prefix = chance.choices(demo_city.COUNTIES, [county.case_share for county in demo_city.COUNTIES])[0].prefix
            yield Spec(f"under-way-{until}-{number}", until, chance.randint(least, most), "", "", prefix, "")


def count(size: str) -> int:
    return len(specs(size))


def chapters(size: str) -> Chapters:
    """Ten cases to a chapter."""
    wanted = specs(size)
    for start in range(0, len(wanted), 10):
        yield f"live-{start // 10}", partial(_walk, wanted=wanted[start : start + 10])


def _walk(stage: Stage, wanted: list[Spec]) -> None:
    for spec in wanted:
        story = stage.draw(
            spec.key, days=spec.days, prefix=spec.prefix, township=spec.township, cause=spec.cause, urgency=spec.urgency
        )
        stage.walk(story, spec.key, spec.until)
