"""One need against everything, at once: sources by place with their prices, pledges by hub with running sums.

Built once from a run (its prices) and kept while money goes out; one offer takes well under a millisecond. Pure arrays in
whole units, no Django. The order is that of offers between runs (`matching.runs.suggestions`): sources that nobody more urgent waits for, then milder
uses before urgent ones, then the nearest place; pledges after the sources, near hubs first,
in each class the oldest first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np

from benchmarks.matching.hubs import CAUSES, GROUPS, KINDS, HubNetwork
from matching.eligibility.arrays.pairs import NOBODY_KNOWS, Array, Sources

NEAR = 3  # near misses told per need


@dataclass(frozen=True, eq=False)
class Need:
    """One need. `parts`: (3, 2) rank weight of each slice and units still open."""

    node: int
    cause: int
    groups: int
    kinds: int
    bits: Array  # (W)
    sets: Array  # (M)
    numbers: Array  # (T)
    parts: Array


@dataclass(frozen=True, eq=False)
class Offers:
    """Rows and units of sources; pledge classes and units; rows that miss exactly one rule."""

    source: Array
    units: Array
    pledge_class: Array
    pledge_units: Array
    near: Array


class Index:
    """`left` and `class_left` are what is free now; `take` lowers them."""

    def __init__(self, parent: Array, sources: Sources, cap: Array, left: Array, price: Array) -> None:
        self.parent = parent
        self.order = np.argsort(sources.node, kind="stable")
        self.first = np.searchsorted(sources.node[self.order], np.arange(len(parent) + 1)).astype(np.int64)
        self.rules = [
            np.ascontiguousarray(part[self.order])
            for part in (sources.refused, sources.sets, sources.least, sources.most)
        ]
        self.cap, self.left, self.price = cap[self.order], left[self.order].copy(), price[self.order].copy()
        self.pledges([], np.zeros(0, np.int64), np.zeros(0, np.int64))

    def pledges(self, hubs: HubNetwork | list, amount: Array, day: Array) -> None:
        """Add pledges: the classes of each hub in order, and each class's running sum from the oldest pledge."""
        if isinstance(hubs, list):
            self.hub_id = self.hub_first = self.hub_class = self.class_left = np.zeros(0, dtype=np.int64)
            self.pledge_order = self.running = self.class_first = np.zeros(0, dtype=np.int64)
            return
        by_hub = np.lexsort((hubs.into_class, hubs.into_hub))
        self.hub_id = hubs.hub_id
        self.hub_class = hubs.into_class[by_hub]
        self.hub_first = np.searchsorted(hubs.into_hub[by_hub], np.arange(len(hubs.hub_id) + 1)).astype(np.int64)
        self.class_left = np.zeros(len(hubs.class_id), dtype=np.int64)
        np.add.at(self.class_left, hubs.pledge_class, amount)
        self.pledge_order = np.lexsort((day, hubs.pledge_class))
        self.class_first = np.searchsorted(hubs.pledge_class[self.pledge_order], np.arange(len(hubs.class_id) + 1))
        self.running = np.cumsum(amount[self.pledge_order])
        self.class_total = self.class_left.copy()

    def offer(self, need: Need) -> Offers:
        """What would help this need now; nothing is taken."""
        found, near = _fitting(self.parent, self.first, need.node, need.bits, need.sets, need.numbers, *self.rules)
        parts = need.parts.copy()
        rank = _ranked(found, self.price)
        source, units = _from_sources(rank, self.price, self.cap, self.left, parts)
        keys = _hubs_of(self.parent, need.node, need.cause, need.groups, need.kinds)
        at, drawn = _from_pledges(keys, self.hub_id, self.hub_first, self.hub_class, self.class_left, parts)
        return Offers(self.order[source], units, at, drawn, self.order[near])

    def take(self, offers: Offers) -> None:
        place = np.empty(len(self.order), dtype=np.int64)
        place[self.order] = np.arange(len(self.order))
        self.left[place[offers.source]] -= offers.units
        self.class_left[offers.pledge_class] -= offers.pledge_units

    def who_pays(self, pledge_class: int, units: int) -> tuple[Array, Array]:
        """The next pledges of a class, oldest first, that add up to `units`: two searches in the running sum, no loop."""
        begin, end = self.class_first[pledge_class], self.class_first[pledge_class + 1]
        base = self.running[begin - 1] if begin else 0
        start = base + self.class_total[pledge_class] - self.class_left[pledge_class]
        running = self.running[begin:end]
        a = int(begin + np.searchsorted(running, start, side="right"))
        b = int(begin + np.searchsorted(running, start + units, side="left"))
        ends = np.minimum(self.running[a : b + 1], start + units)
        return self.pledge_order[a : b + 1], np.diff(ends, prepend=start)


@nb.njit(cache=True)
def _fitting(parent, first, node, bits, sets, numbers, refused, wanted, least, most):  # noqa: PLR0913
    """Rows that fit, nearest place first; rows that miss one rule."""
    size = 0
    place = node
    while place >= 0:
        size += first[place + 1] - first[place]
        place = parent[place]
    found = np.empty(size, np.int64)
    near = np.empty(NEAR, np.int64)
    fits = close = 0
    place = node
    while place >= 0:
        for j in range(first[place], first[place + 1]):
            missed = 0
            for w in range(len(bits)):
                missed += (bits[w] & refused[j, w]) != 0
            for m in range(len(sets)):
                missed += (sets[m] & wanted[j, m]) == 0
            for t in range(len(numbers)):
                x = numbers[t]
                missed += x != NOBODY_KNOWS and (x < least[j, t] or x > most[j, t])
            if missed == 0:
                found[fits] = j
                fits += 1
            elif missed == 1 and close < NEAR:
                near[close] = j
                close += 1
        place = parent[place]
    return found[:fits], near[:close]


@nb.njit(cache=True)
def _ranked(found, price):
    """By price – 0 is free of claims, a small weight is a mild use – and by place, the order given."""
    key = np.empty(len(found), np.int64)
    for k in range(len(found)):
        key[k] = price[found[k]]
    return found[np.argsort(key, kind="mergesort")]


@nb.njit(cache=True)
def _from_sources(rank, price, cap, left, parts):
    source, units = np.empty(len(rank), np.int64), np.empty(len(rank), np.int64)
    size = 0
    for j in rank:
        most = min(cap[j], left[j])
        got = 0
        for t in range(len(parts)):
            if parts[t, 0] >= price[j] and parts[t, 1] > 0 and most > got:
                take = min(parts[t, 1], most - got)
                parts[t, 1] -= take
                got += take
        if got > 0:
            source[size], units[size] = j, got
            size += 1
    return source[:size], units[:size]


@nb.njit(cache=True)
def _hubs_of(parent, node, cause, groups, kinds):
    """Keys of all hubs that describe a need, as `hubs.factorise` makes them; the nearest place first."""
    keys = np.empty(8 * 2 * (GROUPS + 1) * KINDS, np.int64)
    size = 0
    place = node
    while place >= 0:
        for c in (cause, CAUSES):
            for g in range(GROUPS + 1):
                if g < GROUPS and not (groups >> g) & 1:
                    continue
                for k in range(KINDS):
                    if (kinds >> k) & 1:
                        keys[size] = ((place * (CAUSES + 1) + c) * (GROUPS + 1) + g) * KINDS + k
                        size += 1
        place = parent[place]
    return keys[:size]


@nb.njit(cache=True)
def _from_pledges(keys, hub_id, hub_first, hub_class, class_left, parts):
    wanted = 0
    for t in range(len(parts)):
        wanted += parts[t, 1]
    at, units = np.empty(64, np.int64), np.empty(64, np.int64)
    size = 0
    for key in keys:
        hub = np.searchsorted(hub_id, key)
        if hub == len(hub_id) or hub_id[hub] != key:
            continue
        for e in range(hub_first[hub], hub_first[hub + 1]):
            c = hub_class[e]
            spoken = 0
            for k in range(size):
                if at[k] == c:
                    spoken += units[k]
            take = min(wanted, class_left[c] - spoken)
            if take <= 0:
                continue
            if size == len(at):
                at, units = _longer(at), _longer(units)
            at[size], units[size] = c, take
            size += 1
            wanted -= take
            if wanted == 0:
                return at[:size], units[:size]
    return at[:size], units[:size]


@nb.njit(cache=True)
def _longer(row):
    made = np.empty(2 * len(row), np.int64)
    made[: len(row)] = row
    return made
