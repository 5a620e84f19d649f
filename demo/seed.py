"""Making the invented city: chapter by chapter, each in one transaction, so that a broken run is continued by the next.

    demo.seed.seed(size="small", seed=1, as_of=date.today()) -> City

The same seed and day make the same city, down to addresses and numbers. What has a chapter is not made again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.timezone import localdate

from common.outbox.services import deliver_due
from common.regions import demo_tree
from demo import live, moments, people, plan, scenarios, scenarios_referrals, stations, supply, today, volunteers
from demo.bulk import books, reserves, year
from demo.bulk.office import Office
from demo.chance import repeatable
from demo.figures import SIZES_OF_CITY
from demo.models import Chapter
from demo.stage import Stage

OLDEST_DAY = timedelta(days=60)
Say = Callable[[str], None]


LAST = "news"  # the chapter that ends the seed: where it stands, all stand
#: Chapters beside those of the year and of the stage.
AROUND = ("regions", "supply", "volunteers", "stations", "income", "papers", "certificates", "reserves", LAST)


class AnotherCity(Exception):
    """The database holds a city of another size, seed or day; a second one does not fit into it."""


@dataclass
class City:
    cast: people.Cast
    day: date
    now: datetime
    notes: list[str] = field(default_factory=list)


def seed(*, size: str = "small", seed: int = 1, as_of: date | None = None, say: Say = lambda _line: None) -> City:
    """Make the city, or what is still missing of it. `as_of` is the city's today; the first run fixes it."""
    return _Seeding(size, seed, as_of, say).run()


class _Seeding:
    def __init__(self, size: str, number: int, as_of: date | None, say: Say) -> None:
        self.size, self.seed, self.say = size, number, say
        self.day = _day(size, number, as_of)
        self.now = moments.morning(self.day)
        self.staged = [
            *live.chapters(size),
            *scenarios.chapters(),
            *today.chapters(size),
            *scenarios_referrals.chapters(),
        ]
        self.walked = live.count(size) + scenarios.COUNT
        chunks = year.count(SIZES_OF_CITY[size].cases - self.walked)
        self.passed, self.total = 0, chunks + len(self.staged) + len(AROUND)
        books.forget()

    def run(self) -> City:
        self.chapter("regions", demo_tree.load)
        with repeatable(f"{self.seed}/cast"):
            cast = people.create(self.now - people.YEAR)
        self.chapter("supply", lambda: supply.create(cast, at=self.now))
        self.chapter("volunteers", lambda: volunteers.create(cast, size=self.size, at=self.now))
        self.chapter("stations", lambda: stations.create(cast, at=self.now))
        stories = plan.draw(SIZES_OF_CITY[self.size], self.seed, self.day, live=self.walked)
        self._year(stories, Office(cast))
        stage = Stage(cast, self.day, self.seed)
        for name, step in self.staged:
            self.chapter(name, partial(step, stage))
        self.chapter(LAST, self._deliver)
        return City(cast, self.day, self.now)

    def _year(self, stories: list, office: Office) -> None:
        self.chapter("income", lambda: year.book_income(stories, office, self.day))
        self.chapter("papers", lambda: year.write_papers(office, self.now))
        paper = year.stored_papers(office)
        name = f"{self.size}-{self.seed}"
        for number, chunk in enumerate(year.chunks(stories)):
            self.chapter(f"year-{number:02}", partial(year.write_chunk, chunk, office, paper, name, self.day))
        self.chapter("certificates", year.certify_runs)
        self.chapter("reserves", lambda: reserves.write(office, self.day))

    def _deliver(self) -> None:
        while deliver_due(self.now, limit=500):
            pass

    def chapter(self, name: str, write: Callable[[], object]) -> None:
        """Once: the rows and the note that they stand come together."""
        self.passed += 1
        if Chapter.objects.filter(key=name).exists():
            return
        with transaction.atomic(), repeatable(f"{self.size}/{self.seed}/{name}"):
            write()
            Chapter.objects.create(key=name, size=self.size, seed=self.seed, day=self.day)
        self.say(f"  {self.passed}/{self.total} {name}")


def _day(size: str, number: int, as_of: date | None) -> date:
    """The city's today: what the first run said, else what is asked for, else the calendar's."""
    first = Chapter.objects.order_by("key").first()
    if first is None:
        day = as_of or localdate()
        if day < localdate() - OLDEST_DAY:
            raise AnotherCity("The ledger runs by the database's clock: the city's day is at most 60 days back.")
        return day
    if (first.size, first.seed) != (size, number) or as_of not in (None, first.day, localdate()):
        raise AnotherCity(f"This database holds the {first.size} city of seed {first.seed} on {first.day}.")
    return first.day
