"""Who may turn a sealed value into text: read from the code, so that a new door shows at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from common.audit.personal import CALLED
from common.crypto import EncryptedTextField
from organisations.permissions import Permission
from privacy import subjects
from privacy.policy import CONTENT, NEVER_SHOWN, RULES, Ground
from privacy.purposes import INTERNAL, Internal

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {"tests", "benchmarks", "tools", "node_modules", "var", ".venv"}

# The raw openings, and who stands below `privacy` or is it; the invented city reports one of its own households twice. A
# session's own draft is sealed with the same cipher: it is no field, and nobody but its writer gets it back.
OPENINGS = {
    "common.sealed.opened": {
        "common.crypto",
        "privacy.internal",
        "privacy.services",
        "organisations.accounts",
        "demo.today",
    },
    "common.crypto.decrypt": {"common.rotation", "desk.reports.drafts", "portal.complaint_draft"},
    "common.crypto.decrypt_bytes": {"common.files.services"},
    "common.files.services.read": {"privacy.services"},
    "privacy.internal.unseal": {module for use in INTERNAL.values() for module in use.modules},
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.glob("*/**/*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] in ELSEWHERE or "migrations" in parts:
            continue
        name = ".".join(parts[1:] if parts[0] == "site" else parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def taken_by(tree: ast.Module, wanted: str) -> bool:
    """Does the module take this function from its module, by either way of importing, or by its attribute?"""
    module, _dot, function = wanted.rpartition(".")
    package, _dot, last = module.rpartition(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if node.module == module and names & {function, "*"}:
                return True
            if node.module == package and last in names and _uses(tree, function):
                return True
        if isinstance(node, ast.Import) and any(alias.name == module for alias in node.names):
            return _uses(tree, function)
    return False


def _uses(tree: ast.Module, function: str) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == function for node in ast.walk(tree))


def test_nobody_else_calls_a_raw_opening():
    found: dict[str, set[str]] = {name: set() for name in OPENINGS}
    for module, tree in modules():
        for name in OPENINGS:
            if taken_by(tree, name):
                found[name].add(module)
    assert found == OPENINGS


def test_the_searcher_finds_each_way_of_taking_one():
    ways = (
        "from common.sealed import opened",
        "from common.sealed import opened as words",
        "from common import sealed\nsealed.opened(x)",
        "import common.sealed\ncommon.sealed.opened(x)",
        "from common.sealed import *",
    )
    assert [taken_by(ast.parse(way), "common.sealed.opened") for way in ways] == [True] * 5
    assert not taken_by(ast.parse("from common.sealed import mask\nfrom x import opened"), "common.sealed.opened")


def test_nobody_reaches_behind_the_name_of_a_sealed_value():
    inside = {
        module
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr.startswith("_SealedText")
    }
    assert inside == {"common.sealed"}


def test_each_internal_opening_names_a_purpose_that_allows_its_module():
    found: dict[Internal, set[str]] = {purpose: set() for purpose in Internal}
    for module, tree in modules():
        for node in ast.walk(tree) if taken_by(tree, "privacy.internal.unseal") else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "unseal":
                [purpose] = [one.value for one in node.keywords if one.arg == "purpose"]
                assert isinstance(purpose, ast.Attribute) and ast.unparse(purpose.value) == "Internal", module
                found[Internal[purpose.attr]].add(module)
    assert {purpose: set(use.modules) for purpose, use in INTERNAL.items()} == found


def encrypted() -> set[str]:
    return {
        f"{model._meta.model_name}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    }


def test_every_encrypted_field_stands_in_the_policy_or_is_never_shown():
    allowed = {name for rule in RULES for name in rule.fields}
    assert encrypted() - allowed - NEVER_SHOWN == set()
    assert allowed & NEVER_SHOWN == set()
    known = {
        f"{model._meta.model_name}.{name}" for model in apps.get_models() for name in getattr(model, "PERSONAL", ())
    }
    assert (allowed | NEVER_SHOWN) - known == {CONTENT}


def test_the_log_has_a_word_for_every_field_that_may_be_shown():
    assert {name.split(".")[1] for rule in RULES for name in rule.fields if rule.logged and name != CONTENT} <= set(
        CALLED
    )


def test_every_row_of_the_policy_speaks_of_things_that_exist():
    labels = {model._meta.label for model in apps.get_models()}
    for rule in RULES:
        assert rule.subject in labels & subjects.subjects(), rule
        for who in rule.who:
            if not isinstance(who, (Permission, Ground)):
                assert (rule.subject, who) in subjects.relations(), rule
    used = {(rule.subject, who) for rule in RULES for who in rule.who if not isinstance(who, (Permission, Ground))}
    assert subjects.relations() == used
    assert subjects.subjects() == {rule.subject for rule in RULES}


def test_what_needs_a_reason_is_logged_and_counted_and_only_ones_own_is_not_logged():
    assert [rule for rule in RULES if rule.needs_reason and not (rule.logged and rule.limited)] == []
    unlogged = {(rule.subject, rule.who[0]) for rule in RULES if not rule.logged}
    assert unlogged == {
        ("needs.Clue", "reporter"),
        ("needs.Case", Ground.CODE),
        ("files.PrivateFile", "uploader"),
        ("complaints.Complaint", Ground.CODE),
        ("related.Declaration", "declarer"),
        ("donations.Gift", "donor"),
        ("donations.Gift", Ground.BROWSER),
    }
