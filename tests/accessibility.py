"""What axe finds on a page that a real browser shows; one place for the rules that every page is held to."""

from pathlib import Path

from tests.services import needs_service

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def needs_browser() -> None:
    """Refuse (in CI) or skip (on a laptop) where there is no browser or no axe."""
    needs_service("Chromium", CHROMIUM.exists(), f"{CHROMIUM} is missing")
    needs_service("axe-core", AXE.exists(), "npm ci has not been run")


def violations(page) -> list[str]:
    """`rule: first element` for each broken rule; the page's context must bypass the policy to take the script.

    Only violations are asked for in full: listing every node that passes as well doubles the time.
    """
    page.add_script_tag(path=AXE)
    found = page.evaluate("(tags) => axe.run({ runOnly: tags, resultTypes: ['violations'] })", TAGS)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]
