"""The pattern pages in a real browser: axe finds nothing, phones do not scroll sideways, the small behaviours behave.

No server runs: each request of the browser is answered by Django's test client, static files by their finders.
"""

import mimetypes
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.accessibility import violations

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "http://localhost"
PAGES = ["/patterns/", "/en/patterns/", "/patterns/workspace/", "/en/patterns/workspace/"]


@pytest.fixture(scope="module", autouse=True)
def _front_end() -> None:
    if finders.find("build/app.css") is None:
        subprocess.run([shutil.which("npm") or "npm", "run", "--silent", "build"], cwd=ROOT, check=True)


@pytest.fixture
def open_page(chromium):
    """Opens a path at a size; `page.outside` and `page.console` collect what must stay empty."""

    def open_(path: str, size: tuple[int, int] = (1280, 900), display: str = ""):
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
        if display:
            context.add_cookies([{"name": "display", "value": display, "url": ORIGIN}])
        page = context.new_page()
        page.outside, page.console = [], []
        page.on("console", lambda message: page.console.append(message.text))
        page.on("pageerror", lambda error: page.console.append(str(error)))
        page.route("**/*", lambda route: _answer(route, page))
        page.goto(ORIGIN + path)
        page.wait_for_function("document.documentElement.classList.contains('js')")
        return page

    return open_


def _answer(route, page) -> None:
    url = urlsplit(route.request.url)
    if f"{url.scheme}://{url.netloc}" != ORIGIN:
        page.outside.append(route.request.url)
        route.abort()
    elif url.path.startswith("/static/"):
        file = Path(finders.find(url.path.removeprefix("/static/")))
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "font/woff2")
    else:
        cookies = route.request.headers.get("cookie", "")
        response = Client(headers={"cookie": cookies}).get(f"{url.path}?{url.query}")
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.content)


@pytest.mark.parametrize("display", ["", "large.high"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_the_policy_refuses_nothing_on_a_wide_screen(open_page, path, display):
    page = open_page(path, display=display)

    assert violations(page) == []
    assert (page.outside, page.console) == ([], [])


@pytest.mark.parametrize("display", ["", "large.high"])
@pytest.mark.parametrize("path", PAGES)
def test_the_same_on_a_phone_which_never_scrolls_sideways(open_page, path, display):
    page = open_page(path, (390, 844), display)

    assert violations(page) == []
    assert (page.outside, page.console) == ([], [])
    limit = 320 if not display else 390  # large text is a zoom of its own; it is measured at a common phone's width
    page.set_viewport_size({"width": limit, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == limit


@pytest.mark.parametrize(("path", "least"), [("/patterns/", 48), ("/patterns/workspace/", 40)])
def test_controls_are_big_enough_to_press(open_page, path, least):
    page = open_page(path, (390, 844))
    small = page.evaluate(
        """least => [...document.querySelectorAll('main .button:not(.button--small), main .input, main .choice, main .tile')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < least - 0.5).map(e => e.outerHTML.slice(0, 80))""",
        least,
    )

    assert small == []


def test_the_skip_link_is_the_first_stop_and_leads_to_main(open_page):
    page = open_page("/patterns/workspace/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"

    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_line_of_the_error_summary_focuses_its_field(open_page):
    page = open_page("/patterns/")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")

    page.click("[data-error-summary] a[href='#id_bad-phone']")
    assert page.evaluate("document.activeElement.id") == "id_bad-phone"


def test_a_text_is_counted_as_people_count(open_page):
    page = open_page("/patterns/")
    page.fill("#id_story", "房子着火了😀")

    assert page.inner_text("#id_story_count") == "还可以写 194 个字"


def test_a_form_is_sent_once(open_page):
    page = open_page("/patterns/")
    page.evaluate("""() => {
      window.sent = 0;
      const form = document.querySelector('form[method=post]');
      window.addEventListener('submit', event => { if (!event.defaultPrevented) window.sent += 1; event.preventDefault(); });
      form.requestSubmit(form.querySelector('button')); form.requestSubmit(form.querySelector('button'));
    }""")

    assert page.evaluate("window.sent") == 1
    assert page.get_attribute("form[method=post] button", "aria-disabled") == "true"


def test_a_draft_never_holds_a_name_or_a_phone(open_page):
    page = open_page("/patterns/")
    page.evaluate("document.querySelector('form[method=post]').dataset.draft = 'report'")
    page.evaluate((ROOT / "site/static/build/app.js").read_text())  # starts again, now with a draft on the page
    page.fill("#id_name", "王某某")
    page.fill("#id_phone", "13800138000")
    page.fill("#id_story", "房子着火了")
    kept = page.evaluate("JSON.stringify(localStorage)")

    assert "房子着火了" in kept
    assert "王某某" not in kept
    assert "13800138000" not in kept


def test_a_report_without_network_waits_and_holds_no_phone(open_page):
    page = open_page("/patterns/")
    page.evaluate("""() => { const form = document.querySelector('form[method=post]');
      form.dataset.offlineQueue = ''; form.dataset.queued = '已存在手机上'; }""")
    page.fill("#id_phone", "13800138000")
    page.fill("#id_story", "房子着火了")
    page.context.set_offline(True)
    page.click("form[method=post] .actions button")
    page.get_by_text("已存在手机上").first.wait_for()
    kept = page.evaluate("localStorage.getItem('zhouji:queue')")

    assert page.inner_text(".offline") == "已存在手机上"
    assert "房子着火了" in kept
    assert '"token"' in kept
    assert "13800138000" not in kept


def test_menus_fold_on_phones_and_stay_open_on_wide_screens(open_page):
    phone = open_page("/patterns/workspace/", (390, 844))
    assert not phone.is_visible(".rail nav")
    phone.click(".rail summary")
    assert phone.is_visible(".rail nav")

    assert open_page("/patterns/workspace/").is_visible(".rail nav")
