"""Pages that mask and show on request, in a real browser: on a phone and at a desk, in both languages."""

import os
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client

from needs import services as needs
from tests import clock
from tests.accessibility import violations
from tests.factories import cases as make

pytestmark = pytest.mark.browser
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
SHOTS = os.environ.get("SHOTS", "")  # a folder, for whoever wants to look


@pytest.fixture
def stage(fresh_server) -> SimpleNamespace:
    at = clock.now() - timedelta(days=1)
    cast = make.staged(at)
    told = make.reported_clue(cast, at, make.canary_family(), by=None, channel="online")
    taken = needs.take_clue(clue=told, by=cast.users["clerk"], at=at)
    case = make.opened_case(cast, at, make.canary_family())
    return SimpleNamespace(url=fresh_server.url, users=cast.users, taken=taken, case=case, linked=case.clues.get())


def page_of(chromium, stage, who: str, size: str):
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, base_url=stage.url)
    client = Client()
    client.force_login(stage.users[who])
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": stage.url}])
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    return page


def looked_at(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert page.said == [] and violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_masked_then_shown_with_a_reason(chromium, stage, size, prefix):
    name = make.CANARIES["name"]
    shot = f"{size}-{prefix.strip('/') or 'zh'}"
    own = page_of(chromium, stage, "clerk", size)
    own.goto(f"{prefix}/desk/clues/{stage.taken.number}/")
    assert name in own.content()
    looked_at(own, f"clue-own-{shot}")
    own.goto(f"{prefix}/desk/clues/{stage.linked.number}/")
    assert name not in own.content()
    looked_at(own, f"clue-opened-{shot}")
    page = page_of(chromium, stage, "reviewer", size)
    for path, what in ((f"clues/{stage.taken.number}", "clue"), (f"cases/{stage.case.number}", "case")):
        page.goto(f"{prefix}/desk/{path}/")
        assert name not in page.content()
        page.locator("details:has(form[action$='/reveal/']) summary").click()
        looked_at(page, f"{what}-asked-{shot}")
        page.locator("form[action$='/reveal/'] select").select_option("visit")
        page.locator("form[action$='/reveal/'] button").click()
        page.wait_for_load_state()
        assert name in page.content()
        looked_at(page, f"{what}-shown-{shot}")
