"""Who lives in the house, and what is missing there."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from typing import Any

from common.regions.demo_city import County
from demo import figures, names
from demo.stories import Figure, Story, Want

Y = 100
P90 = 1.2816  # standard deviations from the median to the 90th percentile of a normal
# many, so that three families of one employer are a sign and not an accident of the seed
EMPLOYERS = (
    "宏昌",
    "福源",
    "锦泰",
    "永丰",
    "顺达",
    "联兴",
    "佳和",
    "瑞成",
    "华茂",
    "德信",
    "广益",
    "盛隆",
    "茂源",
    "同福",
    "利丰",
)
CHILDREN = ("HC05", "HC08", "HC11", "HC16")


def members(chance: random.Random, index: int, place: Any, cause: str, day: date) -> dict[str, Any]:
    """Size, ages and names; the head first. Two people never share an identity number."""
    size = chance.choices(list(figures.SIZES), list(figures.SIZES.values()))[0]
    size = max(size, 3) if cause in CHILDREN else 1 if cause in ("HC12", "HC15") else size
    age = _age(chance, cause)
    people = [_figure(chance, index, 0, place, day, age, relation="户主")]
    for place_in_house in range(1, min(size, 4)):
        younger = place_in_house > 1 or size == 2 and age > 60
        next_age = chance.randint(6, 22) if younger and age > 28 else max(20, age - chance.randint(-4, 6))
        people.append(
            _figure(
                chance, index, place_in_house, place, day, next_age, relation="子女" if next_age < age - 15 else "配偶"
            )
        )
    ages = [(day - one.born).days // 365 for one in people]
    minors = sum(one < 18 for one in ages) + (chance.random() < 0.4 if size > 4 else 0)
    return {
        "people": people,
        "size": size,
        "minors": minors,
        "elderly": sum(one >= 60 for one in ages),
        "disabled": int(cause == "HC10" or chance.random() * 100 < figures.DISABLED_PERCENT),
        "income_fen": chance.randint(30, 190) * 10 * Y,
        "local": cause != "HC15" and chance.random() * 100 < figures.LOCAL_PERCENT,
        "hospital": _hospital(place) if cause in ("HC01", "HC02", "HC03", "HC04", "HC10", "HC13") else "",
        "school": f"{place.county.name[:2]}育新学校" if cause == "HC08" else "",
        "employer": f"{place.county.name[:2]}{EMPLOYERS[index % len(EMPLOYERS)]}制衣厂" if cause == "HC09" else "",
    }


def _age(chance: random.Random, cause: str) -> int:
    if cause == "HC12":
        return chance.randint(75, 90)
    if cause == "HC11":
        return chance.randint(62, 74)  # the grandparent who keeps the child
    if cause in ("HC08", "HC09", "HC15"):
        return chance.randint(32, 55)
    return min(84, max(24, round(chance.gauss(54, 13))))


def _figure(chance, index: int, number: int, place, day: date, age: int, relation: str) -> Figure:
    male = chance.random() * 100 >= figures.FEMALE_PERCENT
    born = day - timedelta(days=age * 365 + age // 4 + chance.randint(1, 360))
    serial = index * 4 + number + 1
    return Figure(
        name=names.person_name(chance, male=male),
        born=born,
        male=male,
        relation=relation,
        id_no=names.resident_id(place.county.prefix, born, serial, male=male) if number < 2 else "",
        phone=names.phone(serial) if number == 0 else "",
        bank=names.bank_account(serial) if number == 0 else "",
    )


def tell_twins_apart(stories: list[Story]) -> None:
    """No identity number twice in the city: who would share one was born a day earlier."""
    seen: set[str] = set()
    for story in stories:
        for one in story.people:
            while one.id_no and one.id_no in seen:
                one.born -= timedelta(days=1)
                one.id_no = names.resident_id(one.id_no[:6], one.born, int(one.id_no[14:17]) // 2, male=one.male)
            seen.add(one.id_no)


def _hospital(place) -> str:
    return f"{place.county.name}人民医院"


def wants(chance: random.Random, story: Story, county: County) -> None:
    """Need items with costs that add up: insurance and statutory aid lower the cost, the rest is the gap."""
    count = chance.choices(list(figures.ITEMS), list(figures.ITEMS.values()))[0]
    base = county.dibao_urban_fen if story.township[6] == "0" else county.dibao_rural_fen
    story.temporary_fen = _temporary(chance, story, base)
    gap = _gap(chance, story)
    cash = list(figures.CASH[story.cause])[: 1 + sum(chance.random() < 0.5 for _more in range(count - 1))]
    first, *more = _parts(chance, gap, len(cash))
    story.wants = [_first(chance, story, cash[0], first)]
    story.wants += [_plain(category, part) for category, part in zip(cash[1:], more, strict=True)]
    for kind, category, most in figures.IN_KIND[story.cause][: count - len(cash)]:
        story.wants.append(Want(kind, category, quantity=chance.randint(1, most)))
    for want in story.wants:
        want.left_fen = want.gap_fen


def _temporary(chance: random.Random, story: Story, base_fen: int) -> int:
    """Temporary aid, whole yuan, within the caps of the demo's rule pack (§3.3)."""
    if story.track == "charity":
        return 0
    if story.track == "fast":
        return min(chance.randint(64, 130) * 10 * Y, base_fen * story.size)
    drawn = _log_normal(chance, 2_400, 7_400)
    return min(max(300, round(drawn / 10) * 10) * Y, base_fen * 12, 50_000 * Y)


def _gap(chance: random.Random, story: Story) -> int:
    """Whole yuan in fen; what charity may close."""
    _weight, _urgent, median, high, gap = figures.CAUSES[story.cause]
    drawn = _log_normal(chance, gap, gap * high / median)
    return max(300 if story.cause == "HC15" else 800, min(round(drawn / 10) * 10, figures.HIGHEST_COST // 4)) * Y


def _first(chance: random.Random, story: Story, category: str, gap_fen: int) -> Want:
    """The main item. Illness and injury: insurance pays half to three quarters, medical aid some of the rest."""
    if story.cause not in figures.INSURED:
        return Want("cash", category, cost_fen=gap_fen + story.temporary_fen, statutory_fen=story.temporary_fen)
    medical_aid = _medical_aid(chance, story, gap_fen)
    own = gap_fen + story.temporary_fen + medical_aid
    insured = chance.uniform(0.55, 0.80)
    cost = min(round(own / (1 - insured)) + chance.randint(0, 99), figures.HIGHEST_COST * Y)
    return Want(
        "cash", category, cost_fen=cost, insurance_fen=cost - own, statutory_fen=story.temporary_fen + medical_aid
    )


def _medical_aid(chance: random.Random, story: Story, gap_fen: int) -> int:
    share = chance.uniform(0.15, 0.4) * (1.5 if story.identity in ("dibao", "destitute") else 1)
    return 0 if story.track == "fast" else round(gap_fen * share / 1000 / Y) * 1000 * Y


def _plain(category: str, gap_fen: int) -> Want:
    return Want("cash", category, cost_fen=gap_fen)


def _parts(chance: random.Random, total_fen: int, count: int) -> list[int]:
    """Whole yuan; the first takes the most."""
    rest, parts = total_fen, []
    for _one in range(count - 1):
        part = max(200 * Y, int(rest * chance.uniform(0.12, 0.3)) // (10 * Y) * 10 * Y)
        part = min(part, rest // 3 // Y * Y)
        parts.append(part)
        rest -= part
    return [rest, *parts]


def _log_normal(chance: random.Random, median: float, high: float) -> float:
    return median * math.exp(chance.gauss(0, 1) * math.log(high / median) / P90)
