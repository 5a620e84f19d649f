"""`python -m benchmarks.matching --million`: a million needs, eight sources each and all pledges, on one machine.

The sources kept for a need are those with the largest ceilings. The optimum proved is the one of this cut graph: dropping
edges costs more than a greedy office does (matching all of them is left to runs by province). Levels, prices and
certificate, no plan on paper. Minutes, and gigabytes.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from typing import Any

import numba as nb
import numpy as np

from benchmarks.matching import instance, world
from benchmarks.matching.pairs import pairs
from benchmarks.matching.targets import timed, worth
from optimiser.duals.dual_prices import dual_prices
from optimiser.duals.duality_gap import certify
from optimiser.max_flow.initial_flow import zero_flow
from optimiser.max_flow.shortest_augmenting_paths import max_flow
from optimiser.model import network
from optimiser.model.canonical_order import canonical
from optimiser.model.residual_graph import residual_graph, rows_of
from optimiser.model.slices import slices


@nb.njit(cache=True)
def largest(need: Any, cap: Any, most: int) -> Any:
    """Which pairs, in order of needs, are among the `most` with the largest ceilings of their need; the first of equals."""
    keep = np.zeros(len(need), np.bool_)
    low = 0
    while low < len(need):
        high = low
        while high < len(need) and need[high] == need[low]:
            high += 1
        for _ in range(min(most, high - low)):
            best = -1
            for k in range(low, high):
                if not keep[k] and (best < 0 or cap[k] > cap[best]):
                    best = k
            keep[best] = True
        low = high
    return keep


def peak() -> float:
    """Gigabytes that this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def step(what: str, call: Callable[[], Any]) -> Any:
    seconds, result = timed(call)
    print(f"{what:<44}{seconds:8.1f} s{peak():8.2f} GB", flush=True)
    return result


def network_of(size: str, most: int, seed: int) -> network.Network:
    made = world.make(size, seed)
    need, source = step("all pairs", lambda: pairs(made))
    keep = step(f"the {most} largest of each need", lambda: largest(need, made.source["cap"][source], most))
    print(f"{len(need):,} pairs, {int(keep.sum()):,} kept")
    need, source = need[keep], source[keep]
    p = step("problem with hubs", lambda: instance.problem(made, found=(need, source)))
    p = step("in order", lambda: canonical(p)).problem
    return step("network", lambda: network.build(p, slices(p)))


def run(size: str = "1M", most: int = 8, seed: int = 1) -> None:
    net = network_of(size, most, seed)
    print(f"{net.nodes:,} nodes, {len(net.tail):,} arcs, {len(net.sink_tail):,} slices")
    rows = step("rows", lambda: rows_of(net.nodes, net.tail, net.head))
    served = step("levels", lambda: max_flow(net, zero_flow(net), rows))
    price = step("prices", lambda: dual_prices(net, served.sink, residual_graph(rows, net.cap, served.arc)).price)
    proof = step("certificate", lambda: certify(net, served.sink, price))
    value = int((worth()[net.sink_rank] * served.sink).sum())
    print(f"value {value:,}, gap {proof.dual - proof.primal}")
