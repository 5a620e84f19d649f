"""People in a browser: one context each, signed in, with a language and a width; every page they reach is looked at.

The pages keep their content security policy: what it refuses is an error in the console, and fails the look.
"""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from tests.accessibility import violations

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


class Walker:
    """One person's browser. `go` and `press` look at the page that follows: status, axe, no sideways scroll, no error."""

    def __init__(self, page, prefix: str, seen: list[str]) -> None:
        self.page, self.prefix, self.seen = page, prefix, seen
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def go(self, path: str) -> None:
        response = self.page.goto(f"{self.prefix}{path}")
        assert response is not None and response.status == 200, f"{path}: {response and response.status}"
        self.look()

    def press(self, selector: str) -> None:
        """Press a button or link that leads to another page, and look at it."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"[name={name}]:visible").first.fill(value)

    def choose(self, **values: str) -> None:
        for name, value in values.items():
            control = self.page.locator(f"select[name={name}]")
            if control.count():
                control.first.select_option(value)
            else:
                self.page.locator(f"input[name={name}][value='{value}']").first.check(force=True)

    def look(self) -> None:
        page = self.page
        page.wait_for_load_state("load")
        address = page.url.split("/", 3)[3]
        assert page.locator("h1").count() == 1, f"{address}: {page.locator('h1').count()} h1"
        width = page.viewport_size["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} scrolls sideways"
        assert violations(page) == [], address
        assert self.errors == [], address
        self.seen.append(address)

    def look_after_refusal(self) -> None:
        """A refused form answers 422, which browsers note in the console: that note is expected here."""
        self.errors[:] = [error for error in self.errors if "422" not in error]
        self.look()

    def text(self) -> str:
        return self.page.locator("main").inner_text()


class Stage:
    """A browser for several people at once; who comes back finds the window open."""

    def __init__(self, browser, url: str, prefix: str, size: dict) -> None:
        self.browser, self.url, self.prefix, self.size = browser, url, prefix, size
        self.seen: list[str] = []
        self.people: dict = {}

    def person(self, user=None) -> Walker:
        if user not in self.people:
            self.people[user] = self._newcomer(user)
        return self.people[user]

    def _newcomer(self, user) -> Walker:
        context = self.browser.new_context(viewport=self.size, base_url=self.url, locale="zh-CN")
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])
        return Walker(context.new_page(), self.prefix, self.seen)
