"""What the optimiser drew from small promises, need by need: judged draw by draw, and left out where it is too little."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.timezone import localdate

from matching.eligibility.candidates import Candidates
from matching.eligibility.evaluator import judge
from optimiser.plan.plan import Plan


@dataclass(frozen=True)
class Draft:
    """A pool before it is written: row of items, and row of promises → fen."""

    item: int
    fen: dict[int, int]

    @property
    def total(self) -> int:
        return sum(self.fen.values())


def drafts(found: Candidates, plan: Plan | None) -> list[Draft]:
    """The pools of a plan, in the order of the items. Every draw is one that the evaluator allows; what is dropped, and
    what is too little for its county to decide about, stays free."""
    if plan is None:
        return []
    made: dict[int, dict[int, int]] = defaultdict(dict)
    given: Counter[tuple] = Counter()  # (household, promise): two needs of one household share its limit
    rows = zip(plan.draw_need.tolist(), plan.draw_pledge.tolist(), (plan.draw_units * plan.unit).tolist(), strict=True)
    for i, k, fen in sorted(rows):
        item, source = found.items[i], found.promises.sources[k]
        verdict, pair = judge(item, source, found.history, at=found.at), (item.case.household_id, k)
        if verdict.eligible and fen <= verdict.amount and given[pair] + fen <= verdict.bound["cap"]:
            made[i][k] = fen
            given[pair] += fen
    return _worth_deciding(found, made)


def _worth_deciding(found: Candidates, made: dict[int, dict[int, int]]) -> list[Draft]:
    """Without the pools below the least that the county decides about."""
    day, history = localdate(found.at), found.history
    all_of_them = [Draft(item, fen) for item, fen in sorted(made.items()) if fen]
    return [one for one in all_of_them if one.total >= history.limits(found.items[one.item], day).least_pledge_fen]
