"""Volunteers and their services on screens: who sees a name, what a refusal says, and the way from asking to hours."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from common.audit.models import AuditEvent
from common.sealed import opened
from programmes.volunteers.models import Volunteer
from tests import clock
from tests.factories import cases as stage
from tests.factories import volunteers as make
from tests.markup import flat
from volunteering import services
from volunteering.models import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return clock.now().astimezone(ZoneInfo("Asia/Shanghai")) - timedelta(days=2)


@pytest.fixture
def cast(at):
    return stage.staged(at)


@pytest.fixture
def of(cast):
    return make.body()


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response) -> str:
    return flat(response)


def test_one_registers_and_submits_and_another_passes(cast, of):
    collects, decides = browser(of.collects), browser(of.decides)
    page = collects.post(
        "/partners/volunteers/new/",
        {
            "token": "11111111-1111-4111-8111-111111111112",
            "organisation": of.organisation.pk,
            "name": "谷清和",
            "phone": "00033334444",
            "id_no": stage.make_resident_id("990121", datetime(1990, 2, 3).date(), 21),
            "skills": ["care"],
            "region": "990100000000",
            "weekly_hours": "3",
        },
    )
    one = Volunteer.objects.get()
    assert (page.status_code, page["Location"], one.weekly_minutes) == (302, f"/partners/volunteers/{one.number}/", 180)
    until = clock.today() + timedelta(days=200)
    collects.post(
        f"/partners/volunteers/{one.number}/vetting/",
        {"identity_seen": "on", "insurance_policy": "演示 1", "insurance_until": until.isoformat()},
    )
    refused = browser(of.collects).post(f"/partners/volunteers/{one.number}/decide/", {"decision": "vetted"})
    assert refused.status_code == 403
    assert "由另一位有审核权限的同事决定" in words(collects.get(f"/partners/volunteers/{one.number}/"))
    decides.post(f"/partners/volunteers/{one.number}/decide/", {"decision": "vetted"})
    assert Volunteer.objects.get().vetted_until == until
    assert AuditEvent.objects.filter(verb="personal_data.read", subject_id=str(one.pk)).exists()


def test_a_refusal_asks_for_its_reason_and_the_page_says_so(cast, of, at):
    one = make.registered(at, of)
    make.volunteers.submit_vetting(volunteer=one, papers=make.papers(clock.today()), by=of.collects, at=clock.now())
    page = browser(of.decides).post(f"/partners/volunteers/{one.number}/decide/", {"decision": "refused", "reason": ""})
    assert page.status_code == 422 and "请填写" in words(page)
    assert Volunteer.objects.get().state == "submitted"


def test_the_office_sees_numbers_and_what_is_lacking_and_a_blocked_choice_says_why(cast, of, at):
    item = make.service_item(cast, at - timedelta(days=1), minors=1)
    checked, adults_only = make.vetted(at, of), make.vetted(at, of, minors=False)
    clerk, day = browser(cast.users["clerk"]), (clock.today() + timedelta(days=3)).isoformat()
    wanted = {"item": str(item.pk), "day": day, "time": "15:00", "planned_minutes": "90"}
    address = f"/desk/cases/{item.case.number}/volunteers/"
    page = words(clerk.get(address, wanted))
    assert checked.number in page and adults_only.number in page and opened(checked.name) not in page
    assert "缺少有效的违法犯罪记录查询" in page
    ask = {**wanted, "token": "11111111-1111-4111-8111-111111111113", "place": "松坪镇社会工作站"}
    blocked = clerk.post(address, {**ask, "volunteer": adults_only.number})
    assert blocked.status_code == 422 and "这户涉及未成年人" in words(blocked)
    assert not Assignment.objects.exists()
    assert clerk.post(address, {**ask, "volunteer": checked.number}).status_code == 302
    assert Assignment.objects.get().volunteer == checked


def test_the_organisation_learns_place_and_household_only_with_consent(cast, of, at):
    item = make.service_item(cast, at - timedelta(days=1))
    one = make.proposed(cast, item, make.vetted(at, of), at, starts_at=at + timedelta(days=5))
    keeper, address = browser(of.collects), f"/partners/assignments/{one.number}/"
    before = words(keeper.get(address))
    assert opened(one.place) not in before and opened(item.case.household.head.name) not in before
    denied = keeper.post(f"{address}confirm/", {"volunteer_agreed": "on"})
    assert denied.status_code == 422 and "家庭还没有同意" in words(denied)
    assert keeper.post(f"{address}contact/").status_code == 302
    stage.sharing_consent(cast, item.case, of.organisation, clock.now())
    assert keeper.post(f"{address}confirm/", {"volunteer_agreed": "on"}).status_code == 302
    agreed = words(keeper.get(address))
    assert opened(one.place) in agreed and opened(item.case.household.head.name) not in agreed
    assert opened(item.case.household.head.name) in words(keeper.post(f"{address}contact/"))
    assert browser(make.body().decides).get(address).status_code == 404


def test_the_office_confirms_the_hours_and_the_certificate_shows_them(cast, of, at):
    item, volunteer = make.service_item(cast, at - timedelta(days=2)), make.vetted(at, of)
    one = make.agreed(cast, item, volunteer, of, at, starts_at=at + timedelta(hours=5))
    services.report(assignment=one, served_minutes=125, by=of.collects, at=clock.now())
    clerk = browser(cast.users["clerk"])
    assert "待核实" in words(clerk.get(f"/desk/cases/{item.case.number}/"))
    clerk.post(f"/desk/cases/{item.case.number}/volunteers/{one.pk}/verify/")
    page = words(browser(of.collects).get(f"/partners/volunteers/{volunteer.number}/certificate/"))
    assert "累计 2 小时 5 分" in page and opened(volunteer.name) in page and opened(volunteer.id_no) not in page
