"""Every act is permitted, audited and announced, or says why not: read from the tables, and from who calls them."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps

from common.acts.subjects import Subject
from common.acts.tables import SYSTEM, UNASKED, Act, LifeCycle, Silent
from common.audit import registry
from common.outbox import services as outbox
from organisations.permissions import Permission
from tests.architecture.sources import ROOT, domain_files, module_name, production_files

# Verbs of a table that nothing calls yet.
WAITING = {
    ("PLEDGES", "pause"): "13: a promise that rests",
    ("PLEDGES", "resume"): "13: a promise that rests",
}
# `state` columns without a life cycle.
OTHER_STATES = {"donations/services/inbox.py": "a provider's event is looked into once; it has no acts"}
PRIVATE_DOORS = {"_locked", "_record", "_note", "_noted", "_announce", "_move"}
NOT_AN_ACT = {
    "common/outbox/services.py": "_locked takes an event to deliver it",
    "funds/reserves/events.py": "_move reads the row that the news is about",
}


@cache
def modules(name: str) -> dict[str, ModuleType]:
    """`<app>.<name>` of every app that has one."""
    found = {}
    for config in apps.get_app_configs():
        if (ROOT / config.name.split(".")[0]).is_dir() and find_spec(f"{config.name}.{name}"):
            found[config.name] = import_module(f"{config.name}.{name}")
    return found


@cache
def subjects() -> dict[str, Subject[Any]]:
    """By the name that the services use."""
    found: dict[str, Subject[Any]] = {}
    for module in modules("act_subjects").values():
        own = {name: one for name, one in vars(module).items() if isinstance(one, Subject)}
        clashes = {name for name, one in own.items() if found.get(name, one) is not one}
        assert clashes == set(), f"{module.__name__}: one name, one kind of row"
        found |= own
    return found


def rules() -> list[tuple[str, Subject[Any], Act]]:
    return [(name, one, act) for name, one in sorted(subjects().items()) for act in one.table.acts.values()]


def ids(rule: tuple[str, Subject[Any], Act]) -> str:
    return f"{rule[0]}.{rule[2].verb}"


def in_words(silent: Silent) -> bool:
    return len(silent.why.split()) >= 4


@pytest.mark.parametrize(("name", "subject", "act"), [pytest.param(*one, id=ids(one)) for one in rules()])
def test_every_act_is_permitted_audited_and_announced_or_says_why_not(name, subject, act):
    assert act.permission in {*Permission, *UNASKED, *subject.relations}
    assert in_words(act.audit) if isinstance(act.audit, Silent) else act.audit in registry.verbs()
    assert in_words(act.topic) if isinstance(act.topic, Silent) else re.fullmatch(r"[a-z_]+\.[a-z_]+", act.topic)
    columns = {field.name for field in subject.model._meta.concrete_fields}
    assert set(act.not_by) <= columns
    assert not act.not_by or subject.four_eyes is not None
    assert not subject.version or subject.version in columns


def test_the_tables_are_many_and_each_life_cycle_has_its_rows():
    assert len(rules()) >= 170
    cycles = [one for room in modules("states").values() for one in vars(room).values() if isinstance(one, LifeCycle)]
    acted_on = {id(one.table) for one in subjects().values()}
    assert [str(cycle.name) for cycle in cycles if id(cycle) not in acted_on] == []
    for one in subjects().values():
        if isinstance(one.table, LifeCycle):
            assert "state" in {field.name for field in one.model._meta.concrete_fields}


def test_nothing_that_people_are_asked_for_is_the_platforms_own():
    """The platform's own acts are few, and a test reads them: time, payments, sums."""
    own = {ids(one) for one in rules() if one[2].permission == SYSTEM}
    assert len(own) < 40
    assert {"CASES.complete", "PUBLIC_NEEDS.publish", "TOP_UPS.receive", "MOVES.confirm"} & own == set()


# news


def test_every_news_that_somebody_waits_for_is_told():
    told = {act.topic for _name, _subject, act in rules() if isinstance(act.topic, str)}
    for path in production_files():
        told |= set(literals_of(path, "announce", 0))
    modules("events")
    waited_for = {topic for topic, handlers in outbox._handlers.items() if any(known(name) for name in handlers)}
    assert waited_for - told == set()
    assert len(waited_for) > 40


def known(handler: str) -> bool:
    return (ROOT / handler.split(".")[0]).is_dir()


def test_every_sentence_of_the_log_is_said_by_an_act():
    modules("audit_verbs")
    said = {act.audit for _name, _subject, act in rules() if isinstance(act.audit, str)}
    for path in production_files():
        if path.name != "audit_verbs.py":
            said |= {one for one in strings_of(path) if one in registry.verbs()}
    assert set(registry.verbs()) - said == set()


# who does it


def test_every_verb_has_a_caller():
    called = {(table_of(name), verb) for path in production_files() for name, verb in acts_of(path)}
    in_tables = {(table_of(name), act.verb) for name, _subject, act in rules()}
    assert called - in_tables == set()
    assert in_tables - called == set(WAITING)


def table_of(name: str) -> str:
    """Rows of one table may be locked in two ways: it is called after the first of its subjects."""
    table = subjects()[name].table
    return min(other for other, one in subjects().items() if one.table is table)


def test_a_verb_that_is_not_a_word_fails_the_reading():
    """A control: the reader must not pass over what it cannot read."""
    with pytest.raises(AssertionError, match="which verb"):
        list(acts_in(ast.parse("def f(verb):\n    with act(CASES, case, verb, by=by, at=at): pass"), "control"))
    typed = "def f(verb: Literal['take', 'return']):\n    with act(CLUES, clue, verb, by=by, at=at): pass"
    assert set(acts_in(ast.parse(typed), "control")) == {("CLUES", "take"), ("CLUES", "return")}
    either = "with act(CASES, case, 'grant_aid' if granted else 'record_aid', by=by, at=at): pass"
    assert set(acts_in(ast.parse(either), "control")) == {("CASES", "grant_aid"), ("CASES", "record_aid")}


def test_no_room_has_a_door_of_its_own():
    found = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in set(domain_files()) & set(rooms())
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef)
        and node.name in PRIVATE_DOORS
        and str(path.relative_to(ROOT)) not in NOT_AN_ACT
    ]
    assert found == []


def test_nobody_moves_a_state_past_its_life_cycle():
    found = [str(path.relative_to(ROOT)) for path in rooms() if list(states_written(tree_of(path)))]
    assert set(found) == set(OTHER_STATES)
    assert sorted(states_written(ast.parse("row.a, row.state = 1, 2\nRow.objects.update(state=3)"))) == [1, 2]


def rooms() -> list[Path]:
    skipped = {"optimiser", "search"}
    places = [path for path in production_files() if path.relative_to(ROOT).parts[0] not in skipped]
    return [path for path in places if "common/acts" not in str(path)]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def strings_of(path: Path) -> set[str]:
    nodes = ast.walk(tree_of(path))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def literals_of(path: Path, function: str, place: int) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and called(node) == function and len(node.args) > place:
            yield from words_in(node.args[place])


def acts_of(path: Path) -> list[tuple[str, str]]:
    return list(acts_in(tree_of(path), module_name(path)))


def acts_in(tree: ast.AST, where: str) -> Iterator[tuple[str, str]]:
    """(subject, verb) of every `act(SUBJECT, row, verb, …)` and of what it `becomes`."""
    for scope in scopes(tree):
        names: list[str] = []
        for node in own_nodes(scope):
            if not isinstance(node, ast.Call):
                continue
            if called(node) == "act" and len(node.args) == 3 and names_in(node.args[0]):
                names = names_in(node.args[0])
                verbs = words_in(node.args[2]) or typed_words(scope, node.args[2])
                assert verbs, f"{where}: which verb? Write it out, or type the parameter as Literal[…]."
                yield from ((name, verb) for name in names for verb in verbs)
            elif called(node) == "becomes":
                yield from ((name, verb) for name in names for verb in words_in(node.args[0]))


def scopes(tree: ast.AST) -> Iterator[ast.AST]:
    yield tree
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """In the order of the text, without those of functions inside."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from own_nodes(child)


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def names_in(node: ast.AST) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*names_in(node.body), *names_in(node.orelse)]
    if isinstance(node, ast.Subscript) and isinstance(
        node.value, ast.Name
    ):  # a table: the kind of row picks its subject
        chosen = [vars(module).get(node.value.id, {}).values() for module in modules("act_subjects").values()]
        return [name for name, one in subjects().items() if any(one in some for some in chosen)]
    return [node.id] if isinstance(node, ast.Name) else []


def words_in(node: ast.AST) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*words_in(node.body), *words_in(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def typed_words(scope: ast.AST, node: ast.AST) -> list[str]:
    """The words that a name may stand for: its Literal type, as a parameter or as a variable."""
    if not isinstance(node, ast.Name):
        return []
    types = [one.annotation for one in ast.walk(scope) if isinstance(one, ast.arg) and one.arg == node.id]
    types += [
        one.annotation
        for one in own_nodes(scope)
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.target.id == node.id
    ]
    return [
        word.value
        for kind in types
        if isinstance(kind, ast.Subscript) and getattr(kind.value, "id", "") == "Literal"
        for word in ast.walk(kind.slice)
        if isinstance(word, ast.Constant)
    ]


def states_written(tree: ast.AST) -> Iterator[int]:
    """Lines that set `.state`, or update it past the row."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "state"
            and isinstance(node.ctx, ast.Store)
            or isinstance(node, ast.Call)
            and called(node) == "update"
            and any(k.arg == "state" for k in node.keywords)
        ):
            yield node.lineno
