"""Every partner page in a real browser, on a desk and on a phone, in both languages: axe finds nothing, nothing scrolls
sideways, the policy refuses nothing; and the rule builder by keyboard, with its live preview."""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client

from funds.models import Fund
from matching.models import Match
from organisations.models import Organisation
from programmes.models import Programme
from tests import clock
from tests.accessibility import violations
from tests.factories import matches as situation
from tests.factories import partners as make
from tests.factories import resources

SIZES = {"desk": (1280, 900), "phone": (390, 844)}
SHOTS = os.environ.get("PARTNERS_SHOTS")  # a folder: keeps what the eye should see as well

pytestmark = pytest.mark.browser


@pytest.fixture
def stage(fresh_server) -> SimpleNamespace:
    """A charity that is also a custodian, an enterprise, and something in every state."""
    now = clock.now()
    charity = make.charity("澄川市慈善总会", name_en="Chengchuan Charity Federation")
    firm = make.enterprise("澄川钢构集团", name_en="Chengchuan Steel Structures", contact_phone="00045670000")
    manager = make.person("charity_manager", charity, "林知秋")
    chief = make.person("fund_manager", firm, "孙致远")
    programme = make.today_programme(charity, manager, name="大病续航", name_en="Serious Illness Bridge")
    second = make.today_programme(charity, manager, name="周急应急金", name_en="Urgent Relief")
    Programme.objects.filter(pk=second.pk).update(report_due_on=now.date() - timedelta(days=3))
    draft = make.draft_programme(charity, manager, name="冬衣计划", name_en="Winter Clothes", materials="")
    fund = make.running_fund(firm, charity, chief, warn_below_fen=600_000_00)
    make.received_top_up(fund, 50_000_000)
    waiting = make.announced_top_up(fund, 20_000_000)
    unsigned = make.draft_fund(firm, charity, chief)
    offers = [situation.offered(programme, at=now - timedelta(days=one)) for one in (0, 1)]
    Match.objects.filter(pk=offers[1].pk).update(reply_by=now - timedelta(hours=30))
    accepted = situation.accepted(programme, manager, at=now)
    delivery = situation.delivered(programme, manager, at=now)
    grant = situation.offered(fund, at=now, amount_fen=800_000)
    situation.accepted(fund, chief, at=now, amount_fen=300_000)
    rice = resources.offered_resource(charity, at=now)
    lot = resources.lot(rice, 40, at=now, by=manager)
    Organisation.objects.filter(kind="civil_affairs").update(contact_phone="00012340000")
    return SimpleNamespace(
        url=fresh_server.url,
        manager=manager,
        chief=chief,
        programme=programme,
        draft=draft,
        fund=fund,
        waiting=waiting,
        unsigned=unsigned,
        offer=offers[0],
        accepted=accepted,
        delivery=delivery,
        grant=grant,
        lot=lot,
    )


def page_of(chromium, stage, user, size: str = "desk"):
    client = Client()
    client.force_login(user)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": stage.url,
    }
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, base_url=stage.url)
    context.add_cookies([cookie])
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    return page


def charity_pages(stage) -> dict[str, str]:
    return {
        "c1-today": "/partners/",
        "c2-programmes": "/partners/programmes/",
        "c2-new": "/partners/programmes/new/",
        "c2-programme": f"/partners/programmes/{stage.programme.slug}/",
        "c3-tasks": f"/partners/programmes/{stage.draft.slug}/",
        "c3-basics": f"/partners/programmes/{stage.draft.slug}/tasks/basics/",
        "c3-money": f"/partners/programmes/{stage.draft.slug}/tasks/money/",
        "c3-receiving": f"/partners/programmes/{stage.draft.slug}/tasks/receiving/",
        "c4-rules": f"/partners/programmes/{stage.programme.slug}/rules/",
        "c5-offers": "/partners/matches/",
        "c6-offer": f"/partners/matches/{stage.offer.number}/",
        "c7-cases": "/partners/cases/",
        "c7-case": f"/partners/matches/{stage.accepted.number}/",
        "c7-pay": f"/partners/matches/{stage.accepted.number}/pay/",
        "c8-delivery": f"/partners/matches/{stage.accepted.number}/delivery/",
        "c8-confirm": f"/partners/matches/{stage.delivery.match.number}/delivery/confirm/",
        "custody": "/partners/custody/",
        "custody-check": f"/partners/custody/{stage.waiting.reference}/",
        "report": f"/partners/programmes/{stage.programme.slug}/report/",
        "stop": f"/partners/programmes/{stage.programme.slug}/stop/",
        "resources": "/partners/resources/",
        "resource": f"/partners/resources/{stage.lot.resource.number}/",
        "stock-out": f"/partners/resources/lots/{stage.lot.number}/out/",
        "pledges": "/partners/pledges/",
    }


def enterprise_pages(stage) -> dict[str, str]:
    return {
        "e0-today": "/partners/",
        "e1-start": "/partners/funds/start/",
        "e2-funds": "/partners/funds/",
        "e2-tasks": f"/partners/funds/{stage.unsigned.pk}/",
        "e2-custodian": f"/partners/funds/{stage.unsigned.pk}/tasks/custodian/",
        "e2-approval": f"/partners/funds/{stage.unsigned.pk}/tasks/approval/",
        "e2-amounts": f"/partners/funds/{stage.unsigned.pk}/tasks/amounts/",
        "e3-rules": f"/partners/funds/{stage.unsigned.pk}/rules/",
        "e4-agreement": f"/partners/funds/{stage.unsigned.pk}/agreement/",
        "e5-fund": f"/partners/funds/{stage.fund.pk}/",
        "e6-amount": f"/partners/funds/{stage.fund.pk}/top-ups/new/",
        "e6-transfer": f"/partners/funds/{stage.fund.pk}/top-ups/{stage.waiting.reference}/",
        "e7-approvals": "/partners/approvals/",
        "e8-grants": "/partners/grants/",
        "close": f"/partners/funds/{stage.fund.pk}/close/",
    }


def look(page, name: str, path: str) -> list[str]:
    """What is wrong with the page as the browser drew it; empty when all is well."""
    response = page.goto(path)
    wrong = [] if response.status == 200 else [f"status {response.status}"]
    wrong += violations(page)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        wrong.append("scrolls sideways")
    if page.locator("h1").count() != 1:
        wrong.append("not one h1")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    return [f"{name}: {one}" for one in wrong]


@pytest.mark.slow
@pytest.mark.parametrize(("size", "prefix"), [("desk", ""), ("phone", "/en")])
def test_every_page_is_fit_to_be_read(chromium, stage, size, prefix):
    """Wide in Chinese, narrow in English: the two ends; the other two were looked at once and cost a minute."""
    wrong = []
    for user, pages in ((stage.manager, charity_pages(stage)), (stage.chief, enterprise_pages(stage))):
        page = page_of(chromium, stage, user, size)
        for name, path in pages.items():
            wrong += look(page, f"{name}{prefix.replace('/', '-')}-{size}", prefix + path)
        assert page.said == []  # the policy refuses nothing of ours, no script falls over
    assert wrong == []


def enter(page) -> None:
    """The Enter key on a button, and the page that answers."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_rule_is_built_by_keyboard_and_its_preview_follows(chromium, stage):
    page = page_of(chromium, stage, stage.manager)
    page.goto(f"/partners/programmes/{stage.draft.slug}/rules/")
    page.get_by_label("添加条件").focus()
    page.get_by_label("添加条件").select_option("income_fen")
    page.keyboard.press("Tab")
    enter(page)
    assert page.evaluate("document.activeElement.name") == "c1_0_op"  # the new row has the focus
    page.keyboard.press("Tab")
    page.keyboard.type("2000")
    page.keyboard.press("Tab")
    page.locator("#outlook").get_by_text("人均月收入不超过 2,000 元").wait_for()
    assert "少于 10 户" in page.locator("#outlook").inner_text()
    enter(page)  # on 删除: the row goes again
    assert page.locator("[name=c1_0_field]").count() == 0
    page.get_by_label("添加条件").focus()
    page.get_by_label("添加条件").select_option("has_minors")
    page.keyboard.press("Tab")
    enter(page)
    page.get_by_role("button", name="保存").last.focus()
    enter(page)
    has_minors = {"field": "has_minors", "op": "is", "value": True}
    assert Programme.objects.get(pk=stage.draft.pk).rules == {"all": [*make.RULES["all"], has_minors]}


def test_the_reference_is_copied_with_a_confirmation(chromium, stage):
    page = page_of(chromium, stage, stage.chief)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/partners/funds/{stage.fund.pk}/top-ups/{stage.waiting.reference}/")
    page.get_by_role("button", name="复制代码").click()
    page.get_by_role("button", name="已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == stage.waiting.reference


def test_the_bar_is_as_long_as_the_books_say(chromium, stage):
    page = page_of(chromium, stage, stage.chief)
    page.goto(f"/partners/funds/{stage.fund.pk}/")
    widths = [float(one.get_attribute("width").rstrip("%")) for one in page.locator(".fundbar__bar rect[class]").all()]
    assert sum(widths) == pytest.approx(100, abs=0.01)
    assert Fund.objects.get(pk=stage.fund.pk).state == "running"
