"""`docs/services.md`: every verb of every room, as its code and its table of acts say it.

update  writes the file
check   exits 1 when it is not what the code says
"""

import ast
import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "services.md"
ROOMS = (
    "organisations",
    "policy",
    "privacy",
    "needs",
    "publication",
    "programmes",
    "casework",
    "funds",
    "donations",
    "matching",
    "volunteering",
)
HEAD = """# The verbs

Made by `python -m tools.verbs update` from the code and its tables of acts; `make check` compares it. One verb, one function: keyword-only, atomic,
`by` is who acts (None where the platform or a visitor does), `at` is when. A refusal is a `common.errors.Refusal`: a sentence, and the form field at fault.
*Who* is a permission, or a relation that the room's subject names; `anyone`, `system` (time, a payment's fact) and `consequence` (a part of another act) are nobody's
permission. *Log* is the verb of the audit log, *news* the topic of the outbox; – is silence on purpose, with its reason in the table (`states.py`).
"""


def main(arguments: list[str]) -> int:
    text = _document()
    if arguments == ["update"]:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if arguments != ["check"]:
        print(__doc__)
        return 2
    if TARGET.read_text(encoding="utf-8") == text:
        print("docs/services.md is what the code says.")
        return 0
    print("docs/services.md is older than the code: python -m tools.verbs update")
    return 1


def _document() -> str:
    parts = [HEAD]
    for path in _modules():
        if lines := list(_verbs(path)):
            title = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            rows = "\n".join(lines)
            parts.append(f"\n## {title}\n\n| verb | who | log | news |\n|---|---|---|---|\n{rows}\n")
    return "".join(parts)


def _modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)


def _verbs(path: Path) -> Iterator[str]:
    """A line for each public function of the file that does an act."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    acting = {node.name: _acts_of(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        helped = [one for name in _called(node) if name.startswith("_") for one in acting.get(name, ())]
        if acts := list(dict.fromkeys([*acting[node.name], *helped])):
            yield _line(path, node, acts)


def _acts_of(function: ast.FunctionDef) -> list[tuple[str, str]]:
    """(subject, verb) of every `act(SUBJECT, row, "verb", …)` in it; a verb that is chosen gives each of its words."""
    found = []
    for call in ast.walk(function):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == "act"
            and len(call.args) > 2
        ):
            subject, words = call.args[0], ast.walk(call.args[2])
            if isinstance(subject, ast.Name):
                verbs = [one.value for one in words if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                found += [(subject.id, verb) for verb in verbs]
    return found


def _called(function: ast.FunctionDef) -> set[str]:
    return {one.func.id for one in ast.walk(function) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}


def _line(path: Path, function: ast.FunctionDef, acts: list[tuple[str, str]]) -> str:
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    known = []
    for subject, verb in acts:
        table = getattr(module, subject).table
        try:
            known.append(table.act(verb))
        except KeyError:  # a word of the condition that chooses the verb, not a verb
            continue
    who, log, news = (
        " · ".join(dict.fromkeys(_word(getattr(one, name)) for one in known))
        for name in ("permission", "audit", "topic")
    )
    says = (ast.get_docstring(function) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
    return (
        f"| `{function.name}({', '.join(_parameters(function))}){_result(function)}` {says} | {who} | {log} | {news} |"
    )


def _parameters(function: ast.FunctionDef) -> list[str]:
    plain = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
    return [*plain, *([f"**{function.args.kwarg.arg}"] if function.args.kwarg else [])]


def _result(function: ast.FunctionDef) -> str:
    said = ast.unparse(function.returns) if function.returns else "None"
    return "" if said == "None" else f" → {said}"


def _word(value: object) -> str:
    return str(getattr(value, "value", value)) if isinstance(value, str) else "–"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django

    django.setup()
    sys.exit(main(sys.argv[1:]))
