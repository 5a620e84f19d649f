"""The donor's and the visitor's pages in a real browser, at a desk and on a phone, in both languages."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from donations import services
from donations.models import Gift
from organisations.models import User
from tests import clock
from tests.accessibility import violations
from tests.factories.gifts import COUNTY, giving, paying_gift, received_gift, started_gift
from tests.factories.partners import office, person
from tests.factories.regions import demo_region

SIZES = {"desk": (1280, 900), "phone": (390, 844)}
NARROWEST = {"width": 320, "height": 640}

pytestmark = pytest.mark.browser


@pytest.fixture
def stage(fresh_server, settings, tmp_path) -> SimpleNamespace:
    settings.SMS_OUTBOX = tmp_path
    demo_region("990102001000")
    at = clock.now()
    situation = giving(3300, 400, 1000)
    donor = User.objects.create_user(email="lin@example.org", display_name="林晓")
    gifts = {
        "started": started_gift(situation, 200, at=at),
        "paying": paying_gift(situation, 150, at=at, by=donor),
        "bank": paying_gift(situation, 300, channel="bank", at=at),
        "done": received_gift(situation, 260, at=at, by=donor),
        "failed": paying_gift(situation, 120, at=at),
    }
    services.fail(gift=gifts["failed"], reason="failed", at=at)
    payout = services.pay_out(claim=situation.claim, token=uuid4(), by=situation.worker, at=at)
    services.report_payout(
        payout=payout, delivered_on=clock.today(), public_words="已直接付给医院。", by=situation.worker, at=at
    )
    with transaction.atomic():
        services.confirm_payout(payout=payout, by=person("county_coordinator", office(COUNTY)), at=at)
    return SimpleNamespace(url=fresh_server.url, situation=situation, donor=donor, tmp=tmp_path, **gifts)


def page_of(chromium, stage, size: str = "desk", *, user: User | None = None):
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, base_url=stage.url)
    if user is not None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": stage.url}])
    page = context.new_page()
    page.said, page.left = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((stage.url, "data:")) else page.left.append(request.url),
    )
    return page


def address(stage) -> str:
    return f"/give/{stage.situation.programme.slug}/?need={stage.situation.need.slug}"


def paths(stage) -> list[str]:
    done = stage.done
    return [
        address(stage),
        f"/give/{stage.situation.programme.slug}/",
        f"/give/check/{stage.started.token}/",
        f"/give/channel/{stage.started.token}/",
        f"/give/pay/{stage.paying.payments.get().pk}/",
        *[f"/give/result/{gift.token}/" for gift in (stage.started, stage.paying, stage.bank, stage.failed, done)],
        f"/receipts/{done.token}/",
        f"/receipts/verify/{done.receipt.code}/",
        "/receipts/verify/",
        f"/my/gifts/{done.token}/",
        "/my/",
        "/pledge/",
        "/report/",
        "/report/safety/",
        "/report/self/",
        f"/report/self/{COUNTY}/",
        f"/report/neighbour/{COUNTY}/",
        "/progress/",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("size", "prefix"), [("desk", ""), ("phone", "/en")])
def test_every_page_is_fit_to_be_read(chromium, stage, size, prefix):
    page, wrong, seen = page_of(chromium, stage, size, user=stage.donor), [], 0
    for path in paths(stage):
        response = page.goto(prefix + path)
        faults = violations(page)
        if response.status != 200:
            faults.append(f"status {response.status}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append("scrolls sideways")
        if page.locator("h1").count() != 1:
            faults.append("not one h1")
        page.set_viewport_size(NARROWEST)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append("scrolls sideways at 320 pixels")
        page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
        wrong += [f"{path}: {one}" for one in faults]
        seen += 1
    assert wrong == [] and seen > 20
    assert (page.said, page.left) == ([], [])  # the policy refuses nothing of ours, nothing comes from elsewhere


def test_one_hand_on_a_phone_gives_from_need_to_receipt(chromium, stage):
    page = page_of(chromium, stage, "phone")
    page.goto(address(stage))
    assert page.locator("#id_amount").get_attribute("inputmode") == "decimal"
    page.fill("#id_amount", "１００")
    page.keyboard.press("Enter")
    page.get_by_text("不用注册。您要捐 100 元。").wait_for()
    page.get_by_role("button", name="继续").click()
    assert page.title().startswith("错误：")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_label("我与受助人没有亲属").check()
    page.get_by_role("button", name="继续").click()
    page.get_by_role("link", name="确认并去付款").click()
    page.get_by_role("button", name="去演示付款").click()
    page.get_by_role("button", name="演示付款：成功").click()
    page.get_by_role("heading", name="已到账").wait_for()
    page.get_by_role("link", name="保存捐赠凭证").click()
    page.get_by_text("壹佰元整").wait_for()
    assert Gift.objects.filter(state="received", amount_fen=100_00).count() == 1
    assert page.left == []


def test_a_late_notice_changes_the_page_by_itself(chromium, stage):
    page = page_of(chromium, stage)
    page.goto(f"/give/pay/{stage.paying.payments.get().pk}/")
    page.get_by_role("button", name="演示付款：通知晚到").click()
    page.get_by_role("heading", name="处理中").wait_for()
    services.reconcile(clock.now() + timedelta(minutes=3))
    page.get_by_role("heading", name="已到账").wait_for(timeout=9000)
    assert page.said == []


def test_a_report_and_its_progress_without_an_account(chromium, stage):
    page = page_of(chromium, stage, "phone")
    page.goto("/report/")
    page.get_by_role("link", name="我或我家遇到困难").click()
    page.get_by_role("link", name="澄阳区").click()
    page.get_by_text("突发疾病").click()
    page.get_by_label("说说发生了什么").fill("父亲突发脑出血，押金不够。")
    page.get_by_label("您的手机号").fill("000-1234-5678")
    page.get_by_role("button", name="上报").click()
    number = page.locator("#confirmation-number").inner_text()
    page.goto("/progress/")
    page.get_by_label("上报编号").fill(number.lower())
    page.get_by_label("上报时留的手机号").fill("00012345678")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="填写验证码").wait_for()
    code = next(iter(stage.tmp.glob("*.txt"))).read_text().split("验证码 ")[1][:6]
    page.get_by_label("短信验证码").fill(f" {code[:3]} {code[3:]}")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="已收到，等待街道（乡镇）接手").wait_for()


def test_who_leaves_in_a_hurry_leaves_no_way_back(chromium, stage):
    page = page_of(chromium, stage)
    page.route("**/*weather*/**", lambda route: route.fulfill(body="<h1>weather</h1>", content_type="text/html"))
    page.goto("/report/")
    page.goto("/report/safety/")
    page.get_by_role("link", name="快速离开此页").click()
    page.get_by_role("heading", name="weather").wait_for()
    page.go_back()
    assert "/report/safety/" not in page.url
