"""Our time limits: what the public reads, and how two people of an office change them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from policy.in_force import forget_rules
from policy.models import TimeLimit, UrgencyOrder
from tests.clock import today
from tests.factories import partners as make
from tests.markup import flat

pytestmark = pytest.mark.django_db
QINGPING = "990121000000"
PAGE = "/desk/time-limits/"


@pytest.fixture(autouse=True)
def _own_rules():
    forget_rules()
    yield
    forget_rules()


@pytest.fixture
def office(db):
    return make.office(QINGPING)


def text(response) -> str:
    return flat(response)


def proposal(**other) -> dict:
    return {
        "kind": "limit",
        "region": QINGPING,
        "clock": "referral.accept",
        "urgency": "",
        "amount": "3",
        "unit": "working_days",
        "valid_from": str(today() + timedelta(days=1)),
        "basis": "县民政办〔2026〕1 号",
        "basis_en": "County document 1 of 2026",
        **other,
    }


def test_everybody_reads_the_limits_with_their_basis_in_both_languages(client, office):
    page = text(client.get(reverse("portal:time_limits")))
    assert "办理时限" in page and "投诉答复" in page and "15 天" in page and "《慈善法》第七十九条" in page
    english = text(client.get("/en/time-limits/"))
    assert "Our time limits" in english and "15 days" in english and "Charity Law, Article 79" in english
    assert "慈善法" not in english
    assert "/time-limits/" in text(client.get("/receipts/verify/"))  # the footer of every public page leads there


def test_one_enters_another_confirms_and_the_public_sees_what_is_coming(client, office):
    clerk, approver = make.person("county_coordinator", office), make.person("county_approver", office)
    client.force_login(clerk)
    assert client.post(PAGE, proposal()).status_code == 302
    row = TimeLimit.objects.get(region=QINGPING)
    assert (row.amount, row.state, row.entered_by) == (3, "proposed", clerk)
    decide = reverse("desk:time_limit_decide", args=["limit", row.pk, "confirm"])
    assert decide not in text(client.get(PAGE)) and client.post(decide).status_code == 403
    coming = reverse("portal:time_limits") + f"?county={QINGPING}"
    assert "3 个工作日" not in text(client.get(coming)).split("转介接收或退回")[1].split("</tr>")[0]
    client.force_login(approver)
    assert decide in text(client.get(PAGE)) and client.post(decide).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("confirmed", approver)
    assert f"{row.valid_from} 起：3 个工作日" in text(client.get(coming))
    assert f"{row.valid_from} 起：3 个工作日" not in text(client.get(reverse("portal:time_limits")))
    assert approver.display_name in text(client.get(f"{PAGE}?county={QINGPING}"))


def test_an_order_is_entered_as_numbers_and_one_that_contradicts_itself_stays_on_the_form(client, office):
    client.force_login(make.person("county_coordinator", office))
    page = client.get(f"{PAGE}?county={QINGPING}")
    given = {name: field.initial for name, field in page.context["forms"]["order"].fields.items() if field.initial}
    base = {f"order-{name}": value for name, value in given.items()} | {
        "kind": "order",
        "order-region": QINGPING,
        "order-valid_from": str(today() + timedelta(days=1)),
        "order-basis": "县民政办〔2026〕2 号",
    }
    assert client.post(PAGE, base | {"order-red_0": 9}).status_code == 422
    assert not UrgencyOrder.objects.filter(region=QINGPING).exists()
    assert client.post(PAGE, base | {"order-red_1": 2, "order-orange_0": 3}).status_code == 302
    assert UrgencyOrder.objects.get(region=QINGPING).table[:2] == [("红色求助", [1, 2, 6]), ("橙色求助", [3, 5, 8])]


def test_a_proposal_without_a_basis_or_for_today_stays_on_the_form(client, office):
    client.force_login(make.person("county_coordinator", office))
    for wrong in ({"basis": ""}, {"valid_from": str(today())}, {"region": "990122000000"}):
        assert client.post(PAGE, proposal(**wrong)).status_code == 422
    assert not TimeLimit.objects.filter(region__isnull=False).exists()
