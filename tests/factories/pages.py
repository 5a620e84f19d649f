"""The public site as `setup_pages` leaves it, and published needs in named situations, row by row and many at once.

How a need becomes public is tested with `needs`; here it only has to be there.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import pytest

from donations.models import Claim
from organisations.models import Organisation, User
from pages.setup import set_up
from programmes.models import Programme
from publication.models import PublicItem, PublicNeed, PublicStep
from tests.factories.partners import NOW, TODAY, charity, organisation, person, running_programme
from tests.factories.regions import demo_region

COUNTY, OTHER_COUNTY = "990102000000", "990103000000"
CITY_COUNTIES = (COUNTY, OTHER_COUNTY, "990121000000")
_serial = count(1)


@pytest.fixture(scope="module")
def site_db(django_db_setup: None, fresh_db_module: str, django_db_blocker) -> Iterator[None]:
    """A database of the module's own with the pages in it: setting them up takes seconds, so once must do.

    The run's own database is asked for first, or it would take the place of this one at the first test.
    """
    with django_db_blocker.unblock():
        set_up(TODAY)
    yield


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the pages stands at the factories' NOW."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def shown_need(
    *cost_yuan: int,
    secured_yuan: int = 0,
    title: str = "手术后费用未落实",
    county: str = COUNTY,
    story: str = "主要劳动力突发重病，自付费用没有着落。",
    **fields: Any,
) -> PublicNeed:
    """A live need with its cost lines; `secured_yuan` is covered by charity, from the first line on."""
    author, approver = _author_and_approver()
    need = PublicNeed.objects.create(
        **{
            **_row(title, story, county, author, approver),
            "need_fen": sum(cost_yuan) * 100,
            "charity_fen": secured_yuan * 100,
            **fields,
        },
    )
    for position, yuan in enumerate(cost_yuan):
        part = min(yuan, secured_yuan)
        secured_yuan -= part
        PublicItem.objects.create(
            public_need=need,
            kind="cash",
            category=("medical", "rehab", "care_stay")[position],
            need_fen=yuan * 100,
            secured_fen=part * 100,
            evidence="seen",
            position=position,
        )
    return need


def many_needs(number: int) -> None:
    """Spread over counties, kinds, gaps and urgencies, with equal deadlines among them."""
    author, approver = _author_and_approver()
    kinds, urgencies = ("illness", "injury", "fire_flood", "school"), ("red", "orange", "yellow", "blue")
    needs = [
        PublicNeed(
            **{
                **_row(f"第{index}件急事", "缺一笔费用。", CITY_COUNTIES[index % 3], author, approver),
                "need_fen": (index % 7 + 1) * 100_000,
                "category": kinds[index % 4],
                "urgency": urgencies[index % 3],
                "deadline_on": TODAY + timedelta(days=index % 5),
            }
        )
        for index in range(number)
    ]
    PublicNeed.objects.bulk_create(needs)
    PublicItem.objects.bulk_create(
        PublicItem(
            public_need=need, kind="cash", category="medical", need_fen=need.need_fen, evidence="seen", position=0
        )
        for need in needs
    )


def _author_and_approver() -> tuple[User, User]:
    return person("township_clerk", organisation("township")), person("county_approver", organisation("civil_affairs"))


def _row(title: str, story: str, county: str, author: User, approver: User) -> dict[str, Any]:
    return {
        "category": "illness",
        "county": demo_region(county),
        "title": title,
        "story": story,
        "urgency": "orange",
        "deadline_on": TODAY + timedelta(days=9),
        "live": True,
        "state": "published",
        "author": author,
        "approved_by": approver,
        "approved_at": NOW - timedelta(days=1),
        "gate_version": "test",
        "gate_hash": sha256(f"{title}\n{story}".encode()).hexdigest(),
        "created_at": NOW,
        "updated_at": NOW,
    }


def goods(need: PublicNeed, category: str, quantity: int, secured: int = 0) -> PublicItem:
    return PublicItem.objects.create(
        public_need=need,
        kind="goods",
        category=category,
        quantity=quantity,
        secured_quantity=secured,
        evidence="seen",
        position=100 + next(_serial),
    )


def step(need: PublicNeed, day: int, kind: str, amount_fen: int | None = None) -> PublicStep:
    """Day 1 lies so far back that all of them are past."""
    return PublicStep.objects.create(
        public_need=need,
        day=day,
        kind=kind,
        amount_fen=amount_fen,
        effect_key=f"test:{next(_serial)}",
        at=NOW - timedelta(days=12 - day),
    )


def giving_programme(holder: Organisation | None = None, **reported: Any) -> Programme:
    """Its charity can be paid online; `reported` are the dates of reports, which are not the charity's to type in."""
    programme = running_programme(holder or charity(payment_account="acct_demo_1", contact_phone="00012340000"))
    Programme.objects.filter(pk=programme.pk).update(**{"last_report_on": date(2026, 9, 30), **reported})
    programme.refresh_from_db()
    return programme


def claim(programme: Programme, need: PublicNeed) -> Claim:
    return Claim.objects.create(
        programme=programme, public_need=need, claimed_by=programme.created_by, claimed_at=NOW - timedelta(hours=3)
    )
