"""Grow the demo city from its figures: townships, villages, communities and the people in them."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice

from pypinyin import lazy_pinyin

from common.regions import demo_city, demo_names, store
from common.regions.demo_city import County
from common.regions.divisions import Division
from common.regions.kinds import TownshipKind
from common.regions.models import AreaType

KINDS = (TownshipKind.STREET, TownshipKind.TOWN, TownshipKind.TOWNSHIP)
SUFFIXES = {
    TownshipKind.STREET: ("街道", "Subdistrict"),
    TownshipKind.TOWN: ("镇", "Town"),
    TownshipKind.TOWNSHIP: ("乡", "Township"),
}
FIRST_NUMBER = {TownshipKind.STREET: 1, TownshipKind.TOWN: 101, TownshipKind.TOWNSHIP: 201}
FIRST_COMMUNITY, FIRST_VILLAGE = 1, 201

# How many communities and villages a township gets compared with the county's others, and how full each is.
COMMUNITY_WEIGHT = {TownshipKind.STREET: 12, TownshipKind.TOWN: 2, TownshipKind.TOWNSHIP: 0}
VILLAGE_WEIGHT = {TownshipKind.STREET: 2, TownshipKind.TOWN: 9, TownshipKind.TOWNSHIP: 7}
PEOPLE_PER_COMMUNITY, PEOPLE_PER_VILLAGE = 30, 10
UNEVENNESS = (8, 11, 9, 13, 10, 7, 12)  # places of a kind differ in size


def load() -> store.Written:
    """Write the demo province, city and all below; a second call changes nothing."""
    return store.write(build())


@cache
def build() -> tuple[Division, ...]:
    """All 1,526 rows, parents first; populations add up at every level."""
    rows = [replace(demo_city.PROVINCE, population=demo_city.POPULATION), demo_city.CITY]
    for county in demo_city.COUNTIES:
        rows += _county(county)
    return tuple(rows)


def shares(total: int, weights: list[int]) -> list[int]:
    """Split a whole number by weights without losing one; the largest remainders take what is left over."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def english(name: str) -> str:
    """A place name in pinyin, written as on Chinese road signs: 竹坳 → Zhu'ao."""
    first, *rest = lazy_pinyin(name)
    joined = first + "".join(f"'{syllable}" if syllable[0] in "aeo" else syllable for syllable in rest)
    return joined.capitalize()


def _county(county: County) -> Iterator[Division]:
    yield Division(
        code=county.code,
        name=county.name,
        name_en=county.name_en,
        valid_from=demo_city.VALID_FROM,
        population=county.population,
    )
    townships = list(_townships(county))
    kinds = [TownshipKind.of(township.code) for township in townships]
    communities = shares(county.communities, [COMMUNITY_WEIGHT[kind] for kind in kinds])
    villages = shares(county.villages, [VILLAGE_WEIGHT[kind] for kind in kinds])
    community_names = iter(demo_names.community_names(county.prefix))
    township_names = {_short(township) for township in townships}
    village_names = (name for name in demo_names.village_names(county.prefix) if name not in township_names)
    settled = [
        (township, [*_communities(township, islice(community_names, c)), *_villages(township, village_names, v)])
        for township, c, v in zip(townships, communities, villages, strict=True)
    ]
    yield from _with_people(county.population, settled)


def _townships(county: County) -> Iterator[Division]:
    for kind, names in zip(KINDS, demo_names.TOWNSHIPS[county.prefix], strict=True):
        chinese, western = SUFFIXES[kind]
        for number, name in enumerate(names.split(), start=FIRST_NUMBER[kind]):
            number = demo_names.TOWNSHIP_NUMBERS.get(name, number)
            yield Division(
                code=f"{county.prefix}{number:03}000",
                name=name + chinese,
                name_en=f"{english(name)} {western}",
                valid_from=demo_city.VALID_FROM,
                area_type=AreaType.URBAN if kind == TownshipKind.STREET else AreaType.RURAL,
            )


def _communities(township: Division, names: Iterator[str]) -> Iterator[Division]:
    for number, name in enumerate(names, start=FIRST_COMMUNITY):
        yield _place(township, number, name, "社区", "Community", AreaType.URBAN)


def _villages(township: Division, names: Iterator[str], count: int) -> Iterator[Division]:
    """The first village of a town bears the town's name: 松坪村 in 松坪镇."""
    own = [] if township.name.endswith("街道") or not count else [_short(township)]
    for number, name in enumerate([*own, *islice(names, count - len(own))], start=FIRST_VILLAGE):
        yield _place(township, number, name, "村", "Village", AreaType.RURAL)


def _place(township: Division, number: int, name: str, chinese: str, western: str, area: AreaType) -> Division:
    return Division(
        code=f"{township.code[:9]}{number:03}",
        name=name + chinese,
        name_en=f"{english(name)} {western}",
        valid_from=demo_city.VALID_FROM,
        area_type=area,
    )


def _with_people(people: int, settled: list[tuple[Division, list[Division]]]) -> Iterator[Division]:
    """Spread the county's people over its places; a township has the sum of its places."""
    places = [place for _township, inside in settled for place in inside]
    weights = [
        (PEOPLE_PER_COMMUNITY if place.area_type == AreaType.URBAN else PEOPLE_PER_VILLAGE)
        * UNEVENNESS[i % len(UNEVENNESS)]
        for i, place in enumerate(places)
    ]
    counts = iter(shares(people, weights))
    for township, inside in settled:
        peopled = [replace(place, population=next(counts)) for place in inside]
        yield replace(township, population=sum(place.population or 0 for place in peopled))
        yield from peopled


def _short(township: Division) -> str:
    """The name without its kind: 松坪镇 → 松坪."""
    return township.name.removesuffix("街道") if township.name.endswith("街道") else township.name[:-1]
