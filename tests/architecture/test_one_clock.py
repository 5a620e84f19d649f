"""Tests take their clock from one place, and no code takes the day of UTC for the day of the office."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import ROOT, production_files

CLOCKS = {("timezone", "now"), ("timezone", "localdate"), ("date", "today"), ("datetime", "now")}


def calls(path: Path) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


def reads_the_clock(call: ast.Call) -> bool:
    asked = call.func
    if isinstance(asked, ast.Attribute) and isinstance(asked.value, ast.Name) and not call.args:
        return (asked.value.id, asked.attr) in CLOCKS
    return isinstance(asked, ast.Name) and asked.id == "localdate" and not call.args


def test_tests_read_no_clock_but_their_own():
    files = [path for path in (ROOT / "tests").rglob("*.py") if path != ROOT / "tests" / "clock.py"]
    assert len(files) > 150
    assert [str(path.relative_to(ROOT)) for path in files if any(reads_the_clock(call) for call in calls(path))] == []
    assert any(reads_the_clock(call) for call in calls(ROOT / "tests" / "clock.py")), "the search can find one"


def day_of_utc(call: ast.Call) -> bool:
    """`at.date()`: the day of whatever zone `at` came in, which from a view is UTC, eight hours behind the office."""
    asked = call.func
    return (
        isinstance(asked, ast.Attribute)
        and asked.attr == "date"
        and not call.args
        and isinstance(asked.value, (ast.Name, ast.Attribute))
        and (asked.value.id if isinstance(asked.value, ast.Name) else asked.value.attr).split("_")[-1] in {"at", "now"}
    )


def test_the_day_of_an_act_is_the_offices_day():
    found = {
        str(path.relative_to(ROOT)) for path in production_files() if any(day_of_utc(call) for call in calls(path))
    }
    assert found == set()
