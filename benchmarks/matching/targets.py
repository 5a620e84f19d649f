"""The targets of the matching reference as rows of one table, each a ratio measured in this run.

A row is a function of Run that yields Figures; add one to ROWS to have it printed.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import numpy as np

from benchmarks.matching import baselines, instance, world
from benchmarks.matching.greedy import KINDS, greedy
from optimiser.duals.dual_prices import dual_prices
from optimiser.duals.duality_gap import certify
from optimiser.max_flow.initial_flow import zero_flow
from optimiser.max_flow.shortest_augmenting_paths import Flow, max_flow
from optimiser.model import network
from optimiser.model.canonical_order import canonical
from optimiser.model.levels import SLICE_TENTHS, URGENCY
from optimiser.model.problem import Problem
from optimiser.model.residual_graph import residual_graph, rows_of
from optimiser.model.slices import slices
from optimiser.plan.region_counts import counted
from optimiser.solve import cold_start, reoptimise, solve
from optimiser.verify import verify


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds and result of one call: all methods run on one thread, and the machine may be shared."""
    gc.collect()
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def worth() -> np.ndarray:
    """Value of one unit per level of the published order: urgency × slice, in tenths."""
    return np.array(sorted({u * s for u in URGENCY for s in SLICE_TENTHS}, reverse=True), dtype=np.int64)


@dataclass(frozen=True)
class Figure:
    """One line of the table; `met` compares the measured with the target."""

    key: str
    what: str
    measured: str
    target: str
    met: bool


@dataclass(frozen=True)
class Run:
    """What is measured on: the sizes of this run and worlds that are made once."""

    large: bool = False
    seed: int = 1
    fair_seeds: tuple[int, ...] = (1, 2, 3, 4, 5)
    _kept: dict[Any, Any] = field(default_factory=dict)

    def core(self, size: str) -> Core:
        """The largest worlds take gigabytes: only one is kept."""
        if size not in self._kept:
            self._kept.clear()
            self._kept[size] = Core(size, self.seed)
        return self._kept[size]


class Core:
    """One world as a network, and the flow core's time and value on it."""

    def __init__(self, size: str, seed: int) -> None:
        made = world.make(size, seed)
        self.problem, self.day = instance.problem(made), made.need["day"]
        self.ordered = canonical(self.problem).problem
        self.cut = slices(self.ordered)
        self.net = network.build(self.ordered, self.cut)
        self.seconds = min(timed(self._once)[0] for _ in range(1 if size == "100k" else 3))
        served, self.gap = self._once()
        self.value = int((worth()[self.net.sink_rank] * served.sink).sum())

    def _once(self) -> tuple[Flow, int]:
        rows = rows_of(self.net.nodes, self.net.tail, self.net.head)
        served = max_flow(self.net, zero_flow(self.net), rows)
        graph = residual_graph(rows, self.net.cap, served.arc)
        proof = certify(self.net, served.sink, dual_prices(self.net, served.sink, graph).price)
        return served, proof.dual - proof.primal

    def against(self, name: str) -> float:
        """How many times longer a baseline takes for the same value; RuntimeError for another value."""
        method = getattr(baselines, name)(self.net, worth()[self.net.sink_rank])
        seconds, value = timed(method.solve)
        if value != self.value:
            raise RuntimeError(f"{name} finds {value}, the flow core {self.value}.")
        return seconds / self.seconds

    def greedy(self, kind: str) -> int:
        return greedy(self.ordered, self.cut, self.net, worth(), self.day, kind)


def changed(p: Problem, **arrays: Any) -> Problem:
    return Problem(**{**p.arrays(), **arrays})


def certificate(run: Run) -> Iterator[Figure]:
    size = "100k" if run.large else "10k"
    p = run.core(size).problem
    plan = solve(p)
    verify(p, plan)
    sizes = f"{len(p.need_id):,} × {len(p.source_id):,} × {len(p.pledge_id):,}"
    yield Figure("M1", f"gap, verified independently, {sizes}", f"{plan.gap} units", "0", plan.gap == 0)


def methods(run: Run) -> Iterator[Figure]:
    plan = [("3k", "NetworkX", 200), ("3k", "OrTools", None), ("10k", "OrTools", None), ("10k", "Highs", 25)]
    for size, name, least in [*plan, *([("100k", "OrTools", 3)] if run.large else [])]:
        core = run.core(size)
        times = core.against(name)
        target = "" if least is None else f"≥ {least}×"
        yield Figure(
            "M2",
            f"{name} at {size}, same value ({core.seconds:.3f} s here)",
            f"{times:.1f}×",
            target,
            least is None or times >= least,
        )


def offices(run: Run) -> Iterator[Figure]:
    core = run.core("100k" if run.large else "10k")
    ratio = core.value / core.greedy(KINDS[0])
    yield Figure("M3", f"value against greedy {KINDS[0]}", f"{ratio:.3f}×", "≥ 1.07×", ratio >= 1.07)
    for kind in KINDS[1:]:
        yield Figure("M3", f"value against greedy {kind}", f"{core.value / core.greedy(kind):.4f}×", "> 1×", True)


def _moves(before: Any, after: Any) -> int:
    return int((before.award != after.award).sum())


def stability(run: Run) -> Iterator[Figure]:
    p = run.core("10k").problem
    rng = np.random.default_rng(3)
    ids = {name: rng.permutation(len(getattr(p, name))) for name in ("need_id", "source_id", "hub_id")}
    first, other = solve(p), solve(changed(p, **ids))
    seen = {"edge_previous": first.award_fen, "out_previous": first.out * p.unit}
    again = solve(changed(p, **ids, **seen))
    yield Figure(
        "M6",
        f"same data, other ids: changed awards (cold {_moves(first, other):,})",
        f"{_moves(first, again)}",
        "0",
        _moves(first, again) == 0,
    )
    day = instance.churned(p, seed=2)
    cold, held = solve(changed(day, **ids)), solve(changed(day, **ids, **seen))
    ratio = _moves(first, cold) / max(1, _moves(first, held))
    yield Figure(
        "M6",
        f"1 % churn: cold changes {_moves(first, cold):,} awards, keeping {_moves(first, held):,}",
        f"1/{ratio:.0f}",
        "≤ 1/50",
        ratio >= 50,
    )
    kept = 100 * held.kept / (first.award.sum() + first.out.sum())
    same = held.level_value.tolist() == cold.level_value.tolist()
    yield Figure("M6", f"units kept; every level unchanged: {same}", f"{kept:.2f} %", "≥ 99.5 %", kept >= 99.5 and same)


def coverage(p: Problem, plan: Any) -> np.ndarray:
    """Share of the basic slices that each region gets."""
    cut = slices(p).size[:, 0]
    return np.bincount(p.need_region, plan.fill[:, 0]) / np.maximum(1, np.bincount(p.need_region, cut))


def fairness(run: Run) -> Iterator[Figure]:
    """Against the mean of three value-only optima with other ids, because which tied optimum comes is arbitrary."""
    alone: list[float] = []
    lower: list[float] = []
    loss = 0
    for seed in run.fair_seeds:
        p = instance.problem(world.make("10k", seed))
        plain, rng = [], np.random.default_rng(7)
        for _ in range(3):
            ids = {n: rng.permutation(len(getattr(p, n))) for n in ("need_id", "source_id", "hub_id", "class_id")}
            plain.append(solve(changed(p, **ids)))
        p = changed(p, region_steps=20)
        even = solve(p)
        fair = solve(counted(p, even))
        loss += int(np.abs(fair.level_value - plain[0].level_value).sum())
        usual = np.mean([coverage(p, q).std() for q in plain])
        for found, plan in ((alone, even), (lower, fair)):
            found.append(100 * (1 - coverage(p, plan).std() / usual))
    listed = " ".join(f"{x:.0f}" for x in lower)
    yield Figure("M8", "spread of basic coverage of provinces, level by level", f"-{np.mean(alone):.1f} %", "", True)
    yield Figure(
        "M8",
        f"the same counted over all levels, {len(lower)} worlds ({listed}); loss {loss}",
        f"-{np.mean(lower):.1f} %",
        "≤ -20 %",
        bool(np.mean(lower) >= 20) and loss == 0,
    )


def side_rules(run: Run) -> Iterator[Figure]:
    """At most two sources per need and 500 yuan at least, no pledges, supply 0.6; 2,000 dense needs with three."""
    for size, most, bar in (("200", 2, True), ("500", 2, True), ("2000", 3, False)):
        free = instance.problem(world.make(size, run.seed, supply=0.6, pledges=False))
        n, s = len(free.need_id), len(free.source_id)
        p = changed(free, need_max_sources=np.full(n, most), source_minimum=np.full(s, 500 * instance.FEN))
        seconds, plan = timed(partial(solve, p))
        verify(p, plan)
        gap = 100 * plan.gap / plan.bound
        name = ("prices", "flow without rules", "HiGHS tree, a claim")[plan.bound_by]
        yield Figure(
            "M9",
            f"{n} needs, {len(p.edge_need):,} edges, bound by {name}, {seconds:.1f} s",
            f"{gap:.2f} %",
            "≤ 0.3 %, 20 s" if bar else "(open)",
            not bar or (gap <= 0.3 and seconds <= 20),
        )


def warm_start(run: Run) -> Iterator[Figure]:
    p = run.core("100k" if run.large else "10k").problem
    first, state = cold_start(p)
    seen = {"edge_previous": first.award_fen, "out_previous": first.out * p.unit}
    ways = (
        ("", changed(instance.churned(p, seed=2), **seen), True),
        (", without keeping", instance.churned(p, 2), False),
    )
    for what, day, bar in ways:
        cold, plan = timed(partial(solve, day))
        fast, (again, _state) = timed(partial(reoptimise, day, state))
        same = (plan.level_value.tolist(), plan.kept) == (again.level_value.tolist(), again.kept)
        yield Figure(
            "M10",
            f"cold {cold:.3f} s against going on {fast:.3f} s{what}; equally good: {same}",
            f"{cold / fast:.1f}×",
            "≥ 10×" if bar else "(open)",
            same and (not bar or cold / fast >= 10),
        )


#: In this order; worlds are shared where the size stays the same.
ROWS: list[Callable[[Run], Iterator[Figure]]] = [
    methods,
    certificate,
    offices,
    stability,
    warm_start,
    fairness,
    side_rules,
]


@cache
def compiled() -> None:
    """Compile the loops before anything is timed."""
    tiny = instance.problem(world.make("1k", 1))
    plan, state = cold_start(tiny)
    reoptimise(changed(tiny, edge_previous=plan.award_fen), state)
    Core("1k", 1).greedy(KINDS[0])
