"""The account of a run, as data: who is covered, what is scarce, who goes without and why. Amounts in fen or pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from django.utils.timezone import localdate

from common.messages import Words, named, said, stored
from common.presence import present
from common.rules import Field
from matching.eligibility.arrays.pairs import Array
from matching.eligibility.candidates import Candidates
from matching.eligibility.near_misses import near_misses, source_name
from matching.runs.plans import NetworkPlan
from matching.runs.pools.draws import Draft
from matching.runs.problem_builder import FAIR_STEPS
from matching.runs.source_limit import beyond, rooms
from needs import criteria
from needs.causes import CATEGORY_OF, Cause
from optimiser.model.problem import Problem
from optimiser.plan.plan import PRIORITY, Plan

MOST_SCARCE, MOST_UNMET = 12, 200


def coverage(found: Candidates, given: Array) -> dict[str, list[dict[str, Any]]]:
    """By county and township, by class of hardship, by recognised layer: asked, proposed, households."""
    return {
        "place": _grouped(
            found,
            given,
            lambda item: item.case.township_id or item.case.county_id,
            lambda item: named(item.case.township or item.case.county),
        ),
        "category": _grouped(
            found,
            given,
            lambda item: CATEGORY_OF[Cause(item.case.cause)].value,
            lambda item: said(CATEGORY_OF[Cause(item.case.cause)].label),
        ),
        "identity": _grouped(
            found,
            given,
            lambda item: item.case.household.identity,
            lambda item: _field("identity").say(item.case.household.identity),
        ),
    }


def _field(name: str) -> Field:
    return criteria.VOCABULARY[name]


def given_per_item(found: Candidates, awards: Array, pools: list[Draft]) -> Array:
    """What is proposed for each item: `awards` on the edges, and what was pooled."""
    given = np.zeros(len(found.items), dtype=np.int64)
    np.add.at(given, found.need, awards)
    for one in pools:
        given[one.item] += one.total
    return given


def pooled(found: Candidates, plan: Plan | None, pools: list[Draft]) -> dict[str, int]:
    """Small promises in fen: what could be drawn, what the optimiser drew, what is proposed, in how many pools and draws.

    Between drawn and proposed lies what is too little for the county to decide about, or was promised elsewhere meanwhile.
    """
    return {
        "promises": len(found.promises.sources),
        "free": int(found.promises.fen.sum()),
        "drawn": int(plan.pledge_proposed_fen.sum()) if plan else 0,
        "proposed": sum(one.total for one in pools),
        "pools": len(pools),
        "draws": sum(len(one.fen) for one in pools),
    }


def _grouped(found: Candidates, given: Array, key: Callable, label: Callable[[Any], Words]) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    households: dict[str, set] = {}
    for row, item in enumerate(found.items):
        one = groups.setdefault(
            key(item),
            {"key": key(item), "label": stored(label(item)), "items": 0, "asked": 0, "proposed": 0, "served": 0},
        )
        households.setdefault(key(item), set()).add(item.case.household_id)
        one["items"] += 1
        one["served"] += int(given[row] > 0)
        one["asked"] += found.measure.remaining(item)
        one["proposed"] += int(given[row])
    return [{**groups[name], "households": len(households[name])} for name in sorted(groups)]


def prices(found: Candidates, plan: Plan | None) -> dict[str, int]:
    """Source key → level of the queue that one more yuan would serve, counted from 1; 0: nobody waits for it."""
    if plan is None:
        return {source.key: 0 for source in found.sources}
    levels = plan.price_level(plan.price_source[PRIORITY], FAIR_STEPS) + 1
    return {source.key: int(level) for source, level in zip(found.sources, levels, strict=True)}


def scarce(found: Candidates, plan: Plan | None) -> list[dict[str, Any]]:
    """Sources with a price, the most urgent use first."""
    level = prices(found, plan)
    rows = [
        {
            "kind": source.kind.value,
            "name": stored(source_name(source)),
            "level": level[source.key],
            "free": source.free,
            "proposed": int(plan.source_proposed_fen[j]) if plan is not None else 0,
        }
        for j, source in enumerate(found.sources)
        if level[source.key] > 0
    ]
    return sorted(rows, key=lambda row: (row["level"], -row["free"]))[:MOST_SCARCE]


def rules(network: NetworkPlan) -> dict[str, Any]:
    """What the rules between sources cost: per level what they take and give, in units, and how often each of them binds.

    Empty where they cost nothing. Compared with the plan without them, which serves the levels best; the rules need not
    cost all of the difference, since no bound of the plans that keep them is proved but that one.
    """
    solved, relaxed = network.solved, network.relaxed
    if solved is None or relaxed is None:
        return {}
    levels = zip(relaxed.level_value.tolist(), solved.plan.level_value.tolist(), strict=True)
    return {
        "levels": [[level, before, now] for level, (before, now) in enumerate(levels) if before != now],
        "binding": _binding(network.found, solved.problem, relaxed),
    }


def _binding(found: Candidates, problem: Problem, relaxed: Plan) -> dict[str, int]:
    """How often the plan without the rules breaks each: cases with too many sources, needs with somebody who helps alone
    beside others, grants below the least."""
    used = np.flatnonzero(relaxed.award)
    need, source = found.need[used], found.source[used]
    drawn = np.unique(found.promises.out_need[np.flatnonzero(relaxed.out)])
    count = np.bincount(np.concatenate([need, drawn]), minlength=len(found.items))
    alone = (problem.source_alone[source] > 0) & (count[need] > 1)
    return {
        "sources": len(beyond(found, relaxed, rooms(found, Counter(), ()))),
        "alone": len(np.unique(need[alone])),
        "least": int((relaxed.award_fen[used] < problem.source_minimum[source]).sum()),
    }


def unmet(network: NetworkPlan, given: Array) -> list[dict[str, Any]]:
    """Items with something left, most urgent and largest first: the case's number, what is left, and why."""
    found = network.found
    level = prices(found, network.plan)
    left = [(row, found.measure.remaining(item) - int(given[row])) for row, item in enumerate(found.items)]
    left = [(row, rest) for row, rest in left if rest >= found.measure.unit]
    order = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}
    left.sort(key=lambda one: (order[found.items[one[0]].case.urgency], -one[1], found.items[one[0]].case.number))
    return [_why(network, row, rest, level) for row, rest in left[:MOST_UNMET]]


def _why(network: NetworkPlan, row: int, rest: int, level: dict[str, int]) -> dict[str, Any]:
    found, item = network.found, network.found.items[row]
    edges = np.flatnonzero(found.need == row)
    about = {
        "case": item.case.number,
        "item": item.category,
        "urgency": item.case.urgency,
        "left": rest,
        "sources": len(edges),
    }
    if not len(edges) and row not in found.promises.reached:
        return {**about, "why": "no_source", **near_misses(found, row)}
    if not len(edges):
        return {**about, "why": "promises"}
    solved = present(network.solved)  # there are pairs
    if item.case_id in solved.full:
        most = found.history.limits(item, localdate(found.at)).most_sources
        return {**about, "why": "limit", "most": most}
    short = [
        found.sources[found.source[edge]]
        for edge in edges
        if solved.plan.award_fen[edge] + found.measure.unit <= found.most[edge]
    ]
    if short:
        return {**about, "why": "spent", "level": min((level[one.key] for one in short if level[one.key]), default=0)}
    return {**about, "why": "caps"}
