"""One door for every workspace: each page has it, and no answer from behind it is kept anywhere."""

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from organisations.permissions import Permission as P
from organisations.roles import Workspace
from tests import clock
from tests.factories import cases as make
from workspace.door import Door

BEHIND = ("desk/", "partners/", "my/", "workspace/")
# whoever holds a gift's token sees it without an account; it answers no-store by itself
GUESTS = {"my/gifts/<str:key>/"}


def addresses(resolver=None, before: str = ""):
    """(pattern, view) of every page whose address lies in a workspace."""
    for one in (resolver or get_resolver()).url_patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one, pattern)
        elif pattern.startswith(BEHIND) and pattern not in GUESTS:
            yield pattern, one.callback


def test_every_page_of_a_workspace_has_a_door():
    found = dict(addresses())

    assert {pattern for pattern, view in found.items() if not isinstance(getattr(view, "door", None), Door)} == set()
    assert len(found) >= 160


def test_a_door_names_the_workspace_or_a_permission_unless_it_is_for_everybody():
    everybody = {pattern for pattern, view in addresses() if view.door == Door()}

    assert {pattern for pattern in everybody if not pattern.startswith(("my/", "workspace/"))} == set()
    assert dict(addresses())["desk/clues/"].door == Door(frozenset({Workspace.DESK, Workspace.REPORTS}))
    assert dict(addresses())["desk/resources/"].door.permissions == (P.SEE_CASES,)


@pytest.fixture
def clerk(db) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make.staged(clock.now(), sources=()).users["clerk"])
    return client


@pytest.mark.parametrize(
    ("name", "args", "method", "status"),
    [
        ("desk:home", (), "GET", 200),
        ("desk:clues", (), "GET", 200),
        ("desk:clue", ("JL-NONE",), "GET", 404),
        ("desk:audit", (), "GET", 403),
        ("desk:clue_act", ("JL-NONE", "take"), "GET", 405),
        ("desk:reports", (), "GET", 200),
        ("partners:home", (), "GET", 403),
        ("portal:my", (), "GET", 200),
        ("portal:offer", ("PP-NONE",), "GET", 404),
        ("notifications", (), "GET", 200),
        ("workspace", (), "GET", 302),
    ],
)
def test_no_answer_is_kept_whatever_it_says(clerk, name, args, method, status):
    response = clerk.generic(method, reverse(name, args=args))

    assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")


def test_the_way_to_sign_in_is_not_kept_either_and_public_pages_are_left_alone(db):
    assert Client().get(reverse("desk:clues")).headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in Client().get(reverse("patterns")).headers


@pytest.mark.parametrize(
    "path", ["/time-limits/?county=%00", "/receipts/verify/%00/", "/report/self/%00/", "/?q=a%00b"]
)
def test_a_null_byte_in_an_address_is_a_bad_request_for_everybody(client, path):
    assert client.get(path).status_code == 400


def test_a_null_byte_in_a_form_is_a_bad_request_and_writes_nothing(client, db):
    before = make.everything()
    assert client.post("/complaints/", {"kind": "service\x00"}).status_code == 400
    assert make.everything() == before
