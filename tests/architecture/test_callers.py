"""A verb has a caller: a service that no page, job or event of production reaches is not a feature (design §4.22)."""

import ast
from collections import defaultdict
from pathlib import Path

from tests.architecture.sources import ROOT, module_name, production_files

# Verbs that wait for their page, each with the issue that brings it. An entry that has a caller again must go.
WAITING: dict[str, str] = {
    "casework.stations.setting_up.add_keeper": "14: a real office moves in",
    "casework.stations.setting_up.open_station": "14: a real office moves in",
    "donations.services.claims.end_claim": "13: a claim that sleeps falls back",
    "donations.services.payments.fail": "12: a failed asynchronous payment",
    "donations.services.surplus.follow_surplus_rule": "12: surplus of an ended need",
    "needs.services.cases.pause_case": "10: tracks with pauses",
    "needs.services.cases.resume_case": "10: tracks with pauses",
    "programmes.resources.services.set_rules": "13: programmes of goods and services match",
    "search.services.is_degraded": "13: search by meaning",
    "search.services.search_needs": "13: search by meaning",
    "search.services.search_programmes": "13: search by meaning",
}


def is_service(path: Path, tree: ast.Module) -> bool:
    """A file of `services`, or any that opens an act: whatever it is called, its public functions are verbs."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0] not in ("site", "common") and (
        "services" in parts or "common.acts.doing.act" in imported_names(tree).values()
    )


def imported_names(tree: ast.AST) -> dict[str, str]:
    """What a name of this file stands for, as a dotted path."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
    return names


def uses(tree: ast.AST, names: dict[str, str], own: str) -> set[str]:
    """Dotted paths that this file speaks of, beside its import lines; a function that only calls itself has no caller."""
    found = set()
    for top in ast.iter_child_nodes(tree):
        within = uses_in(top, names, own)
        found |= within - {f"{own}.{top.name}"} if isinstance(top, ast.FunctionDef) else within
    return found


def uses_in(tree: ast.AST, names: dict[str, str], own: str) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(names.get(node.id, f"{own}.{node.id}"))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            found.add(f"{names[node.value.id]}.{node.attr}")
    return found


def origin(name: str, passed_on: dict[str, str]) -> str:
    """Where a name was defined: an index of verbs passes names on and calls nobody. Two that pass it to each other end."""
    seen = set()
    while name in passed_on and name not in seen:
        seen.add(name)
        name = passed_on[name]
    return name


def services_and_their_users() -> tuple[set[str], dict[str, set[str]]]:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in production_files()}
    verbs, passed_on, users = set(), {}, defaultdict(set)
    for path, tree in trees.items():
        own = module_name(path)
        passed_on |= {f"{own}.{name}": target for name, target in imported_names(tree).items()}
        if is_service(path, tree):
            defined = [
                node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            ]
            verbs |= {f"{own}.{node.name}" for node in defined}
    for path, tree in trees.items():
        for name in uses(tree, imported_names(tree), module_name(path)):
            users[origin(name, passed_on)].add(str(path.relative_to(ROOT)))
    return verbs, users


def test_every_verb_has_a_caller_in_production():
    verbs, users = services_and_their_users()
    assert len(verbs) > 150
    orphans = {verb for verb in verbs if not users[verb]}
    assert orphans - set(WAITING) == set()
    assert {verb for verb in WAITING if verb not in orphans} == set(), "these have a caller, or are gone"


def test_a_function_that_calls_only_itself_has_no_caller():
    tree = ast.parse("def a():\n    a()\ndef b():\n    a_friend()\ndef a_friend():\n    pass\n")
    assert uses(tree, {}, "m") == {"m.a_friend"}


def test_the_search_for_callers_can_fail():
    _verbs, users = services_and_their_users()
    assert users["needs.services.clues.report_clue"], "a verb that pages call by its index"
    assert not users["needs.services.clues.a_verb_that_nobody_wrote"]
