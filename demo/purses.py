"""The money of the past year: which programme or fund would have helped whom, within its rules, quota and means.

Pure: it looks at the definitions in `supply` and at stories, and judges by the project's own conditions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from common.presence import present
from common.rules import Outcome
from demo import supply
from demo.stories import Story, Want
from needs import criteria

SPENT_OF_QUOTA = 0.8  # something is left of each quota for the cases that people will click through
FUND_SPENDS = {
    "steel-emergency": 0.62,
    "pharma-illness": 0.3,
    "park-wages": 0.35,
    "tea-winter": 0.5,
    "power-mutual": 0.4,
}
CLOSED_SOURCES = frozenset({"warm-parcel", "lamp-counselling"})  # goods and services: no money moves


@dataclass
class Purse:
    kind: str
    key: str
    name: str
    recipient: str
    region: str
    rules: dict
    cap_fen: int
    minimum_fen: int
    times_left: int
    left_fen: int
    takes_gifts: bool
    until: date
    spent_fen: int = 0

    def fits(self, story: Story, want: Want, on: date) -> bool:
        if self.times_left <= 0 or self.left_fen < max(self.minimum_fen, 200_00) or on > self.until:
            return False
        if not story.township.startswith(self.region):
            return False
        return criteria.judge(self.rules, facts(story, want, on))[0] == Outcome.PASS

    def give(self, amount_fen: int) -> None:
        self.times_left -= 1
        self.left_fen -= amount_fen
        self.spent_fen += amount_fen


def facts(story: Story, want: Want, on: date) -> dict:
    """The same words as `criteria.facts_of`, from a story."""
    return {
        "category": story.category,
        "cause": story.cause,
        "urgency": story.urgency,
        "identity": story.identity,
        "item": want.category,
        "income_fen": story.income_fen,
        "gap_fen": want.gap_fen,
        "self_paid_fen": want.cost_fen - want.insurance_fen,
        "household_size": story.size,
        "days_since_event": (on - story.times["event"].date()).days,
        "has_minors": story.minors > 0,
        "has_elderly": story.elderly > 0,
        "has_disabled": story.disabled > 0,
        "local_hukou": story.local,
    }


def purses(today: date) -> list[Purse]:
    """Near and narrow sources first, as a matching run would take them."""
    made = [*_programmes(today), *_funds(today)]
    return sorted(made, key=lambda one: (len(one.region) < 6, one.rules == {}, one.kind == "fund", one.key))


def _programmes(today: date) -> Iterator[Purse]:
    for spec in supply.PROGRAMMES:
        slug, charity, name, region, cap, minimum, quota, rules = (
            spec[0],
            spec[1],
            spec[2],
            spec[8],
            spec[10],
            spec[11],
            spec[12],
            spec[13],
        )
        if slug in CLOSED_SOURCES:
            continue
        times = int(quota * SPENT_OF_QUOTA)
        until = today - timedelta(days=170) if slug == supply.REPORT_OVERDUE else today + timedelta(days=365)
        yield Purse(
            "programme",
            slug,
            name,
            charity,
            region.rstrip("0"),
            rules,
            present(cap),
            minimum,
            times,
            times * present(cap),
            charity not in supply.TAKES_NO_GIFTS,
            until,
        )


def _funds(today: date) -> Iterator[Purse]:
    for (
        key,
        _enterprise,
        custodian,
        name,
        _en,
        region,
        _aud,
        cap,
        _total,
        rules,
        money,
        _cool,
        _default,
    ) in supply.FUNDS:
        yield Purse(
            "fund",
            key,
            name,
            custodian,
            region.rstrip("0"),
            rules,
            cap,
            500_00,
            10_000,
            int(money * FUND_SPENDS[key]),
            False,
            today + timedelta(days=365),
        )
