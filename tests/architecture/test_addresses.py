"""No page address stands below `site/`: the rooms below name a subject, the site knows its page (`common.links`)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import get_resolver
from django.urls.exceptions import NoReverseMatch

from common import links
from tests.architecture.sources import production_files

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    "common",
    "optimiser",
    "organisations",
    "policy",
    "privacy",
    "needs",
    "programmes",
    "publication",
    "casework",
    "funds",
    "donations",
    "volunteering",
    "matching",
    "search",
]
PAGES = {"needs", "programmes", "help"}  # of the CMS: rows, not routes
SAYS_SUBJECT = {
    "for_office": links.Reader.OFFICE,
    "for_partner": links.Reader.PARTNER,
    "for_giver": links.Reader.GIVER,
    "for_visitor": links.Reader.VISITOR,
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Each file below `site/`, without the applied migrations, which are history."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def first_segments() -> set[str]:
    """How the site's addresses begin: desk, partners, my …"""
    return {
        first
        for pattern in get_resolver().url_patterns
        for route in _routes(pattern)
        if re.fullmatch(r"[a-z-]+", first := route.split("/")[0])
    }


def _routes(pattern, before: str = "") -> Iterator[str]:
    here = before + str(pattern.pattern).removeprefix("^")
    if hasattr(pattern, "url_patterns"):
        for one in pattern.url_patterns:
            yield from _routes(one, here)
    else:
        yield here


def words_of(tree: ast.Module) -> Iterator[str]:
    """String literals, and what stands before the first hole of an f-string; not docstrings."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def is_address(word: str, begins: set[str]) -> bool:
    found = re.match(r"/(?:en/)?([a-z-]+)/", word)
    return bool(found and found[1] in begins)


def test_no_page_address_stands_below_the_site():
    begins = first_segments() | PAGES
    assert {"desk", "partners", "my", "give", "workspace", "cms", "needs"} <= begins
    found = {(name, word) for name, tree in sources() for word in words_of(tree) if is_address(word, begins)}
    assert found == set()


def test_nobody_below_the_site_reverses_a_page():
    users = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "django.urls"
        and {alias.name for alias in node.names} & {"reverse", "reverse_lazy", "resolve", "translate_url"}
    }
    assert users == {"common/links.py"}


def said() -> set[tuple[links.Reader, str]]:
    found = set()
    for path in production_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if called in SAYS_SUBJECT and node.args and isinstance(node.args[0], ast.Constant):
                found.add((SAYS_SUBJECT[called], node.args[0].value))
    return found


def test_every_subject_that_somebody_is_told_of_has_a_page_and_every_page_a_subject():
    told = said()
    # chosen between two readers by a variable (`reader(...)`), so a scan cannot tell which
    either = {(reader, kind) for kind in ("referral", "purpose_change") for reader in ("office", "partner")}
    assert told | either == set(links._pages)


@pytest.mark.parametrize(("reader", "kind"), sorted(links._pages), ids=str)
def test_every_page_opens_with_a_key_or_without(reader, kind):
    keys = ("", "A1", "6f1c3c1e-0000-4000-8000-000000000000")
    assert any(_opens(links.Subject(kind, key, reader)) for key in keys)


def _opens(subject: links.Subject) -> bool:
    try:
        return links.address_of(subject).startswith("/")
    except NoReverseMatch:
        return False
