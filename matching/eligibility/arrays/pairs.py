"""Every pair that no compiled rule refuses: one pass counts the room, the next walks each need's place upwards and fills.

Pure arrays, no Django: the benchmark runs the same kernel on invented countries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.int64]
Mask = NDArray[np.bool_]
LARGEST = 2**62
CHUNK = 4_000_000
NOBODY_KNOWS = -(2**63)  # a number that nobody established: it fails no bound

_I1, _I2 = nb.int64[::1], nb.int64[:, ::1]


def column(values: Iterable[int]) -> Array:
    """(n) whole numbers, also of none."""
    return np.array(list(values), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Needs:
    """Rows are needs. `bits` has one bit per fact; `sets` are masks of which a source must share one bit each."""

    node: Array  # (N) place in the tree, -1: nowhere
    key: Array  # (N) value of the fact by which sources are sorted into buckets, -1: unknown
    bits: Array  # (N, W)
    sets: Array  # (N, M)
    numbers: Array  # (N, T)


@dataclass(frozen=True, eq=False)
class Sources:
    """Rows are sources, in any order."""

    node: Array  # (S) the place whose needs it serves
    accepts: Array  # (S) mask of the values of `key` that it takes
    refused: Array  # (S, W) facts that it refuses
    sets: Array  # (S, M)
    least: Array  # (S, T)
    most: Array  # (S, T)


def eligible(parent: Array, needs: Needs, sources: Sources) -> tuple[Array, Array]:
    """(need row, source row) of every pair that fits, by need; inside a need from the nearest place outwards.

    `parent` holds the enclosing place of each place, -1 at the top. Sources lie in buckets by (place, key), so that a
    need meets only those that take its kind; the last bucket of a place holds all, for needs of an unknown kind.
    """
    buckets = int(needs.key.max(initial=-1)) + 1
    bucket, order = _bucketed(sources, buckets)
    first = np.searchsorted(bucket, np.arange(len(parent) * (buckets + 1) + 1)).astype(np.int64)
    numbers, least = _one_sided(needs, sources)
    asked = np.ascontiguousarray(np.hstack([needs.bits, needs.sets, numbers]))
    # one row per source, so that a test that passes finds the next one in the same line of the cache
    rules = np.ascontiguousarray(np.hstack([sources.refused, sources.sets, least])[order])
    on = np.where(needs.key < 0, buckets, needs.key)
    places = (parent, first, buckets + 1, needs.node, on)
    room = _met(*places)
    found: list[tuple[Array, Array]] = []
    for begin, end in _chunks(room):
        size = int(room[begin:end].sum()) + 1
        need, source = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
        count = _walk(*places, begin, end, asked, rules, needs.bits.shape[1], needs.sets.shape[1], need, source)
        found.append((need[:count].copy(), order[source[:count]]))
    needs_, sources_ = zip(*found, strict=True) if found else ((_NONE,), (_NONE,))
    return np.concatenate(needs_), np.concatenate(sources_)


def _chunks(room: Array) -> list[tuple[int, int]]:
    """Runs of needs that meet some four million sources together, so that memory stays small however many there are."""
    cuts = np.flatnonzero(np.diff(np.cumsum(room) // CHUNK, prepend=0))
    ends = np.unique(np.concatenate([cuts, [len(room)]]))
    return [(int(a), int(b)) for a, b in zip(np.concatenate([[0], ends[:-1]]), ends, strict=True) if b > a]


def _bucketed(sources: Sources, buckets: int) -> tuple[Array, Array]:
    """(bucket, source row) in the order of the buckets; a source lies in one per value that it takes."""
    takes = np.ones((len(sources.node), buckets + 1), dtype=bool)
    takes[:, :buckets] = (sources.accepts[:, None] >> np.arange(buckets)) & 1
    row, value = np.nonzero(takes & (sources.node >= 0)[:, None])
    bucket = sources.node[row] * (buckets + 1) + value
    order = np.argsort(bucket, kind="stable")
    return bucket[order], row[order]


def _one_sided(needs: Needs, sources: Sources) -> tuple[Array, Array]:
    """Every bound as “at least”: what is at most x is, negated, at least -x. Columns that bind nobody are left out.

    A number that nobody knows becomes the largest of all and passes.
    """
    unknown = needs.numbers == NOBODY_KNOWS
    up, down = np.where(unknown, LARGEST, needs.numbers), np.where(unknown, LARGEST, -needs.numbers)
    binds_up, binds_down = (sources.least > -LARGEST).any(axis=0), (sources.most < LARGEST).any(axis=0)
    numbers = np.hstack([up[:, binds_up], down[:, binds_down]])
    return numbers, np.hstack([sources.least[:, binds_up], -sources.most[:, binds_down]])


_NONE = np.empty(0, dtype=np.int64)
_INT = nb.int64


@nb.njit(_I1(_I1, _I1, _INT, _I1, _I1), cache=True)
def _met(parent, first, buckets, node, on):
    """How many sources each need meets on its way up."""
    met = np.zeros(len(node), np.int64)
    for i in range(len(node)):
        place = node[i]
        while place >= 0:
            bucket = place * buckets + on[i]
            met[i] += first[bucket + 1] - first[bucket]
            place = parent[place]
    return met


@nb.njit(_INT(_I1, _I1, _INT, _I1, _I1, _INT, _INT, _I2, _I2, _INT, _INT, _I1, _I1), cache=True)
def _walk(parent, first, buckets, node, on, begin, end, asked, rules, words, masks, need_out, source_out):  # noqa: PLR0913
    """Fill the outputs with the pairs of needs begin to end; their number. One place beyond the last pair is needed.

    Without branches that depend on data: a processor guesses “fits or not” wrong half of the time.
    """
    sets, width = words + masks, asked.shape[1]
    found = 0
    for i in range(begin, end):
        mine = asked[i]
        place = node[i]
        while place >= 0:
            bucket = place * buckets + on[i]
            for j in range(first[bucket], first[bucket + 1]):
                theirs = rules[j]
                fits = True
                for k in range(words):
                    fits &= mine[k] & theirs[k] == 0
                for k in range(words, sets):
                    fits &= mine[k] & theirs[k] != 0
                for k in range(sets, width):
                    fits &= mine[k] >= theirs[k]
                need_out[found] = i
                source_out[found] = j
                found += fits
            place = parent[place]
    return found
