"""The whole city on paper: every case of the past year, drawn from the seed, before a row is written.

Repeatable: no clock, and of the database only the official holidays. What is drawn here is written by `bulk` (history, until the cut) and by `live`
(the cases that people will click through, walked by the real services).
"""

from __future__ import annotations

import random
from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from common.regions import demo_city, demo_tree
from common.regions.demo_city import County
from demo import cut, figures, help_given, household, moments, paths
from demo.figures import CAUSES, Size
from demo.stories import Story
from demo.words import narratives, public
from needs.causes import CATEGORY_OF, Cause

FLOOD_COUNTY = "990123"
BURSTS = ((5, 18), (6, 21), (7, 12))  # three floods in 溪口县 (month, day)
CLOSED_BEFORE = 33 + cut.DAYS  # days: most younger cases are still open
NOTICE_ROOM = 25  # days that a case of track C needs, since its notice hangs for a week
EXPIRED_BEFORE = 75  # an expired publication stood for thirty days
COUNTY_BIAS = {("990103", "HC09"): 2.2, ("990121", "HC12"): 1.6, ("990125", "HC11"): 2.0, ("990123", "HC07"): 3.0}


@dataclass(frozen=True)
class Place:
    county: County
    township: str
    township_name: str
    village: str
    village_name: str


@cache
def places() -> dict[str, tuple[list[Place], list[int]]]:
    """Villages and communities of each county with running sums of their people."""
    towns: dict[str, str] = {}
    found: dict[str, list[tuple[Place, int]]] = {county.prefix: [] for county in demo_city.COUNTIES}
    counties = {county.prefix: county for county in demo_city.COUNTIES}
    for row in demo_tree.build():
        if row.code[:6] not in counties or row.code.endswith("000000"):
            continue
        if row.code.endswith("000"):
            towns[row.code[:9]] = row.name
        else:
            place = Place(counties[row.code[:6]], row.code[:9], towns[row.code[:9]], row.code, row.name)
            found[row.code[:6]].append((place, row.population or 1))
    return {prefix: ([p for p, _n in rows], list(accumulate(n for _p, n in rows))) for prefix, rows in found.items()}


def draw_place(chance: random.Random, prefix: str, township: str = "") -> Place:
    rows, sums = places()[prefix]
    if township:
        return chance.choice([place for place in rows if place.township == township])
    return rows[bisect(sums, chance.random() * sums[-1])]


def draw(size: Size, seed: int, today: date, *, live: int) -> list[Story]:
    """All cases but the `live` ones, which the services make; oldest report first; money is given to them in the order in which they came."""
    closed = size.cases - size.under_way - live
    chance = random.Random(f"city/{seed}/{size.cases}")
    days = sorted(_closed_day(chance, today) for _index in range(closed))
    endings = _endings(chance, closed)
    outline = [(_old_enough(day, ending, today), "closed", ending) for day, ending in zip(days, endings, strict=True)]
    for stage in ("open", "unpublished", "covered", "delivering", "paused"):
        least, most = paths.AGES[stage]
        outline += [
            (today - timedelta(days=chance.randint(least, most)), stage, "") for _index in range(getattr(size, stage))
        ]
    outline.sort()
    purses = help_given.Purses(today)
    stories = []
    for index, (day, stage, ending) in enumerate(outline):
        one = random.Random(f"case/{seed}/{size.cases}/{index}")
        stories.append(story(one, index=index, day=day, today=today, stage=stage, ending=ending, purses=purses))
    help_given.share_pledges(stories, size.pledges, chance)
    household.tell_twins_apart(stories)
    return stories


def story(
    chance: random.Random,
    *,
    index: int,
    day: date,
    today: date,
    stage: str,
    ending: str = "",
    purses: help_given.Purses | None = None,
    prefix: str = "",
    township: str = "",
    cause: str = "",
    urgency: str = "",
    consent: str = "",
) -> Story:
    """One case of this day; what is not asked for is drawn. `purses` make it history: with the help that it was given."""
    latest = cut.last_office_hour(today) if purses is not None else moments.office_day(today, 1, 17)
    prefix = prefix or _county(chance, day)
    cause = cause or _cause(chance, day, prefix, stage, ending)
    place = draw_place(chance, prefix, township)
    track = _track(chance, cause, ending)
    if track == "expenditure" and stage != "closed" and (latest.date() - day).days < NOTICE_ROOM:
        track = "emergency"  # younger cases of track C are still before their decision
    one = Story(
        index=index,
        county=place.county.code,
        township=place.township,
        village=place.village,
        village_name=place.village_name,
        township_name=place.township_name,
        cause=cause,
        category=CATEGORY_OF[Cause(cause)].value,
        urgency=urgency or _urgency(chance, cause),
        track=track,
        channel="",
        identity=_pick(chance, figures.IDENTITIES),
        consent=consent or _consent(chance, cause, stage, ending),
        stage=stage,
        ending=ending,
        late=chance.random() * 100 < figures.LATE_PERCENT,
        **household.members(chance, index, place, cause, day),
    )
    one.channel = _pick(chance, figures.RED_CHANNELS if one.urgency == "red" else figures.CHANNELS)
    one.reported = narratives.reported(one.category, chance)
    paths.start(chance, one, day, today)
    household.wants(chance, one, place.county)
    if purses is not None:
        help_given.decide(chance, one, purses, today)
    paths.walk(chance, one, latest)
    if purses is not None:
        help_given.donors(chance, one, latest)
    _words(chance, one)
    return one


def _words(chance: random.Random, one: Story) -> None:
    head = one.people[0]
    total = sum(want.cost_fen for want in one.wants) // 100
    paid = sum(want.insurance_fen + want.statutory_fen for want in one.wants) // 100
    one.summary = narratives.summary(
        one.cause,
        chance,
        {
            "surname": head.name[0],
            "age": one.times["event"].year - head.born.year,
            "when": f"{one.times['event']:%-m月%-d日}",
            "members": one.size,
            "total": f"{total:,}",
            "paid": f"{paid:,}",
            "gap": f"{one.gap_fen // 100:,}",
            "village": one.village_name,
            "income": f"{one.income_fen * one.size // 100:,}",
        },
    )
    if one.cause in public.TEXTS:
        one.title, one.text = next(public.variants(one.cause, one.category, chance))


def _closed_day(chance: random.Random, today: date) -> date:
    """A day of the past year by the season's weight."""
    while True:
        day = today - timedelta(days=chance.randint(CLOSED_BEFORE, 364))
        if chance.random() * max(figures.SEASON) < figures.SEASON[day.month - 1]:
            return day


def _old_enough(day: date, ending: str, today: date) -> date:
    return min(day, today - timedelta(days=EXPIRED_BEFORE)) if ending == "expired" else day


def _endings(chance: random.Random, count: int) -> list[str]:
    """Shares kept exactly, order by chance: a small city has one of each kind too."""
    whole = sum(figures.ENDINGS.values())
    made: list[str] = []
    for ending, weight in figures.ENDINGS.items():
        made += [ending] * max(1, round(count * weight / whole))
    made = made[:count] + ["met"] * (count - len(made))
    chance.shuffle(made)
    return made


def _county(chance: random.Random, day: date) -> str:
    if any(day.month == month and 0 <= day.day - first <= 3 for month, first in BURSTS) and chance.random() < 0.7:
        return FLOOD_COUNTY
    return _pick(chance, {county.prefix: county.case_share for county in demo_city.COUNTIES})


def _cause(chance: random.Random, day: date, prefix: str, stage: str, ending: str) -> str:
    if prefix == FLOOD_COUNTY and any(day.month == m and 0 <= day.day - first <= 3 for m, first in BURSTS):
        return "HC07" if chance.random() < 0.85 else "HC04"
    weights = {cause: row[0] * COUNTY_BIAS.get((prefix, cause), 1.0) for cause, row in CAUSES.items()}
    weights["HC07"] *= 1.5 if 5 <= day.month <= 8 else 0.05
    weights["HC08"] *= 3 if day.month == 8 else 1
    for cause in ("HC06", "HC12"):
        weights[cause] *= 2 if day.month in (12, 1) else 1
    if stage in ("open", "covered", "delivering", "paused", "awaiting") or ending == "expired":
        weights["HC14"] = 0  # never published
    return _pick(chance, weights)


def _urgency(chance: random.Random, cause: str) -> str:
    if chance.random() * 100 < CAUSES[cause][1]:
        return "red" if chance.random() < (0.5 if cause in ("HC06", "HC07", "HC14", "HC15") else 0.24) else "orange"
    return "yellow" if chance.random() < 0.63 else "blue"


def _track(chance: random.Random, cause: str, ending: str) -> str:
    if cause in ("HC01", "HC02", "HC08", "HC16"):
        weights = {"fast": 20, "emergency": 20, "expenditure": 52, "charity": 8}
    else:
        weights = {"fast": 52, "emergency": 24, "expenditure": 16, "charity": 8}
    return _pick(chance, weights) if ending or cause != "HC14" else "emergency"


def _consent(chance: random.Random, cause: str, stage: str, ending: str) -> str:
    if cause == "HC14" or stage == "unpublished":
        return "no_publicity"
    if stage != "closed" or ending == "expired":
        return "full"
    if ending == "withdrawn":
        return "withdrawn"
    return _pick(chance, {"full": 72, "no_publicity": 22, "refused": 6})


def _pick(chance: random.Random, weights: dict) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]
