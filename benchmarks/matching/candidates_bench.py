"""`python -m benchmarks.matching.candidates_bench --size 10k`: all eligible pairs, by array kernel, loop and databases.

Same count and the same hash over (need, source) pairs from every method, or the run stops. Loading the tables is not
counted for the databases, which have their indexes and statistics; the loop is sampled and scaled. M4: ≥ 150× the Python
loop, ≥ 8× PostgreSQL, ≥ 10× SQLite.
"""

from __future__ import annotations

import argparse
import gc
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.matching import world
from benchmarks.matching.pairs import pairs
from benchmarks.matching.world import World

A, B, M = 1_000_003, 7_919, 2_147_483_647  # hash of a pair: (A·need + B·source + need·source) mod M, summed
SAMPLE = 500
FIELDS = ("causes", "groups", "kinds", "urgency", "start", "end")
SQL = f"""
    select count(*), coalesce(sum(({A} * n.id + {B} * s.id + n.id * s.id) % {M}), 0)
    from need n join above a on a.node = n.county join source s on s.node = a.ancestor
    where s.causes & n.cause <> 0 and s.groups_ & n.groups_ <> 0 and s.kinds & n.kinds <> 0
      and n.urgency >= s.urgency and s.start_ <= n.deadline and n.day <= s.end_
"""
TABLES = (
    ("need", "id, county, cause, groups_, kinds, urgency, day, deadline"),
    ("above", "node, ancestor"),
    ("source", "id, node, causes, groups_, kinds, urgency, start_, end_"),
)

Pairs = tuple[int, int]  # how many there are, and their hash


def timed(call: Callable[[], Pairs], times: int = 3) -> tuple[float, Pairs]:
    """Best of several, with the last result."""
    best = float("inf")
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        result = call()
        best = min(best, time.perf_counter() - start)
    return best, result


def by_kernel(made: World) -> tuple[int, int]:
    need, source = pairs(made)
    return len(need), int(((A * need + B * source + need * source) % M).sum())


def above(made: World) -> list[list[int]]:
    """The way up from every place."""
    ways = []
    for node in range(len(made.parent)):
        way, at = [], node
        while at >= 0:
            way.append(at)
            at = int(made.parent[at])
        ways.append(way)
    return ways


def by_loop(made: World, sample: int) -> tuple[float, tuple[int, int]]:
    """Every need against every source, rule by rule; seconds scaled from the first `sample` needs, their count and hash."""
    ways = [frozenset(way) for way in above(made)]
    sources = list(zip(*(made.source[name].tolist() for name in ("node", *FIELDS)), strict=True))
    names = ("county", "cause", "groups", "kinds", "urgency", "day", "deadline")
    needs = list(zip(*(made.need[name][:sample].tolist() for name in names), strict=True))
    start, count, total = time.perf_counter(), 0, 0
    for i, (county, cause, groups, kinds, urgency, day, deadline) in enumerate(needs):
        way = ways[county]
        for j, (node, causes, wanted, forms, least, begin, end) in enumerate(sources):
            if (
                node in way
                and causes >> cause & 1
                and wanted & groups
                and forms & kinds
                and urgency >= least
                and begin <= deadline
                and day <= end
            ):
                count += 1
                total += (A * i + B * j + i * j) % M
    seconds = time.perf_counter() - start
    return seconds * len(made.need["county"]) / len(needs), (count, total)


def rows(made: World) -> Iterator[Iterable[tuple[int, ...]]]:
    n, s = made.need, made.source
    yield zip(
        range(len(n["county"])),
        *(
            c.tolist()
            for c in (n["county"], 1 << n["cause"], n["groups"], n["kinds"], n["urgency"], n["day"], n["deadline"])
        ),
        strict=True,
    )
    yield ((node, one) for node, way in enumerate(above(made)) for one in way)
    yield zip(range(len(s["node"])), *(s[name].tolist() for name in ("node", *FIELDS)), strict=True)


def sqlite(made: World) -> Callable[[], tuple[int, int]]:
    link = sqlite3.connect(":memory:")
    for (name, columns), given in zip(TABLES, rows(made), strict=True):
        link.execute(f"create table {name} ({columns})")
        link.executemany(f"insert into {name} values ({','.join('?' * len(columns.split(',')))})", given)
    for index in ("above (node)", "source (node)"):
        link.execute(f"create index {index.split()[0]}_at on {index}")
    link.execute("analyze")
    return lambda: tuple(link.execute(SQL).fetchone())


def postgresql(made: World) -> Callable[[], tuple[int, int]]:
    """Temporary tables of the project's own server, as `DATABASE_URL` or the embedded one."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "site"))
    import psycopg

    from config import embedded

    embedded.start_if_needed()
    address = os.environ.get("DATABASE_URL") or f"host={embedded.socket_dir()} user=postgres dbname=postgres"
    link = psycopg.connect(address, autocommit=True)
    for (name, columns), given in zip(TABLES, rows(made), strict=True):
        link.execute(f"create temp table {name} ({', '.join(f'{one.strip()} bigint' for one in columns.split(','))})")
        with link.cursor().copy(f"copy {name} from stdin") as copy:
            for row in given:
                copy.write_row(row)
    link.execute(
        "create index on above (node); create index on source (node); analyze need; analyze above; analyze source"
    )

    def asked() -> tuple[int, int]:
        [(pairs, digest)] = link.execute(SQL).fetchall()
        return int(pairs), int(digest)

    return asked


def measured(size: str, seed: int = 1) -> list[tuple[str, float, float]]:
    """(method, seconds, times ours). SystemExit when two methods disagree."""
    made = world.make(size, seed, pledges=False)
    by_kernel(made)  # compile
    ours, expected = timed(lambda: by_kernel(made), 5)
    loop, part = by_loop(made, SAMPLE)
    few = World(
        made.parent, made.depth, {name: one[:SAMPLE] for name, one in made.need.items()}, made.source, made.pledge
    )
    found = [("array kernel", ours, expected), ("Python loop", loop, expected if part == by_kernel(few) else part)]
    for name, make in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        seconds, result = timed(make(made))
        found.append((name, seconds, result))
    for name, _seconds, result in found:
        if tuple(result) != tuple(expected):
            raise SystemExit(f"{name} finds {result}, the kernel {expected}.")
    print(
        f"{len(made.need['county']):,} needs, {len(made.source['node']):,} sources, {expected[0]:,} pairs, hash {expected[1]}"
    )
    return [(name, seconds, seconds / ours) for name, seconds, _result in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(world.SIZES), default="10k")
    parser.add_argument("--seed", type=int, default=1)
    choice = parser.parse_args()
    for name, seconds, times in measured(choice.size, choice.seed):
        print(f"{name:<16} {seconds:>9.3f} s {times:>8.1f}×")


if __name__ == "__main__":
    np.seterr(all="raise")
    main()
