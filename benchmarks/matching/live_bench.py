"""`python -m benchmarks.matching.live_bench`: one new need against 12,000 sources and 1,000,000 pledges.

Rules, ranking by price and place, pledges and near misses included; prices are stand-ins in the shares of a solved run.
M5: p50 ≤ 0.5 ms, p99 ≤ 5 ms. One SQL query over the same pledges stands beside it.
"""

from __future__ import annotations

import argparse
import sqlite3
import time
from collections.abc import Callable

import numpy as np

from benchmarks.matching import world
from benchmarks.matching.candidates_bench import above
from benchmarks.matching.hubs import factorise
from benchmarks.matching.pairs import tables
from benchmarks.matching.region_index import Index, Need, Offers
from benchmarks.matching.world import World
from optimiser.model.levels import default_table
from optimiser.model.problem import Problem
from optimiser.model.slices import slices

SHARE_PRICED = 433 / 2_500  # of the sources that had a price in the reference trial
NEEDS, WARM = 2_000, 20


def built(made: World, seed: int) -> tuple[Index, list[Need]]:
    """The index, and the needs that come."""
    needs, sources = tables(made)
    n, s, p = made.need, made.source, made.pledge
    rng = np.random.default_rng(seed)
    ranks = int(default_table().max()) + 1
    price = np.where(rng.random(len(s["node"])) < SHARE_PRICED, rng.integers(1, ranks + 1, len(s["node"])), 0)
    index = Index(made.parent.astype(np.int64), sources, s["cap"].astype(np.int64), s["amount"].astype(np.int64), price)
    hubs = factorise(
        region_parent=made.parent,
        need_region=n["county"],
        need_cause=n["cause"],
        need_groups=n["groups"],
        need_kinds=n["kinds"],
        pledge_region=p["node"],
        pledge_causes=p["causes"],
        pledge_groups=p["groups"],
        pledge_kinds=p["kinds"],
    )
    index.pledges(hubs, p["amount"].astype(np.int64), p["day"].astype(np.int64))
    cut = slices(
        Problem(need_id=np.arange(len(n["amount"])), need_amount=n["amount"], need_urgency=n["urgency"], unit=1)
    )
    coming = [
        Need(
            int(needs.node[i]),
            int(n["cause"][i]),
            int(n["groups"][i]),
            int(n["kinds"][i]),
            needs.bits[i],
            needs.sets[i],
            needs.numbers[i],
            np.stack([ranks - cut.level[i], cut.size[i]], axis=1),
        )
        for i in rng.permutation(len(n["amount"]))[: NEEDS + WARM]
    ]
    return index, coming


def sqlite(made: World) -> Callable[[int], None]:
    """The pledges that may help one need, oldest first, until its amount is reached: what a page would ask."""
    link, p, n = sqlite3.connect(":memory:"), made.pledge, made.need
    link.execute("create table pledge (node, causes, groups_, kinds, amount, day)")
    link.executemany(
        "insert into pledge values (?, ?, ?, ?, ?, ?)",
        zip(*(p[name].tolist() for name in ("node", "causes", "groups", "kinds", "amount", "day")), strict=True),
    )
    link.execute("create index pledge_at on pledge (node, day)")
    link.execute("analyze")
    ways = above(made)

    def ask(i: int) -> None:
        way = ways[int(n["county"][i])]
        sql = f"""select rowid, amount, sum(amount) over (order by day, rowid) from pledge where node in ({",".join("?" * len(way))})
            and (causes = 0 or causes & ?) and (groups_ = 0 or groups_ & ?) and kinds & ? order by day limit 200"""
        link.execute(sql, [*way, 1 << int(n["cause"][i]), int(n["groups"][i]), int(n["kinds"][i])]).fetchall()

    return ask


def times(call: Callable[[int], object], count: int) -> np.ndarray:
    """Milliseconds of each call."""
    found = np.empty(count)
    for i in range(count):
        start = time.perf_counter()
        call(i)
        found[i] = 1000 * (time.perf_counter() - start)
    return found


def measured(size: str, seed: int, queries: int = 5) -> tuple[float, float, float, float]:
    """Milliseconds: p50, p95, p99 of one need served after the other, and p50 of one SQL query over the pledges."""
    made = world.make(size, seed)
    start = time.perf_counter()
    index, coming = built(made, seed)
    print(
        f"{len(made.source['node']):,} sources, {len(made.pledge['node']):,} pledges in {len(index.class_left):,} classes, "
        f"{len(index.hub_id):,} hubs; built in {time.perf_counter() - start:.1f} s"
    )
    for need in coming[:WARM]:  # compile
        index.take(index.offer(need))
    took: list[Offers] = []

    def serve_next(_call: int) -> None:
        took.append(index.offer(coming[WARM + len(took)]))

    found = np.empty(NEEDS)
    for i in range(NEEDS):
        found[i] = times(serve_next, 1)[0]
        index.take(took[-1])
    pays = times(
        lambda i: [
            index.who_pays(int(c), int(u))
            for c, u in zip(took[i].pledge_class, took[i].pledge_units, strict=True)
            if index.class_left[c] >= u
        ],
        NEEDS,
    )
    p50, p95, p99 = np.percentile(found, [50, 95, 99])
    print(
        f"one need: p50 {p50:.3f} ms, p95 {p95:.3f}, p99 {p99:.3f}, max {found.max():.3f}; "
        f"who pays: p50 {np.median(pays):.3f} ms, p99 {np.percentile(pays, 99):.3f}"
    )
    return float(p50), float(p95), float(p99), float(np.median(times(sqlite(made), queries)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(world.SIZES), default="100k")
    parser.add_argument("--seed", type=int, default=1)
    choice = parser.parse_args()
    p50, _p95, _p99, query = measured(choice.size, choice.seed)
    print(f"one SQLite query over the pledges: p50 {query:.1f} ms, {query / p50:,.0f}×")


if __name__ == "__main__":
    main()
