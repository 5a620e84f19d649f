"""`python -m benchmarks.matching --size 1k`: one table of ratios, every figure measured in this run."""

from __future__ import annotations

import argparse
import gc
import platform
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.matching import baselines, instance, world
from benchmarks.matching.greedy import KINDS, greedy
from matching.solver import flow, network, prices, warm
from matching.solver.canonical import canonical
from matching.solver.certificate import certify
from matching.solver.levels import SLICE_TENTHS, URGENCY
from matching.solver.problem import Problem
from matching.solver.rows import rows
from matching.solver.slices import slices
from matching.solver.solve import solve
from matching.solver.verify import verify


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds and result of one call."""
    gc.collect()
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def _worth() -> np.ndarray:
    """Value of one unit per level of the published order: urgency × slice, in tenths."""
    return np.array(sorted({u * s for u in URGENCY for s in SLICE_TENTHS}, reverse=True), dtype=np.int64)


def _core(net: network.Network) -> tuple[flow.Flow, int]:
    lines = rows(net.nodes, net.tail, net.head)
    served = flow.serve(net, warm.cold(net), lines)
    proof = certify(net, served.sink, prices.prices(net, served.arc, served.sink, lines))
    return served, proof.dual - proof.primal


def _line(name: str, seconds: float, value: int | None, best: int, ours: float) -> None:
    against = "" if value is None else f"{value:>16,} {100 * (value / best - 1):>8.3f} %"
    print(f"{name:<34} {seconds:>9.3f} s {against:<27} {seconds / ours:>8.1f}×")


def methods(p: Problem, day: np.ndarray, names: list[str]) -> None:
    """The flow core against other methods on one network, with the same weights."""
    ordered = canonical(p).problem
    cut = slices(ordered)
    net = network.build(ordered, cut)
    arcs = len(net.tail) + len(net.sink_tail) + int((net.supply > 0).sum())
    print(f"{len(p.need_id):,} needs, {len(p.source_id):,} sources, {len(p.pledge_id):,} pledges in "
          f"{len(p.class_id):,} classes, {len(p.hub_id):,} hubs, {arcs:,} arcs")  # fmt: skip
    worth = _worth()
    ours = min(timed(lambda: _core(net))[0] for _ in range(3))
    served, gap = _core(net)
    best = int((worth[net.sink_rank] * served.sink).sum())
    print(f"{'method':<34} {'time':>11} {'value':>16} {'vs ours':>10} {'time / ours':>9}")
    _line(f"priority flow + certificate, gap {gap}", ours, best, best, ours)
    for name in names:
        method = getattr(baselines, name)(net, worth[net.sink_rank])
        seconds, value = timed(method.solve)
        _line(method.__doc__.split(" (")[0].split(" on ")[0], seconds, value, best, ours)
        del method
    greedy(ordered, cut, net, worth, day, KINDS[0])  # compile
    for kind in KINDS:
        seconds, value = timed(lambda kind=kind: greedy(ordered, cut, net, worth, day, kind))
        _line(f"greedy {kind}", seconds, value, best, ours)


def _moved(p: Problem, before: np.ndarray, after: np.ndarray) -> str:
    dropped, added = ((before > 0) & (after == 0)).sum(), ((before == 0) & (after > 0)).sum()
    changed = ((before > 0) & (after > 0) & (before != after)).sum()
    kept = np.minimum(before, after).sum() / max(1, before.sum())
    return f"kept {100 * kept:6.2f} % of units; dropped {dropped:,}, added {added:,}, changed {changed:,}"


def stability(p: Problem, steps: int) -> None:
    """What a second run moves, with and without the previous plan; award rows do not change between the runs."""
    first = solve(p)
    next_day = instance.churned(p, seed=2)
    seen = {"edge_previous": first.award_fen, "out_previous": first.out * p.unit}
    rng = np.random.default_rng(3)
    # Ids break ties, so new ids show how many plans are equally good.
    ids = {name: rng.permutation(len(getattr(p, name))) for name in ("need_id", "source_id", "hub_id")}
    for name, given in (("same data, new ids, cold", _with(p, ids)),
                        ("same data, new ids, keeping", _with(p, ids | seen)),
                        ("1 % churn, new ids, cold", _with(next_day, ids)),
                        ("1 % churn, new ids, keeping", _with(next_day, ids | seen)),
                        ("1 % churn, keeping", _with(next_day, seen))):  # fmt: skip
        seconds, plan = timed(lambda given=given: solve(given))
        print(f"{name:<28} {seconds:>7.3f} s  {_moved(p, first.award, plan.award)}; value {plan.primal:,}")
    print(f"{'verifier':<28} {timed(lambda: verify(p, first))[0]:>7.3f} s")
    fair, plan = timed(lambda: solve(_with(p, {"region_steps": steps})))
    same = np.array_equal(plan.level_value, first.level_value)
    plain = timed(lambda: solve(p))[0]
    for name, q, seconds in (("solve(), without fairness", first, plain), (f"solve(), {steps} steps", plan, fair)):
        print(f"{name:<28} {seconds:>7.3f} s  {_coverage(p, q)}; levels unchanged: {same}")


def _with(p: Problem, arrays: dict[str, Any]) -> Problem:
    return Problem(**{**p.arrays(), **arrays})


def _coverage(p: Problem, q: Any) -> str:
    """Share of the basic slices that each region gets."""
    cut = slices(p).size[:, 0]
    share = np.bincount(p.need_region, q.fill[:, 0]) / np.maximum(1, np.bincount(p.need_region, cut))
    return f"basic coverage {share.min():.3f} / {np.median(share):.3f} / {share.max():.3f}, sd {share.std():.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(world.SIZES), default="1k")
    parser.add_argument("--large", action="store_true", help="allow 100k: minutes and several GB")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--only", nargs="*", help="OrTools, Highs, NetworkX; default by size")
    choice = parser.parse_args()
    if choice.size == "100k" and not choice.large:
        parser.error("100k needs --large")
    names = {"1k": ["OrTools", "Highs", "NetworkX"], "3k": ["OrTools", "NetworkX"], "10k": ["OrTools", "Highs"],
             "100k": ["OrTools"]}[choice.size]  # fmt: skip
    print(f"Python {platform.python_version()}, numpy {np.__version__}, seed {choice.seed}, compilation excluded")
    made = world.make(choice.size, choice.seed)
    p = instance.problem(made)
    methods(p, made.need["day"], names if choice.only is None else choice.only)
    stability(p, choice.steps)


if __name__ == "__main__":
    main()
