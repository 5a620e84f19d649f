"""What layers promise beside the imports: public code reads the public need, never a case."""

import ast
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
PRIVATE = {"Case", "Household", "Person", "Clue", "CaseNote", "Evidence", "Verification", "StatutoryAid", "Consent"}


def names_imported(folder: str, module: str) -> set[str]:
    """Names that the files of a folder take from a module."""
    found: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        if "migrations" in path.parts or path == ROOT / "search" / "events.py":
            continue  # the search's ear follows a case's id to its public need and reads nothing of it
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(module):
                found |= {alias.name for alias in node.names}
    return found


def test_public_pages_and_search_import_no_private_model():
    for folder in ("site/pages", "search"):
        assert (ROOT / folder).is_dir()
        assert names_imported(folder, "needs.models") & PRIVATE == set(), folder


def test_a_public_need_holds_no_way_back_to_the_case():
    need = apps.get_model("needs", "PublicNeed")
    reachable = {
        field.related_model.__name__ for field in need._meta.get_fields() if field.is_relation and field.related_model
    }
    assert reachable & PRIVATE == set()
    assert not hasattr(need, "case")


def test_only_the_payment_gateway_imports_stripe():
    users = set()
    for path in ROOT.glob("*/**/*.py"):
        parts = path.relative_to(ROOT).parts
        if parts[0] in ("tests", "benchmarks", "tools", "node_modules", "var", ".venv"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else ([node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else [])
            )
            if any(name.split(".")[0] == "stripe" for name in names):
                users.add("/".join(parts[:2]))
    assert users and users <= {"donations/gateway", "donations/webhooks.py"}
