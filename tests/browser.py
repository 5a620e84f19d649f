"""The Chromium of every browser test, started the cheap way; axe and the pages' own rules are in `accessibility.py`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.accessibility import AXE
from tests.services import needs_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
# Chromium obeys only the last --disable-features: ours follows Playwright's list, so what matters of that is said again.
# Each window would keep two processes warm for its address bar's pop-ups, half a second each; no test types there.
_UNUSED = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "DestroyProfileOnBrowserClose",
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", f"--disable-features={','.join(_UNUSED)}"]


def needs_browser() -> None:
    """Refuse (in CI) or skip (on a laptop) where there is no browser or no axe."""
    needs_service("Chromium", CHROMIUM.exists(), f"{CHROMIUM} is missing")
    needs_service("axe-core", AXE.exists(), "npm ci has not been run")


@contextmanager
def started() -> Iterator["Browser"]:
    """A running Chromium. Playwright's own loop runs in this thread, so Django must be told not to mind."""
    needs_browser()
    sync_api = pytest.importorskip("playwright.sync_api")
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
