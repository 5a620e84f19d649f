"""A grid worker's phone, 390 px wide: the whole report by taps, without a network at the end, and axe on every page."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from common.sealed import opened
from needs.models import Clue
from tests.accessibility import violations
from tests.factories import reports as make

MOST_TAPS = 14
LEAST_TARGET = 48
PRESSED = (
    "main button:not(.button--small), main .button:not(.button--small), main .tile, main .choice, main select, "
    "main .emergency a, main input.input"
)

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium, fresh_server):
    user, client = make.grid_worker(), Client()
    client.force_login(user)
    session = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": fresh_server.url,
    }
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        base_url=fresh_server.url,
        locale="zh-CN",
    )
    context.add_cookies([session])
    return context.new_page()


def clues() -> list[Clue]:
    """Read in a thread of its own: Playwright's loop runs in this one, and Django's connections do not cross it."""

    def read() -> list[Clue]:
        try:
            return list(Clue.objects.all())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(read).result()


class Thumb:
    """Counts what a thumb has to do, and looks at each page on the way."""

    def __init__(self, page) -> None:
        self.page, self.taps = page, 0

    def tap(self, name: str, role: str = "button") -> None:
        self.taps += 1
        self.page.get_by_role(role, name=name).first.tap()

    def look(self, heading: str) -> None:
        self.page.get_by_role("heading", name=heading, level=1).wait_for()
        assert violations(self.page) == []
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert small_targets(self.page) == []
        assert self.page.evaluate(SMALL_TYPE) == []


SMALL_TYPE = """[...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
  .filter((field) => parseFloat(getComputedStyle(field).fontSize) < 15.9 && !/radio|checkbox|file/.test(field.type))
  .map((field) => field.name)"""


def small_targets(page) -> list[str]:
    """What a thumb presses to report; links in sentences and the copy button are extras."""
    return page.evaluate(f"""[...document.querySelectorAll({PRESSED!r})]
      .filter((one) => one.getBoundingClientRect().height < {LEAST_TARGET - 0.5})
      .map((one) => one.outerHTML.slice(0, 120))""")


def walk(page) -> Thumb:
    """To the last page before sending."""
    thumb = Thumb(page)
    page.goto("/desk/reports/")
    thumb.look("我的上报")
    thumb.tap("上报新线索", role="link")
    thumb.look("有生命危险吗？")
    thumb.tap("没有，继续上报")
    thumb.look("发生了什么？")
    thumb.taps += 1
    page.locator(".tile", has_text="火灾水灾").tap()
    thumb.tap("继续")
    thumb.look("在哪里？是谁？")
    thumb.taps += 3  # open the list, choose, and the name's field
    page.get_by_label("村或社区").select_option(make.VILLAGE)
    page.get_by_label("求助人姓名").fill("赵甲乙")
    thumb.tap("继续")
    thumb.look("说两句")
    thumb.taps += 1
    page.get_by_label("说说情况").fill("厨房起火，暂时住不了人。")
    thumb.tap("继续")
    thumb.look("看一遍再上报")
    return thumb


def test_the_whole_report_by_taps(page) -> None:
    thumb = walk(page)
    thumb.tap("上报")
    thumb.look("已上报")
    [clue] = clues()
    assert clue.number in page.content() and opened(clue.household_name) == "赵甲乙"
    assert thumb.taps <= MOST_TAPS
    page.go_back()
    page.get_by_role("heading", name="已上报", level=1).wait_for()


def test_a_report_without_a_network_is_kept_sealed_and_sent_once(page) -> None:
    thumb = walk(page)
    page.context.set_offline(True)
    thumb.tap("上报")
    page.get_by_text("没有网络。已保存，联网后自动发送。").first.wait_for()
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "carried" in kept and "赵甲乙" not in kept and "起火" not in kept
    assert clues() == []
    assert violations(page) == []
    page.context.set_offline(False)
    page.get_by_role("heading", name="已上报", level=1).wait_for(timeout=20_000)
    assert [opened(clue.household_name) for clue in clues()] == ["赵甲乙"]
    page.reload()
    assert len(clues()) == 1
    assert "carried" not in page.evaluate("JSON.stringify(localStorage)")


def test_without_a_network_no_page_loses_what_was_typed(page) -> None:
    page.goto("/desk/reports/new/")
    page.get_by_role("button", name="没有，继续上报").tap()
    page.locator(".tile", has_text="突发疾病").tap()
    page.context.set_offline(True)
    page.get_by_role("button", name="继续").tap()
    page.get_by_text("现在没有网络。").first.wait_for()
    assert page.locator("input[value=illness]").is_checked()
    page.context.set_offline(False)
    page.get_by_role("button", name="继续").tap()
    page.get_by_role("heading", name="在哪里？是谁？", level=1).wait_for()


def test_signing_out_clears_what_the_phone_kept(page) -> None:
    page.goto("/desk/reports/")
    page.evaluate("localStorage.setItem('zhouji:queue', '[]')")
    page.get_by_role("button", name="退出登录").tap()
    page.wait_for_url(lambda address: "/desk/" not in address)
    assert page.evaluate("Object.keys(localStorage).length") == 0
