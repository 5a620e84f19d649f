"""Conditions as data, compiled: what a rule refuses as bits, what it asks of numbers as bounds.

One registry for all: fields and operators of `common.rules`. A fact is one bit of its field, a condition is the set of
bits that fail it, so that one AND answers all choices and flags of a rule at once. A fact that nobody knows has no bit
and no number: it refuses nothing, as the evaluator says `unknown` and keeps the pair for a person to look at.

What bits and bounds cannot say – an “or” over different fields – is left open here and marked: the evaluator of
`needs.criteria` then looks at each pair that survived.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from common.rules import OPERATORS, Type, Vocabulary, clauses_of, is_group
from matching.eligibility.arrays.pairs import LARGEST, NOBODY_KNOWS, Array

BITS = 62  # of one int64 word, sign bit spared


@dataclass(frozen=True)
class Compiled:
    """One rule. `whole` says that nothing was left open."""

    refused: list[int]  # one word per 62 bits
    least: list[int]
    most: list[int]
    whole: bool


class Layout:
    """Which bit stands for which value and which column for which number, in the order of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.bit: dict[tuple[str, Any], int] = {}
        self.column: dict[str, int] = {}
        self.values: dict[str, tuple[Any, ...]] = {}
        for name, field in vocabulary.items():
            if field.type in (Type.CHOICE, Type.FLAG):
                values = (False, True) if field.type == Type.FLAG else tuple(value for value, _label in field.choices)
                self.values[name] = values
                for value in values:
                    self.bit[name, value] = len(self.bit)
            else:
                self.column[name] = len(self.column)
        self.words = max(1, -(-len(self.bit) // BITS))

    def facts(self, facts: Mapping[str, Any]) -> tuple[list[int], list[int], bool]:
        """Bits and numbers of one need, and whether they say everything: a list of values or a strange one does not."""
        bits, numbers, whole = [0] * self.words, [NOBODY_KNOWS] * len(self.column), True
        for name in self.vocabulary:
            fact = facts.get(name)
            if fact is None:
                continue
            if name in self.column:
                numbers[self.column[name]] = fact
            elif isinstance(fact, str | bool) and (name, fact) in self.bit:
                _set(bits, self.bit[name, fact])
            else:
                whole = False
        return bits, numbers, whole

    def rule(self, rule: Mapping[str, Any]) -> Compiled:
        """Compile one rule that `common.rules.parse` accepted."""
        made = Compiled([0] * self.words, [-LARGEST] * len(self.column), [LARGEST] * len(self.column), True)
        groups = [clauses_of(rule)] if "any" in rule else [[clause] for clause in clauses_of(rule)]
        said_in_full = [self._either(group, made) for group in groups]
        return Compiled(made.refused, made.least, made.most, all(said_in_full))

    def accepts(self, name: str, rule: Compiled) -> int:
        """Which values of one field the rule does not refuse, as a mask in the order of the field's choices."""
        bits = [self.bit[name, value] for value in self.values[name]]
        return sum(1 << at for at, bit in enumerate(bits) if not rule.refused[bit // BITS] >> bit % BITS & 1)

    def _either(self, clauses: list[Any], into: Compiled) -> bool:
        """At least one of the clauses holds; True when the arrays now say so exactly."""
        if len(clauses) == 1 and is_group(clauses[0]):
            inner = clauses_of(clauses[0])
            if "any" in clauses[0]:
                return self._either(inner, into)
            said_in_full = [self._either([one], into) for one in inner]
            return all(said_in_full)
        fields = {"" if is_group(one) else one["field"] for one in clauses}
        if len(fields) != 1 or "" in fields:
            return not clauses
        name = fields.pop()
        operators = OPERATORS[self.vocabulary[name].type]
        every = self.values.get(name, ())
        left = [operators[one["op"]].leaves(one["value"], every) for one in clauses]
        return self._bits(name, set().union(*left), into) if name in self.values else self._bounds(name, left, into)

    def _bits(self, name: str, passing: set[Any], into: Compiled) -> bool:
        for value in self.values[name]:
            if value not in passing:
                _set(into.refused, self.bit[name, value])
        return True

    def _bounds(self, name: str, left: list[tuple[int | None, int | None]], into: Compiled) -> bool:
        """“At least” and “at most” joined by “or” leave a gap between them, which bounds cannot say."""
        column = self.column[name]
        least, most = [one for one, _ in left if one is not None], [one for _, one in left if one is not None]
        if least and most:
            return False
        if least:
            into.least[column] = max(into.least[column], min(least))
        if most:
            into.most[column] = min(into.most[column], max(most))
        return True


def _set(words: list[int], bit: int) -> None:
    words[bit // BITS] |= 1 << bit % BITS


def table(rows: list[list[int]], width: int) -> Array:
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)
