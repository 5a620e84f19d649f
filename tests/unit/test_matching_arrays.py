"""The compiled rules and the evaluator say the same of every pair; the registry's operators say the same of every fact."""

import random
from hashlib import sha256

import numpy as np
import pytest

from common.rules import OPERATORS, Outcome, Type, clauses_of, parse
from matching.eligibility.arrays import encode
from matching.eligibility.arrays.pairs import eligible
from needs import criteria
from needs.criteria import VOCABULARY

PLACES = ["990121102000", "990121103000", "990122101000", "990201100000"]
AREAS = ["", "99", "9901", "990121", "990121102", "9902", "980101"]


def condition(rng: random.Random) -> dict:
    name = rng.choice(list(VOCABULARY))
    field = VOCABULARY[name]
    op = rng.choice(list(OPERATORS[field.type]))
    if field.type == Type.CHOICE:
        values = [value for value, _label in field.choices]
        return {"field": name, "op": op, "value": rng.sample(values, rng.randint(1, len(values) - 1))}
    return {
        "field": name,
        "op": op,
        "value": rng.choice((True, False)) if field.type == Type.FLAG else rng.randint(0, 9),
    }


def rule(rng: random.Random) -> dict:
    """Conditions, and groups of them, of which some speak of one field only and others do not."""
    clauses = []
    for _ in range(rng.randint(0, 4)):
        if rng.random() < 0.3:
            first = condition(rng)
            inner = [first, *(condition(rng) for _ in range(rng.randint(0, 2)))]
            if rng.random() < 0.5:
                inner = [
                    {**condition(rng), **first} if one is first else one
                    for one in inner
                    if one["field"] == first["field"]
                ]
            clauses.append({rng.choice(("any", "all")): inner})
        else:
            clauses.append(condition(rng))
    return {rng.choice(("all", "all", "any")): clauses} if clauses else {}


def facts(rng: random.Random) -> dict:
    def one(field):
        if rng.random() < 0.15:
            return None
        if field.type == Type.CHOICE:
            values = [value for value, _label in field.choices]
            return rng.sample(values, 2) if rng.random() < 0.05 else rng.choice(values)
        return rng.choice((True, False)) if field.type == Type.FLAG else rng.randint(0, 9)

    return {name: one(field) for name, field in VOCABULARY.items()}


def digest(pairs) -> str:
    return sha256("|".join(f"{i},{j}" for i, j in sorted(pairs)).encode()).hexdigest()


def compiled(codes, known, areas, rules) -> tuple[set, int]:
    """Pairs by the arrays, the open questions put to the evaluator; and how many of these there were."""
    words, places = encode.layout(), encode.Places(codes)
    needs, strange = encode.needs_table(words, codes, known, places)
    sources, loose = encode.sources_table(words, areas, rules, places)
    found, asked = set(), 0
    for i, j in zip(*(part.tolist() for part in eligible(places.parent, needs, sources)), strict=True):
        if strange[i] or loose[j]:
            asked += 1
            if criteria.judge(rules[j], known[i])[0] == Outcome.FAIL:
                continue
        found.add((i, j))
    return found, asked


@pytest.mark.parametrize("seed", range(20))
def test_arrays_and_evaluator_agree_on_every_pair_of_random_instances(seed):
    rng = random.Random(seed)
    codes, known = zip(*[(rng.choice(PLACES), facts(rng)) for _ in range(40)], strict=True)
    areas, rules = zip(*[(rng.choice(AREAS), rule(rng)) for _ in range(60)], strict=True)
    by_evaluator = {
        (i, j)
        for i, code in enumerate(codes)
        for j, area in enumerate(areas)
        if code.startswith(area) and criteria.judge(rules[j], known[i])[0] != Outcome.FAIL
    }
    found, asked = compiled(codes, known, areas, rules)
    assert digest(found) == digest(by_evaluator) and found == by_evaluator and found
    assert asked < len(codes) * len(areas) / 2  # most pairs are settled without asking


def test_rows_in_another_order_give_the_same_pairs():
    rng = random.Random(7)
    codes, known = [rng.choice(PLACES) for _ in range(30)], [facts(rng) for _ in range(30)]
    areas, rules = [rng.choice(AREAS) for _ in range(30)], [rule(rng) for _ in range(30)]
    expected, _asked = compiled(codes, known, areas, rules)
    for _ in range(5):
        a, b = rng.sample(range(30), 30), rng.sample(range(30), 30)
        found, _asked = compiled(
            [codes[i] for i in a], [known[i] for i in a], [areas[j] for j in b], [rules[j] for j in b]
        )
        assert {(a[i], b[j]) for i, j in found} == expected


def test_an_or_over_two_fields_is_the_only_thing_left_to_the_evaluator():
    words = encode.layout()
    cases = {
        True: [
            {},
            {
                "any": [
                    {"field": "cause", "op": "in", "value": ["HC01"]},
                    {"field": "cause", "op": "in", "value": ["HC02"]},
                ]
            },
            {
                "all": [
                    {
                        "any": [
                            {"field": "income_fen", "op": "lte", "value": 5},
                            {"field": "income_fen", "op": "lte", "value": 9},
                        ]
                    }
                ]
            },
        ],
        False: [
            {
                "any": [
                    {"field": "cause", "op": "in", "value": ["HC01"]},
                    {"field": "has_minors", "op": "is", "value": True},
                ]
            },
            {
                "any": [
                    {"field": "income_fen", "op": "lte", "value": 5},
                    {"field": "income_fen", "op": "gte", "value": 9},
                ]
            },
        ],
    }
    for whole, rules in cases.items():
        assert [words.rule(parse(one, VOCABULARY)).whole for one in rules] == [whole] * len(rules)


@pytest.mark.parametrize("kind", list(Type))
def test_what_an_operator_leaves_is_what_its_test_lets_through(kind):
    every = [True, False] if kind == Type.FLAG else list("abcd") if kind == Type.CHOICE else list(range(6))
    for operator in OPERATORS[kind].values():
        for value in [["a"], ["b", "c"]] if kind == Type.CHOICE else every:
            left = operator.leaves(value, every)
            if kind in (Type.NUMBER, Type.MONEY):
                least, most = left
                left = {one for one in every if (least is None or one >= least) and (most is None or one <= most)}
            assert {one for one in every if operator.test(one, value)} == left


def test_clauses_of_an_empty_rule_are_none():
    assert clauses_of({}) == [] and eligible(np.array([-1]), *empty())[0].size == 0


def empty():
    words, places = encode.layout(), encode.Places([])
    return encode.needs_table(words, [], [], places)[0], encode.sources_table(words, [], [], places)[0]
