"""`python -m benchmarks.matching.arrivals_bench`: needs that come one by one, served at once.

Half of 20,000 needs are last year, half arrive in the order of their days. First come takes whatever fits. Bid prices of
a plan over last year keep money for more urgent parts. Planned anew twenty times, only that part of last year is looked at
that lies ahead on the calendar – a source that ends before summer needs no winter – and a price is the mean over six
drawn halves of it, because one past is not the future. Value in the published order against the optimum of hindsight.
M7: ≥ 1.35× first come.
"""

from __future__ import annotations

import argparse

import numba as nb
import numpy as np

from benchmarks.matching import world
from benchmarks.matching.pairs import pairs
from optimiser.model.levels import SLICE_TENTHS, URGENCY
from optimiser.model.problem import Problem
from optimiser.model.slices import slices
from optimiser.solve import solve

world.SIZES.setdefault("arrivals", (20_000, 5_000, 1_000, 0))
RESOLVES, DRAWS = 20, 6


@nb.njit(cache=True)
def _serve(first, source, cap, size, price, left, value, draws):
    """Serve needs in order: cheapest source first, a part only where nothing worth more waits. Returns the value.

    Prices are sums over `draws` plans.
    """
    total = 0
    for i in range(len(first) - 1):
        edges = source[first[i] : first[i + 1]]
        order = np.argsort(price[edges], kind="mergesort")
        parts = size[i].copy()
        for e in order:
            j = edges[e]
            most = min(cap[j], left[j])
            for t in range(3):
                if most > 0 and parts[t] > 0 and price[j] <= draws * value[i, t]:
                    take = min(most, parts[t])
                    parts[t] -= take
                    most -= take
                    left[j] -= take
                    total += take * value[i, t]
    return total


class Stage:
    """History and arrivals over one set of sources."""

    def __init__(self, supply: float, seed: int) -> None:
        self.made = world.make("arrivals", seed, supply=supply / 2, pledges=False)
        self.rng = np.random.default_rng(seed)
        self.need, self.source = pairs(self.made)
        amount = self.made.need["amount"]
        cut = slices(
            Problem(need_id=np.arange(len(amount)), need_amount=amount, need_urgency=self.made.need["urgency"], unit=1)
        )
        worth = np.array(sorted({u * s for u in URGENCY for s in SLICE_TENTHS}, reverse=True), dtype=np.int64)
        self.size, self.value, self.worth = cut.size, worth[cut.level], worth
        everybody = self.rng.permutation(len(amount))
        self.history = everybody[: len(amount) // 2]
        coming = everybody[len(amount) // 2 :]
        self.coming = coming[np.argsort(self.made.need["day"][coming], kind="stable")]

    def plan(self, needs: np.ndarray, left: np.ndarray):
        """Worth of one more yuan in each source, and value, of the optimum over some needs with what is left."""
        row, place = np.full(len(self.size), -1), np.full(len(left), -1)
        row[needs] = np.arange(len(needs))
        rich = np.flatnonzero(left > 0)
        place[rich] = np.arange(len(rich))
        edges = (row[self.need] >= 0) & (place[self.source] >= 0)
        source = self.source[edges]
        made = solve(
            Problem(
                need_id=np.arange(len(needs)),
                need_amount=self.made.need["amount"][needs],
                need_urgency=self.made.need["urgency"][needs],
                source_id=rich,
                source_amount=left[rich],
                edge_need=row[self.need[edges]],
                edge_source=place[source],
                edge_cap=self.made.source["cap"][source],
                unit=1,
            )
        )
        price = np.zeros(len(left), dtype=np.int64)
        # Rank weight 1 stands for the last level, 0 for nothing.
        price[rich] = np.append(0, self.worth[::-1])[made.price_source[0]]
        return price, int((made.level_value * self.worth).sum())

    def serve(self, needs: np.ndarray, price: np.ndarray, left: np.ndarray, draws: int = 1) -> int:
        lo, hi = np.searchsorted(self.need, needs), np.searchsorted(self.need, needs, side="right")
        count = hi - lo
        first = np.concatenate([[0], np.cumsum(count)])
        at = np.repeat(lo - first[:-1], count) + np.arange(first[-1])
        cap = self.made.source["cap"].astype(np.int64)
        return int(_serve(first, self.source[at], cap, self.size[needs], price, left, self.value[needs], draws))

    def arrivals(self, resolves: int, draws: int) -> int:
        """Bid prices, planned anew `resolves` times over `draws` halves of what lies ahead (one: over all of it)."""
        left, total = self.made.source["amount"].astype(np.int64).copy(), 0
        day, rng = self.made.need["day"], np.random.default_rng(0)
        for chunk in np.array_split(self.coming, resolves):
            ahead = np.sort(self.history[day[self.history] >= day[chunk[0]]])
            price = np.zeros(len(left), dtype=np.int64)
            for _ in range(draws):
                some = ahead if draws == 1 else np.sort(rng.choice(ahead, (len(ahead) + 1) // 2, replace=False))
                price += self.plan(some, left * len(some) // len(ahead))[0]
            total += self.serve(chunk, price, left, draws)
        return total


def measured(supply: float, seed: int) -> tuple[int, int, dict[int, int]]:
    """Values: the optimum of hindsight, first come, and bid prices by number of plans."""
    stage = Stage(supply, seed)
    budget = stage.made.source["amount"].astype(np.int64)
    _price, best = stage.plan(stage.coming, budget)
    came = stage.serve(stage.coming, np.zeros(len(budget), dtype=np.int64), budget.copy())
    ways = ((1, 1), (RESOLVES, 1), (RESOLVES, DRAWS))
    return best, came, {times * draws: stage.arrivals(times, draws) for times, draws in ways}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    choice = parser.parse_args()
    for supply in (0.7, 0.3):
        best, came, priced = measured(supply, choice.seed)
        print(f"supply {supply}: hindsight {best:,}; first come {100 * came / best:.1f} %")
        for resolves, value in priced.items():
            print(
                f"  bid prices, {resolves} plans: {100 * value / best:5.1f} % of hindsight, {value / came:.3f}× first come"
            )


if __name__ == "__main__":
    main()
