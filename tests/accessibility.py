"""What axe finds on a page that a real browser shows; one place for the rules that every page is held to."""

from pathlib import Path

AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Only what is broken leaves the browser: the list of what passed is megabytes over a run, and half of axe's time.
_RUN = """async (tags) => (await axe.run({ runOnly: tags, resultTypes: ['violations'] }))
  .violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`)"""


def violations(page) -> list[str]:
    """`rule: first element` for each broken rule; empty when axe finds nothing."""
    page.evaluate(f"{AXE.read_text(encoding='utf-8')}; null")
    return page.evaluate(_RUN, TAGS)
