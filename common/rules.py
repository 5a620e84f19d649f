"""Conditions as data: a rule that a person built, a sentence that says it, and a reason for every clause.

A rule is JSON, so that it can be stored, versioned and shown:

    {"all": [{"field": "cause", "op": "in", "value": ["HC01"]},
             {"any": [{"field": "identity", "op": "in", "value": ["dibao"]},
                      {"field": "income_fen", "op": "lte", "value": 150000}]}]}

One level of groups inside the outer one. An empty rule accepts everything. A fact that nobody knows makes its clause
`unknown`, never a pass: a person has to look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.messages import Fen, Words, listed, said, shown, stored

MAX_CLAUSES = 20


class RuleError(Refusal):
    """A rule that says nothing sensible; the sentence names the clause."""


class Outcome(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Type(StrEnum):
    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    FLAG = "flag"


@dataclass(frozen=True)
class Operator:
    """One relation, once for all its readers: its words, its test of one fact, and what it leaves of a field.

    `leaves` is for the arrays of the optimiser: of a choice or flag the set of values that pass, of a number the pair
    (least, most). A test in `tests/unit` holds both against each other.
    """

    words: str | Promise
    test: Callable[[Any, Any], bool]
    leaves: Callable[[Any, Sequence[Any]], Any]

    def __str__(self) -> str:
        return str(self.words)


_CHOICE = {
    "in": Operator(_("是以下之一"), lambda fact, value: bool(_set(fact) & set(value)), lambda value, _all: set(value)),
    "not_in": Operator(
        _("不是以下任何一个"),
        lambda fact, value: not _set(fact) & set(value),
        lambda value, every: set(every) - set(value),
    ),
}
_SIZE = {
    "gte": Operator(_("不少于"), lambda fact, value: fact >= value, lambda value, _all: (value, None)),
    "lte": Operator(_("不超过"), lambda fact, value: fact <= value, lambda value, _all: (None, value)),
}
_YES_NO = {"is": Operator(_("是"), lambda fact, value: fact is value, lambda value, _all: {value})}
OPERATORS: dict[Type, dict[str, Operator]] = {
    Type.CHOICE: _CHOICE,
    Type.NUMBER: _SIZE,
    Type.MONEY: _SIZE,
    Type.FLAG: _YES_NO,
}


@dataclass(frozen=True)
class Field:
    """One fact that a rule may speak of: its name for people, its type, and for choices their labels."""

    label: str | Promise
    type: Type
    choices: tuple[tuple[str, str | Promise], ...] = ()
    unit: str | Promise = ""

    def say(self, value: Any) -> Words:
        """One value of this fact, in words."""
        if value is None:
            return said(_("未知"))
        if self.type == Type.CHOICE:
            labels = dict(self.choices)
            values = value if isinstance(value, list | tuple) else [value]
            return listed([said(labels[one]) if one in labels else str(one) for one in values])
        if self.type == Type.MONEY:
            return Fen(int(value))
        if self.type == Type.FLAG:
            return said(_("是") if value else _("否"))
        return listed([value, said(self.unit)], " ") if self.unit else str(value)


Vocabulary = Mapping[str, Field]


@dataclass(frozen=True)
class Reason:
    """What one rule said: the requirement, the fact it met, and the outcome. Stored with each match, in no language.

    `rule` is the rule's own short name, for programmes; a clause of the criteria is named by its field.
    """

    clause: Words | Promise
    outcome: Outcome
    requirement: Words | Promise
    fact: Words | Promise
    rule: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "clause": stored(self.clause),
            "outcome": self.outcome.value,
            "requirement": stored(self.requirement),
            "fact": stored(self.fact),
        }

    @classmethod
    def of(cls, one: Mapping[str, Any]) -> Reason:
        """A stored reason, in the reader's language when it is shown."""
        return cls(
            shown(one["clause"]),
            Outcome(one["outcome"]),
            shown(one["requirement"]),
            shown(one["fact"]),
            one.get("rule", ""),
        )


def parse(rule: Any, vocabulary: Vocabulary) -> dict[str, Any]:
    """The rule itself when it is sound; RuleError with a sentence otherwise."""
    if not isinstance(rule, dict):
        raise RuleError(_("救助条件的格式不正确。"))
    if not rule:
        return {}
    if set(rule) - {"all", "any"} or len(rule) != 1:
        raise RuleError(_("救助条件最外层只能是“全部满足”或“任一满足”。"))
    clauses = 0
    for clause in clauses_of(rule):
        inner = clauses_of(clause) if is_group(clause) else [clause]
        if is_group(clause) and not inner:
            raise RuleError(_("有一组条件是空的，请填写或删除。"))
        for one in inner:
            _check_condition(one, vocabulary)
            clauses += 1
    if clauses > MAX_CLAUSES:
        raise RuleError(_("条件最多 20 条。"))
    _check_contradictions(rule, vocabulary)
    return rule


def evaluate(rule: Mapping[str, Any], facts: Mapping[str, Any], vocabulary: Vocabulary) -> list[Reason]:
    """A reason per clause that must hold; a group gives one reason, in words, for the whole group.

    “Any of these” is such a group: a clause that fails beside one that passes speaks against nobody.
    """
    clauses = [rule] if "any" in rule else clauses_of(rule)
    return [_reason(clause, facts, vocabulary) for clause in clauses]


def outcome(reasons: list[Reason]) -> Outcome:
    """The rule's own outcome from its reasons: a three-valued “and”."""
    return _all([reason.outcome for reason in reasons])


def sentence(rule: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """The rule as one sentence that a charity's manager can check."""
    if not rule:
        return str(_("不设条件"))
    glue = str(_("；或者") if "any" in rule else _("；并且"))
    return glue.join(str(_words(clause, vocabulary)) for clause in clauses_of(rule))


def is_group(clause: Any) -> bool:
    return isinstance(clause, dict) and ("all" in clause or "any" in clause)


def clauses_of(rule: Mapping[str, Any]) -> list[Any]:
    clauses = rule.get("any") if "any" in rule else rule.get("all", [])
    if not isinstance(clauses, list):
        raise RuleError(_("救助条件的格式不正确。"))
    return clauses


def _check_condition(condition: Any, vocabulary: Vocabulary) -> None:
    if not isinstance(condition, dict) or set(condition) != {"field", "op", "value"}:
        raise RuleError(_("每条条件都要有项目、关系和取值。"))
    field = vocabulary.get(condition["field"])
    if field is None:
        raise RuleError(_("没有“%(field)s”这个条件项目。") % {"field": str(condition["field"])[:40]})
    if condition["op"] not in OPERATORS[field.type]:
        raise RuleError(_("“%(field)s”不能用这种关系。") % {"field": field.label})
    _VALUE_CHECKS[field.type](condition["value"], field)


def _check_choice(value: Any, field: Field) -> None:
    known = dict(field.choices)
    if not isinstance(value, list) or not value:
        raise RuleError(_("“%(field)s”至少选一项。") % {"field": field.label})
    if field.choices and any(one not in known for one in value):
        raise RuleError(_("“%(field)s”里有不认识的选项。") % {"field": field.label})


def _check_number(value: Any, field: Field) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**13:
        raise RuleError(_("“%(field)s”要填一个不小于 0 的整数。") % {"field": field.label})


def _check_flag(value: Any, field: Field) -> None:
    if not isinstance(value, bool):
        raise RuleError(_("“%(field)s”只能是“是”或“否”。") % {"field": field.label})


_VALUE_CHECKS: dict[Type, Callable[[Any, Field], None]] = {
    Type.CHOICE: _check_choice,
    Type.NUMBER: _check_number,
    Type.MONEY: _check_number,
    Type.FLAG: _check_flag,
}


def _check_contradictions(rule: Mapping[str, Any], vocabulary: Vocabulary) -> None:
    """“at most 1,000 and at least 3,000” accepts nobody: say so instead of storing it."""
    if "all" not in rule:
        return
    lower: dict[str, int] = {}
    upper: dict[str, int] = {}
    for clause in rule["all"]:
        if is_group(clause):
            continue
        if clause["op"] == "gte":
            lower[clause["field"]] = max(lower.get(clause["field"], 0), clause["value"])
        elif clause["op"] == "lte":
            upper[clause["field"]] = min(upper.get(clause["field"], clause["value"]), clause["value"])
    for name in lower.keys() & upper.keys():
        if lower[name] > upper[name]:
            raise RuleError(_("“%(field)s”的两个条件互相矛盾，没有人能符合。") % {"field": vocabulary[name].label})


def _reason(clause: Mapping[str, Any], facts: Mapping[str, Any], vocabulary: Vocabulary) -> Reason:
    if is_group(clause):
        inner = [_reason(one, facts, vocabulary) for one in clauses_of(clause)]
        outcomes = [reason.outcome for reason in inner]
        return Reason(
            clause=said(_("任一满足") if "any" in clause else _("全部满足")),
            outcome=_any(outcomes) if "any" in clause else _all(outcomes),
            requirement=_words(clause, vocabulary),
            fact=listed((said(_("%(clause)s：%(fact)s"), clause=one.clause, fact=one.fact) for one in inner), _("；")),
            rule="|".join(one.rule for one in inner),
        )
    field = vocabulary[clause["field"]]
    fact = facts.get(clause["field"])
    operator = OPERATORS[field.type][clause["op"]]
    return Reason(
        clause=said(field.label),
        outcome=Outcome.UNKNOWN
        if fact is None
        else Outcome.PASS
        if operator.test(fact, clause["value"])
        else Outcome.FAIL,
        requirement=_asked(field, operator, clause["value"]),
        fact=field.say(fact),
        rule=clause["field"],
    )


def _asked(field: Field, operator: Operator, value: Any) -> Words:
    """What the clause asks for; of a yes or no, just that."""
    return field.say(value) if field.type == Type.FLAG else listed([said(operator.words), field.say(value)], " ")


def _set(fact: Any) -> set[Any]:
    return set(fact) if isinstance(fact, list | tuple | set | frozenset) else {fact}


def _all(outcomes: list[Outcome]) -> Outcome:
    if Outcome.FAIL in outcomes:
        return Outcome.FAIL
    return Outcome.UNKNOWN if Outcome.UNKNOWN in outcomes else Outcome.PASS


def _any(outcomes: list[Outcome]) -> Outcome:
    if not outcomes or Outcome.PASS in outcomes:
        return Outcome.PASS
    return Outcome.UNKNOWN if Outcome.UNKNOWN in outcomes else Outcome.FAIL


def _words(clause: Mapping[str, Any], vocabulary: Vocabulary) -> Words:
    if is_group(clause):
        joint = _(" 或 ") if "any" in clause else _(" 且 ")
        return said(
            _("（%(clauses)s）"), clauses=listed((_words(one, vocabulary) for one in clauses_of(clause)), joint)
        )
    field = vocabulary[clause["field"]]
    return said(
        _("%(field)s%(relation)s %(value)s"),
        field=said(field.label),
        relation=said(OPERATORS[field.type][clause["op"]].words),
        value=field.say(clause["value"]),
    )
