"""Who helped in the past year: grants of programmes and funds, gifts of donors, promises behind the gifts."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from demo.purses import Purse, purses
from demo.stories import Grant, Present, Story

Y = 100
AMOUNTS = (20, 50, 50, 100, 100, 100, 200, 200, 300, 500, 500, 1000)
MOST_BY_GIFTS = 6_000 * Y
DONORS = 90


class Purses:
    """All sources of the year with what they have left."""

    def __init__(self, today: date) -> None:
        self.all: list[Purse] = purses(today)

    def fitting(self, story: Story, want, on: date, used: set[str]):
        return (one for one in self.all if one.key not in used and one.fits(story, want, on))


def decide(chance: random.Random, story: Story, purses: Purses, today: date) -> None:
    """Draw what help this case got, as its stage and ending ask for."""
    if story.stage == "closed":
        _decide_closed(chance, story, purses)
    elif story.stage in ("covered", "delivering"):
        _cover(chance, story, purses, MOST_BY_GIFTS if story.consent == "full" else 0)
        state = ("disbursing", "delivered", "verified")[story.index % 3] if story.stage == "delivering" else "accepted"
        _set_state(story, state)
    elif story.stage in ("open", "unpublished", "paused") and story.index % 4:
        _grants(chance, story, purses, most=1)
        _set_state(story, "accepted")  # an offer waits three days: those that still do are younger than the cut
        if story.consent == "full" and story.index % 4 > 1:
            share = 0.93 if story.index % 8 == 3 else chance.uniform(0.1, 0.7)
            _presents(chance, story, int(_left(story) * share) // (10 * Y) * 10 * Y)


def _decide_closed(chance: random.Random, story: Story, purses: Purses) -> None:
    if story.ending == "met" and (story.track == "fast" and chance.random() < 0.8):
        story.ending = "government"
    if story.consent == "refused" and story.ending in ("met", "partly"):
        story.ending = "government"
    if story.ending == "met":
        _cover(chance, story, purses, MOST_BY_GIFTS if story.consent == "full" else 0)
    elif story.ending == "partly":
        _grants(chance, story, purses, most=1)
        if story.grants and story.consent == "full" and chance.random() < 0.6:
            _presents(chance, story, int(_left(story) * chance.uniform(0.05, 0.4)) // (10 * Y) * 10 * Y)
    if story.ending in ("met", "partly") and not story.grants:
        story.ending = "government"
    if story.ending == "government":
        _settle_by_government(story)


def _settle_by_government(story: Story) -> None:
    """Statutory aid closes it: the verified cost is what insurance and aid paid."""
    story.presents, story.wants = [], story.wants[:1]
    want = story.wants[0]
    if not want.statutory_fen:
        want.statutory_fen = story.temporary_fen = 800 * Y
    want.cost_fen = want.insurance_fen + want.statutory_fen


def _grants(chance: random.Random, story: Story, purses: Purses, most: int) -> None:
    on = story.times["reported"].date() + timedelta(days=9)
    used: set[str] = set()
    for number, want in enumerate(story.wants):
        if want.kind != "cash":
            continue
        for purse in purses.fitting(story, want, on, used):
            if len(story.grants) >= most or want.left_fen < 300 * Y:
                break
            amount = min(purse.cap_fen, want.left_fen, purse.left_fen) // Y * Y
            if amount > 2_000 * Y and chance.random() < 0.5:
                amount = int(amount * chance.uniform(0.55, 0.95)) // (100 * Y) * 100 * Y
            if amount < max(purse.minimum_fen, 200 * Y):
                continue
            purse.give(amount)
            used.add(purse.key)
            want.left_fen -= amount
            story.grants.append(Grant(purse, number, amount))


def _cover(chance: random.Random, story: Story, purses: Purses, by_gifts: int) -> None:
    """Nothing may be left: what neither grants nor gifts reach was not needed, the verified cost was lower."""
    _grants(chance, story, purses, most=2 if _left(story) < 14_000 * Y else 3)
    if not story.grants:
        return
    if by_gifts and _claimable(story):
        _presents(chance, story, min(_left(story), by_gifts))
    for want in list(story.wants):
        if want.left_fen:
            want.cost_fen -= want.left_fen
            want.left_fen = 0
    _drop_empty(story)


def _drop_empty(story: Story) -> None:
    """An item that nobody had to pay is no item; grants and gifts keep pointing at theirs."""
    kept = [i for i, want in enumerate(story.wants) if want.kind != "cash" or want.cost_fen > want.insurance_fen]
    moved = {old: new for new, old in enumerate(kept)}
    story.wants = [story.wants[i] for i in kept]
    story.grants = [grant for grant in story.grants if grant.want in moved]
    for grant in story.grants:
        grant.want = moved[grant.want]
    for present in story.presents:
        present.parts = [(moved[i], fen) for i, fen in present.parts]


def _claimable(story: Story) -> bool:
    return bool(story.grants) and any(grant.source.takes_gifts for grant in story.grants)


def _presents(chance: random.Random, story: Story, total_fen: int) -> None:
    """Gifts that add up to so much, spread over the items in their order."""
    if not _claimable(story):
        return
    while total_fen >= 1 * Y and len(story.presents) < 14:
        amount = min(chance.choice(AMOUNTS) * Y, total_fen)
        if len(story.presents) == 13 or total_fen - amount < 5 * Y:
            amount = total_fen
        parts, rest = [], amount
        for number, want in enumerate(story.wants):
            part = min(rest, want.left_fen if want.kind == "cash" else 0)
            if part:
                parts.append((number, part))
                want.left_fen -= part
                rest -= part
        donor = -1 if chance.random() < 0.35 else _donor(chance)
        shown = chance.choices(["anonymous", "surname", "name"], [45, 40, 15])[0] if donor >= 0 else "anonymous"
        story.presents.append(Present(donor, amount - rest, story.times["reported"], shown, parts=parts))
        total_fen -= amount
        if rest:
            break


def _donor(chance: random.Random) -> int:
    """Some give often, most once or twice; the two with a face in the demo gave now and then."""
    if chance.random() < 0.008:
        return chance.randint(0, 1)
    return 2 + int(chance.random() ** 2 * (DONORS - 2))


def _left(story: Story) -> int:
    return sum(want.left_fen for want in story.wants if want.kind == "cash")


def _set_state(story: Story, state: str) -> None:
    for grant in story.grants:
        grant.state = state


def donors(chance: random.Random, story: Story, latest: datetime) -> None:
    """Gifts come between the charity's answer and the payment, one after another."""
    if not story.presents:
        return
    first = story.times["accepted"] + timedelta(minutes=6)
    last = story.times.get("given") or latest
    span = max(60.0, (last - first).total_seconds())
    marks = sorted(chance.random() for _present in story.presents)
    for present, mark in zip(story.presents, marks, strict=True):
        present.at = first + timedelta(seconds=int(span * mark * 0.98) + 1)


def share_pledges(stories: list[Story], count: int, chance: random.Random) -> None:
    """Seven in ten promises were kept: those gifts came out of a promise made before."""
    given = [one for story in stories for one in story.presents if one.donor >= 0]
    for present in chance.sample(given, min(len(given), int(count * 0.8))):
        present.pledged = True
