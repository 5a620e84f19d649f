"""A change of use on screens: suggested at the desk, consented by the enterprise, agreed by the charity, approved."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from funds.models import Fund
from funds.purpose_changes.models import PurposeChange
from tests.factories import partners as make
from tests.markup import flat

pytestmark = pytest.mark.django_db
CITY = make.demo_city.CITY_CODE


def page(user, url: str, data: dict | None = None, expect: int | None = None) -> str:
    client = Client()
    client.force_login(user)
    answer = client.post(url, data) if data is not None else client.get(url)
    assert answer.status_code == (expect or (302 if data is not None else 200)), flat(answer)[:4000]
    return flat(answer)


def seen(text: str) -> str:
    return re.search(r'name="seen_sha256" value="(\w{64})"', text)[1]


def test_from_a_suggestion_to_the_third_consent():
    fund = make.running_fund(region=make.demo_region("990121000000"))
    coordinator = make.person("county_coordinator", make.office("990122000000"))
    custodian, officer = make.person("charity_manager", fund.custodian), make.approver()
    assert fund.name in page(coordinator, reverse("desk:changes"))
    asked = {
        "region": CITY,
        "audience": "public",
        "purpose": fund.purpose,
        "cap_fen": "20,000",
        "dropped": ["0"],
        "reason": "邻县符合条件的家庭多。",
    }
    url = reverse("desk:change_suggest", args=[fund.pk])
    assert "请填写" in page(coordinator, url, {**asked, "reason": ""}, expect=422)
    page(coordinator, url, asked)
    change = PurposeChange.objects.get()
    assert (change.rules, change.region_id, change.suggested) == ({}, CITY, True)

    theirs, desk = reverse("partners:change", args=[change.number]), reverse("desk:change", args=[change.number])
    assert theirs in page(fund.created_by, reverse("partners:home"))
    shown = page(fund.created_by, theirs)
    assert "民政部门建议" in shown and "少于 10 户" in shown
    assert "勾选" in page(fund.created_by, theirs, {"seen_sha256": seen(shown)}, expect=422)
    page(fund.created_by, theirs, {"seen_sha256": seen(shown), "agreed": "on"})
    assert theirs in page(custodian, reverse("partners:home")) and theirs in page(
        custodian, reverse("partners:custody")
    )
    page(custodian, theirs, {"seen_sha256": seen(page(custodian, theirs)), "agreed": "on"})
    assert desk in page(officer, reverse("desk:home"))
    shown = page(officer, desk)
    assert "0 户因此新符合条件" in shown
    page(officer, desk, {"verb": "approve", "seen_sha256": seen(shown)})
    fund = Fund.objects.get(pk=fund.pk)
    assert (fund.region_id, fund.rules, fund.rule_version) == (CITY, {}, 2)
    assert "第" in page(officer, desk) and "已批准" in page(fund.created_by, reverse("partners:fund", args=[fund.pk]))


def test_the_enterprise_asks_with_the_rule_builder_and_the_charity_may_decline():
    fund = make.running_fund(region=make.demo_region("990121000000"))
    custodian = make.person("charity_manager", fund.custodian)
    url = reverse("partners:change_new", args=[fund.pk])
    assert url in page(fund.created_by, reverse("partners:fund", args=[fund.pk]))
    asked = {
        "region": CITY,
        "audience": "public",
        "purpose": fund.purpose,
        "cap_fen": "20,000",
        "glue": "all",
        "reason": "本地需要少。",
        "do": "save",
    }
    page(fund.created_by, url, asked)
    change = PurposeChange.objects.get()
    theirs = reverse("partners:change", args=[change.number])
    page(fund.created_by, theirs, {"seen_sha256": seen(page(fund.created_by, theirs)), "agreed": "on"})
    assert "请" in page(custodian, theirs, {"verb": "decline", "reason": ""}, expect=422)
    page(custodian, theirs, {"verb": "decline", "reason": "超出本会地域。"})
    change.refresh_from_db()
    assert (change.state, Fund.objects.get(pk=fund.pk).region_id) == ("declined", "990121000000")


def test_a_running_funds_rules_page_refuses_and_points_to_the_change_of_use():
    fund = make.running_fund()
    rules = reverse("partners:fund_rules", args=[fund.pk])
    assert reverse("partners:change_new", args=[fund.pk]) in page(fund.created_by, rules)
    refused = page(
        fund.created_by, rules, {"audience": "public", "cooling_days": "0", "glue": "all", "do": "save"}, 422
    )
    assert "变更用途" in refused and Fund.objects.get(pk=fund.pk).rules == make.RULES
