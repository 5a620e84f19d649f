"""The plan of one network that keeps every rule: those of the flow, and those between sources that no flow expresses.

Such rules – at most so many sources for a case, a source that helps alone, a least grant – are kept whatever they cost.
Where they cost something, the plan is not proved optimal: `dual` is what the flow without them would reach.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from common.presence import present
from matching.eligibility.arrays.pairs import Array
from matching.eligibility.candidates import Candidates
from matching.runs.pools.draws import Draft, drafts
from matching.runs.problem_builder import problem_of
from matching.runs.source_limit import Narrowed, Room, beyond, given, rooms
from optimiser.model.problem import Problem
from optimiser.plan.plan import Plan
from optimiser.reoptimise.warm_start import WarmStart
from optimiser.solve import cold_start, reoptimise, solve

ROUNDS = 5  # in which cases with too many sources are found; after that all limited cases keep what they have


@dataclass(frozen=True, eq=False)
class Solved:
    """A network's problem, its plan, and what the optimiser remembers to go on from.

    `full`: cases with as many sources as they may have, which is why others are closed to them.
    """

    problem: Problem
    plan: Plan
    warm_start: WarmStart
    full: frozenset[UUID] = frozenset()

    @property
    def proved(self) -> bool:
        """Whether no plan is better, even one that breaks the rules between sources."""
        return self.plan.primal == self.plan.dual


@dataclass(frozen=True, eq=False)
class NetworkPlan:
    """One network of a run with what is proposed in it. `relaxed`: the plan without rules between sources, if better."""

    found: Candidates
    solved: Solved | None
    pools: list[Draft]
    relaxed: Plan | None

    @property
    def problem(self) -> Problem | None:
        return self.solved.problem if self.solved else None

    @property
    def plan(self) -> Plan | None:
        return self.solved.plan if self.solved else None

    @property
    def awards(self) -> Array:
        """(E) what people are asked about pair by pair, in the network's measure."""
        return self.plan.award_fen if self.plan else np.zeros(len(self.found.need), dtype=np.int64)

    def taken(self) -> Counter[str]:
        """Source key → what this network takes from it."""
        sums: Counter[str] = Counter()
        for edge in np.flatnonzero(self.awards):
            sums[self.found.sources[self.found.source[edge]].key] += int(self.awards[edge])
        for draft in self.pools:
            for k, fen in draft.fen.items():
                sums[self.found.promises.sources[k].key] += fen
        return sums


def plan_all(networks: Sequence[Candidates]) -> list[NetworkPlan]:
    """The networks of a run one after another: a case's limit of sources holds for all of them together."""
    used: Counter[UUID] = Counter()
    made = []
    for place, found in enumerate(networks):
        room = rooms(found, used, networks[place + 1 :])
        solved = planned(found, room=room)
        relaxed = None if solved is None or solved.proved else solve(present(problem_of(found, None)))
        made.append(NetworkPlan(found, solved, drafts(found, solved.plan if solved else None), relaxed))
        for case, sources in (given(found, solved.plan.award, solved.plan.out) if solved else {}).items():
            used[case] += len(set(sources) - (room[case].helpers if case in room else set()))
    return made


def planned(found: Candidates, *, room: dict[UUID, Room] | None = None, after: Solved | None = None) -> Solved | None:
    """The plan of a network; None where no pair fits. `after`: a network of the same rows that differs a little.

    `room`: see `source_limit.rooms`; without it the network is taken for the only one.
    """
    room = rooms(found, Counter(), ()) if room is None else room
    problem = problem_of(found, room)
    if problem is None:
        return None
    first, warm_start = reoptimise(problem, after.warm_start) if after else cold_start(problem)
    plan, rounds = first, 0
    kept: dict[UUID, frozenset[str]] = {}
    while over := beyond(found, plan, room):
        kept |= over
        rounds += 1
        if rounds == ROUNDS:
            kept = _as_they_are(found, plan, room) | kept
        narrowed = Narrowed.of(problem, found, kept)
        plan = narrowed.in_full(solve(narrowed.problem), first)
    return Solved(problem, plan, warm_start, _full(found, plan, room))


def _as_they_are(found: Candidates, plan: Plan, room: dict[UUID, Room]) -> dict[UUID, frozenset[str]]:
    """Every limited case with the sources that the plan gives it, and no other."""
    now = given(found, plan.award, plan.out)
    return {case: one.helpers | frozenset(now.get(case, ())) for case, one in room.items()}


def _full(found: Candidates, plan: Plan, room: dict[UUID, Room]) -> frozenset[UUID]:
    now = given(found, plan.award, plan.out)
    return frozenset(case for case, one in room.items() if len(set(now.get(case, ())) - one.helpers) >= one.most)
