"""A seeded, invented country: divisions, needs, programmes, funds and pledges. Whole yuan; no person, no place is real.

Shapes and shares are chosen to look like relief work: needs cluster in some counties, money in others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

PROVINCES, CITIES, COUNTIES = 31, 340, 2900
CAUSES, GROUPS, KINDS = 12, 10, 3
KIND_SHARES = np.array([0.7, 0.2, 0.1])
#: needs, programmes, funds, pledges
SIZES = {
    "200": (200, 400, 100, 0),
    "500": (500, 1_300, 300, 0),
    "2000": (2_000, 3_500, 700, 0),
    "1k": (1_000, 2_000, 500, 10_000),
    "3k": (3_000, 3_000, 600, 30_000),
    "10k": (10_000, 5_000, 1_000, 100_000),
    "100k": (100_000, 10_000, 2_000, 1_000_000),
    "1M": (1_000_000, 10_000, 2_000, 1_000_000),
}
PROGRAMME: dict[str, Any] = {
    "scope": (0.03, 0.17, 0.35, 0.45),
    "causes": 5,
    "groups": 4,
    "any_group": 0.3,
    "cap": (8_000, 0.8, 500, 50_000),
    "budget": (160_000, 1.4),
}
FUND: dict[str, Any] = {
    "scope": (0.15, 0.25, 0.35, 0.25),
    "causes": 4,
    "groups": 3,
    "any_group": 0.2,
    "cap": (10_000, 0.8, 500, 100_000),
    "budget": (200_000, 1.4),
}


@dataclass(frozen=True, eq=False)
class World:
    """Attributes as index arrays and bit masks (bit c of causes: cause c). Node 0 is the nation; days are numbers."""

    parent: Ints  # (nodes) division tree, -1 at the root
    depth: Ints  # (nodes) 0 nation, 1 province, 2 city, 3 county
    need: dict[str, Ints]  # county, cause, groups, kinds, amount, urgency, day, deadline
    source: dict[str, Ints]  # node, causes, groups, kinds, urgency, start, end, cap, amount
    pledge: dict[str, Ints]  # node, causes (0: any), groups (0: any), kinds, amount, day


def zipf(rng: np.random.Generator, size: int, power: float) -> NDArray[np.float64]:
    """Shuffled weights 1, 2^-p, 3^-p, … that sum to 1."""
    weight = rng.permutation(np.arange(1, size + 1) ** -power)
    return weight / weight.sum()


def lognormal(
    rng: np.random.Generator, size: int, median: float, sigma: float, low: int, high: int, step: int = 100
) -> Ints:
    """Log-normal amounts in yuan, rounded to `step` and clipped."""
    raw = median * np.exp(sigma * rng.standard_normal(size))
    return np.clip(np.rint(raw / step).astype(np.int64) * step, low, high)


def masks(rng: np.random.Generator, weight: NDArray[np.float64], count: Ints) -> Ints:
    """Bit masks with `count` distinct bits each, drawn by weight without replacement (Gumbel's trick)."""
    keys = np.log(weight) + rng.gumbel(size=(len(count), len(weight)))
    place = np.argsort(np.argsort(-keys, axis=1), axis=1)
    return ((place < count[:, None]) << np.arange(len(weight))).sum(axis=1).astype(np.int64)


def _children(rng: np.random.Generator, parents: int, children: int, power: float) -> Ints:
    """Parent index of each child: every parent has one, the rest by shuffled Zipf."""
    rest = rng.choice(parents, children - parents, p=zipf(rng, parents, power))
    return np.sort(np.concatenate([np.arange(parents), rest]))


class _Places:
    """The division tree and how needs and money spread over it."""

    def __init__(self, rng: np.random.Generator) -> None:
        city = _children(rng, PROVINCES, CITIES, 0.5)
        county = _children(rng, CITIES, COUNTIES, 0.4)
        self.parent = np.concatenate([[-1], np.zeros(PROVINCES, int), 1 + city, 1 + PROVINCES + county])
        self.depth = np.repeat(np.arange(4), (1, PROVINCES, CITIES, COUNTIES))
        weight = np.zeros(len(self.parent))
        weight[-COUNTIES:] = zipf(rng, COUNTIES, 0.7)
        for node in range(len(self.parent) - 1, 0, -1):
            weight[self.parent[node]] += weight[node]
        self.weight = weight
        # Giving regions differ from needy ones: the same weights, shuffled inside each depth.
        self.giving = weight.copy()
        for depth in range(4):
            at = np.flatnonzero(self.depth == depth)
            self.giving[at] = rng.permutation(weight[at])

    def draw(self, rng: np.random.Generator, depth: int, size: int, weight: Any = None) -> Ints:
        at = np.flatnonzero(self.depth == depth)
        share = (self.weight if weight is None else weight)[at]
        return rng.choice(at, size, p=share / share.sum())

    def scopes(self, rng: np.random.Generator, shares: Any, size: int) -> Ints:
        """Scope nodes: half where the needs are, half where the money is."""
        depth, node = rng.choice(4, size, p=shares), np.zeros(size, dtype=np.int64)
        needy = rng.random(size) < 0.5
        for d in range(4):
            for rows, weight in ((needy, self.weight), (~needy, self.giving)):
                at = np.flatnonzero((depth == d) & rows)
                node[at] = self.draw(rng, d, len(at), weight)
        return node


def make(size: str, seed: int = 1, supply: float = 0.7, pledges: bool = True) -> World:
    """The world of one size; all supply together is `supply` × demand."""
    rng = np.random.default_rng(seed)
    needs, programmes, funds, gifts = SIZES[size]
    places = _Places(rng)
    causes, groups = zipf(rng, CAUSES, 0.8), zipf(rng, GROUPS, 0.8)
    need = _needs(rng, places, needs, causes, groups)
    halves = [_sources(rng, places, n, kind, causes, groups) for n, kind in ((programmes, PROGRAMME), (funds, FUND))]
    source = {name: np.concatenate([half[name] for half in halves]) for name in halves[0]}
    pledge = _pledges(rng, places, gifts if pledges else 0, causes, groups)
    target = supply * need["amount"].sum() - pledge["amount"].sum()
    budget = np.rint(source["amount"] * (target / source["amount"].sum()) / 100).astype(np.int64) * 100
    source["amount"] = np.maximum(budget, 500)
    source["cap"] = np.minimum(source["cap"], source["amount"])
    return World(places.parent, places.depth, need, source, pledge)


def _needs(rng: np.random.Generator, places: _Places, n: int, causes: Any, groups: Any) -> dict[str, Ints]:
    day = rng.integers(0, 365, n)
    return {
        "county": places.draw(rng, 3, n),
        "cause": rng.choice(CAUSES, n, p=causes),
        "groups": masks(rng, groups, rng.integers(1, 3, n)),
        "kinds": masks(rng, KIND_SHARES, rng.integers(1, 3, n)),
        "amount": lognormal(rng, n, 6_000, 1.1, 500, 100_000),
        "urgency": rng.choice(np.arange(1, 6), n, p=(0.30, 0.30, 0.22, 0.13, 0.05)),
        "day": day,
        "deadline": day + rng.integers(7, 120, n),
    }


def _sources(
    rng: np.random.Generator, places: _Places, n: int, kind: dict[str, Any], causes: Any, groups: Any
) -> dict[str, Ints]:
    start, (median, sigma) = rng.integers(-200, 250, n), kind["budget"]
    any_cause, any_group = rng.random(n) < 0.05, rng.random(n) < kind["any_group"]
    return {
        "node": places.scopes(rng, kind["scope"], n),
        "causes": np.where(any_cause, 2**CAUSES - 1, masks(rng, causes, rng.integers(1, kind["causes"] + 1, n))),
        "groups": np.where(any_group, 2**GROUPS - 1, masks(rng, groups, rng.integers(1, kind["groups"] + 1, n))),
        "kinds": masks(rng, KIND_SHARES, rng.integers(1, 3, n)),
        "urgency": rng.choice(np.arange(1, 5), n, p=(0.60, 0.20, 0.15, 0.05)),
        "start": start,
        "end": start + rng.choice((90, 180, 365), n, p=(0.2, 0.3, 0.5)),
        "cap": lognormal(rng, n, *kind["cap"]),
        "amount": lognormal(rng, n, median, sigma, 500, 10**9),
    }


def _pledges(rng: np.random.Generator, places: _Places, n: int, causes: Any, groups: Any) -> dict[str, Ints]:
    any_cause, any_group = rng.random(n) < 0.45, rng.random(n) < 0.45
    return {
        "node": places.scopes(rng, (0.55, 0.25, 0.15, 0.05), n),
        "causes": np.where(any_cause, 0, masks(rng, causes, rng.integers(1, 3, n))),
        "groups": np.where(any_group, 0, masks(rng, groups, rng.integers(1, 3, n))),
        "kinds": masks(rng, KIND_SHARES, np.ones(n, dtype=np.int64)),
        "amount": lognormal(rng, n, 150, 1.1, 10, 20_000, step=1),
        "day": rng.integers(0, 365, n),
    }
