"""Our time limits in a real browser, for the public and for staff, on a desk and on a phone, in both languages."""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client

from common.regions.models import Region
from policy import services
from policy.in_force import forget_rules
from tests import clock
from tests.accessibility import violations
from tests.factories import partners as make

SIZES = {"desk": (1280, 900), "phone": (390, 844)}
SHOTS = os.environ.get("TIME_LIMITS_SHOTS")  # a folder: keeps what the eye should see as well
QINGPING = "990121000000"

pytestmark = pytest.mark.browser


@pytest.fixture
def stage(fresh_server):
    """A county with one limit of its own to come, another and an order still to be confirmed."""
    forget_rules()
    office = make.office(QINGPING)
    clerk, approver = (
        make.person("county_coordinator", office, "李秋实"),
        make.person("county_approver", office, "何望舒"),
    )
    start = {
        "region": Region.objects.get(pk=QINGPING),
        "basis": "青屏县民政办〔2026〕1 号",
        "by": clerk,
        "at": clock.now(),
    }
    start |= {"valid_from": clock.today() + timedelta(days=30), "basis_en": "Qingping document 1 of 2026"}
    own = {"urgency": "", "unit": "working_days", **start}
    row = services.propose_time_limit(clock="referral.accept", amount=3, **own)
    services.confirm(row=row, by=approver, at=clock.now())
    services.propose_time_limit(clock="match.deliver", amount=8, **own)
    services.propose_order(levels=[8, 11, 13, 5, 9, 12, 3, 6, 10, 2, 4, 7, 0, 1, 5], **start)
    yield SimpleNamespace(url=fresh_server.url, approver=approver)
    forget_rules()


def cookie_of(user, url: str) -> dict:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_read_well_for_everybody(chromium, stage, size):
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height})
    context.add_cookies([cookie_of(stage.approver, stage.url)])
    page, found, wide = context.new_page(), {}, []
    for prefix in ("", "/en"):
        for room in ("/time-limits/", "/desk/time-limits/"):
            page.goto(f"{stage.url}{prefix}{room}?county={QINGPING}")
            if broken := violations(page):
                found[prefix + room] = broken
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wide.append(prefix + room)
            if SHOTS:
                name = f"{(prefix + room).strip('/').replace('/', '-')}-{size}.png"
                page.screenshot(path=f"{SHOTS}/{name}", full_page=True)
    assert (found, wide) == ({}, [])
