"""How many questions each list asks the database: the same with few rows and with many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.runs import services as runs
from tests import clock
from tests.factories import cases as make
from tests.web.test_desk_city import city, signed_in, url  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LISTS = [
    ("approver", "home"),
    ("clerk", "clues"),
    ("clerk", "cases"),
    ("approver", "matches"),
    ("reviewer", "duplicates"),
    ("approver", "texts"),
    ("auditor", "audit"),
    ("clerk", "home"),
]
MANY = 8
MOST = 13  # a list of matches reads each kind of source once
MOST_TODAY = 12  # one for each kind of work that stands on the page


def asked(client, user, name: str) -> int:
    signed_in(client, user)
    client.get(url(name))  # what is read once per process is read now
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url(name)).status_code == 200
    return len(queries)


def one_of_each(city, at) -> None:  # noqa: F811
    home = make.family()
    make.opened_case(city, at, home)
    make.reported_clue(city, at + timedelta(hours=3), home)
    make.reported_clue(city, at, make.family())
    make.submitted_need(city, at, make.family())
    make.unpublished_case(city, at, make.family())


def test_more_rows_ask_no_more_questions(client, city):  # noqa: F811
    at = clock.now() - timedelta(days=2)
    one_of_each(city, at)
    before = {(role, name): asked(client, city.users[role], name) for role, name in LISTS}
    for _number in range(MANY):
        one_of_each(city, at)
    runs.run(county=city.agreed.county, by=city.users["coordinator"], at=at + timedelta(days=1))
    after = {(role, name): asked(client, city.users[role], name) for role, name in LISTS}
    print(before, after)
    lists = {key for key in before if key[1] != "home"}
    assert {key: after[key] for key in lists} == {key: before[key] for key in lists}
    assert all(after[key] <= before[key] for key in before)  # a page of today's list may show fewer kinds of work
    assert all(count <= (MOST_TODAY if name == "home" else MOST) for (_role, name), count in after.items()), after
