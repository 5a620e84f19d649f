"""Every pair that no compiled rule refuses: walk each need's place upwards, two passes, no pair stored in vain.

Pure arrays, no Django: the benchmark runs the same kernel on invented countries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.int64]
LARGEST = 2**62
NOBODY_KNOWS = -(2**63)  # a number that nobody established: it fails no bound

_I1, _I2 = nb.int64[::1], nb.int64[:, ::1]


@dataclass(frozen=True, eq=False)
class Needs:
    """Rows are needs. `bits` has one bit per fact; `sets` are masks of which a source must share one bit each."""

    node: Array  # (N) place in the tree, -1: nowhere
    bits: Array  # (N, W)
    sets: Array  # (N, M)
    numbers: Array  # (N, T)


@dataclass(frozen=True, eq=False)
class Sources:
    """Rows are sources, in any order."""

    node: Array  # (S) the place whose needs it serves
    refused: Array  # (S, W) facts that it refuses
    sets: Array  # (S, M)
    least: Array  # (S, T)
    most: Array  # (S, T)


def eligible(parent: Array, needs: Needs, sources: Sources) -> tuple[Array, Array]:
    """(need row, source row) of every pair that fits, by need; inside a need from the nearest place outwards.

    `parent` holds the enclosing place of each place, -1 at the top.
    """
    known = np.flatnonzero(sources.node >= 0)
    order = known[np.argsort(sources.node[known], kind="stable")]
    first = np.searchsorted(sources.node[order], np.arange(len(parent) + 1)).astype(np.int64)
    columns = [np.ascontiguousarray(part[order]) for part in (sources.refused, sources.sets, sources.least, sources.most)]
    start = np.zeros(len(needs.node) + 1, dtype=np.int64)
    none = np.empty(0, dtype=np.int64)
    given = (parent, first, needs.node, needs.bits, needs.sets, needs.numbers, *columns)
    _walk(*given, start, none, none)
    np.cumsum(start, out=start)
    need, source = np.empty(start[-1], dtype=np.int64), np.empty(start[-1], dtype=np.int64)
    _walk(*given, start, need, source)
    return need, order[source]


@nb.njit(nb.void(_I1, _I1, _I1, _I2, _I2, _I2, _I2, _I2, _I2, _I2, _I1, _I1, _I1), cache=True)
def _walk(parent, first, node, bits, sets, numbers, refused, wanted, least, most, start, need_out, source_out):  # noqa: PLR0913
    """First pass (no room in the outputs): start[i + 1] becomes the number of sources of need i. Second pass: fill."""
    fill = len(need_out) > 0
    words, masks, columns = bits.shape[1], sets.shape[1], numbers.shape[1]
    for i in range(len(node)):
        at = start[i]
        found = 0
        place = node[i]
        while place >= 0:
            for j in range(first[place], first[place + 1]):
                fits = True
                for w in range(words):
                    if bits[i, w] & refused[j, w]:
                        fits = False
                        break
                if not fits:
                    continue
                for m in range(masks):
                    if sets[i, m] & wanted[j, m] == 0:
                        fits = False
                        break
                if not fits:
                    continue
                for t in range(columns):
                    x = numbers[i, t]
                    if x != NOBODY_KNOWS and (x < least[j, t] or x > most[j, t]):
                        fits = False
                        break
                if fits:
                    if fill:
                        need_out[at + found] = i
                        source_out[at + found] = j
                    found += 1
            place = parent[place]
        if not fill:
            start[i + 1] = found
