"""Rows of the table for what stands around the solver: all pairs, one new need, needs that come one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.matching import arrivals_bench, candidates_bench, live_bench
from benchmarks.matching.targets import Figure, Run

BARS = {"Python loop": 150, "SQLite": 10, "PostgreSQL": 8}


def candidates(run: Run) -> Iterator[Figure]:
    """Every method finds the same pairs, by count and hash, or the run stops."""
    for name, seconds, times in candidates_bench.measured("10k", run.seed):
        if name in BARS:
            yield Figure(
                "M4",
                f"all pairs at 10k against {name}, {seconds:.2f} s",
                f"{times:.1f}×",
                f"≥ {BARS[name]}×",
                times >= BARS[name],
            )


def one_need(run: Run) -> Iterator[Figure]:
    p50, _p95, p99, query = live_bench.measured("100k" if run.large else "10k", run.seed)
    yield Figure("M5", "one new need, p50", f"{p50:.3f} ms", "≤ 0.5 ms", p50 <= 0.5)
    yield Figure("M5", "one new need, p99", f"{p99:.3f} ms", "≤ 5 ms", p99 <= 5)
    yield Figure(
        "M5",
        f"one new need against one SQLite query, {query:.1f} ms",
        f"{query / p50:,.0f}×",
        "≥ 500×",
        query / p50 >= 500,
    )


def arrivals(run: Run) -> Iterator[Figure]:
    for supply in (0.7, 0.3):
        best, came, priced = arrivals_bench.measured(supply, run.seed)
        for resolves, value in priced.items():
            bar = resolves == max(priced)  # the fewer plans show what the others bring
            what = f"bid prices of {resolves} plans against first come, supply {supply}; {100 * value / best:.1f} % of hindsight"
            yield Figure("M7", what, f"{value / came:.3f}×", "≥ 1.35×" if bar else "", not bar or value / came >= 1.35)


ROWS: list[Callable[[Run], Iterator[Figure]]] = [candidates, one_need, arrivals]
