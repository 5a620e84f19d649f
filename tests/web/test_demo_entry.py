"""The entrance of the demo: one click and somebody is inside; outside a demo it does not exist."""

from datetime import timedelta

import pytest
from django.test import Client

from common.regions import demo_tree
from demo import entry, people, stations, volunteers
from demo.people import stable_id
from organisations.models import User
from tests import clock
from tests.markup import flat

KEYS = [guise.key for room in entry.ROOMS for guise in room.guises]


@pytest.fixture
def cast(db) -> people.Cast:
    demo_tree.load()
    return people.create(clock.now() - timedelta(days=364))


@pytest.fixture
def everybody(cast) -> people.Cast:
    volunteers.hire(cast, at=clock.now())
    stations.create(cast, at=clock.now())
    return cast


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_page_lists_everybody_by_room(everybody, client):
    page = client.get("/demo/")
    text = flat(page)
    assert page.status_code == 200
    assert text.count('<form method="post" action="/demo/as/') == len(KEYS)
    for key in KEYS:
        assert User.objects.get(pk=stable_id("user", key)).display_name in text
    assert "演示" in text and "noindex" in text


def test_the_page_speaks_english(cast, client):
    text = flat(client.get("/en/demo/"))
    assert "Enter as a demo person" in text
    assert "乡镇经办人" not in text and "以演示人物进入" not in text


def test_without_a_city_the_page_says_how_to_make_one(db, client):
    page = client.get("/demo/")
    assert page.status_code == 200 and "seed_demo" in flat(page)


@pytest.mark.parametrize(
    ("key", "door"),
    [
        ("clerk", "/desk/"),
        ("grid", "/desk/reports/"),
        ("charity", "/partners/"),
        ("editor", "/cms/"),
        ("donor", "/my/"),
        ("auditor", "/desk/audit/"),
    ],
)
def test_one_click_signs_in_and_leads_to_the_room(cast, client, key, door):
    answer = client.post(f"/demo/as/{key}/")
    assert (answer.status_code, answer.url) == (302, door)
    assert signed_in(client) == str(stable_id("user", key))


def test_the_english_page_leads_to_the_english_room(cast, client):
    assert client.post("/en/demo/as/clerk/").url == "/en/desk/"


def test_every_door_opens(everybody):
    opened = {}
    for key in KEYS:
        client = Client()
        opened[key] = client.get(client.post(f"/demo/as/{key}/").url, follow=True).status_code
    assert opened == dict.fromkeys(KEYS, 200)


def test_another_person_takes_over_without_signing_out(cast, client):
    client.post("/demo/as/clerk/")
    client.post("/demo/as/approver/")
    assert signed_in(client) == str(stable_id("user", "approver"))


def test_looking_signs_nobody_in(cast, client):
    assert client.get("/demo/as/clerk/").status_code == 405
    assert signed_in(client) is None


def test_only_people_of_the_page_can_be_entered(cast, client):
    for key in ("county_approver-990102", "nobody"):
        assert client.post(f"/demo/as/{key}/").status_code == 404
    assert signed_in(client) is None


def test_an_account_that_is_not_invented_cannot_be_entered(cast, client):
    User.objects.filter(pk=stable_id("user", "clerk")).update(is_demo=False)
    assert client.post("/demo/as/clerk/").status_code == 404
    assert cast.users["clerk"].display_name not in flat(client.get("/demo/"))
    assert signed_in(client) is None


def test_another_site_cannot_press_the_button(cast):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/as/clerk/").status_code == 403
    assert signed_in(strict) is None


def test_outside_a_demo_the_entrance_does_not_exist(cast, client, settings):
    settings.IS_DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/as/clerk/").status_code == 404
    assert signed_in(client) is None
