"""The rules that no flow can express: how many sources, how little, who goes alone, what share at most."""

from __future__ import annotations

import numpy as np

from optimiser.model.arrays import Ints
from optimiser.model.problem import Problem
from optimiser.model.sums import total


def any_rule(p: Problem) -> bool:
    """Whether the problem has side rules at all."""
    return bool(
        p.need_max_sources.any() or p.source_minimum.any() or p.source_alone.any() or (p.source_percent < 100).any()
    )


def least(p: Problem) -> Ints:
    """(E) units that an award must have unless it is 0: the source's minimum, rounded up."""
    return np.maximum(1, -(-p.source_minimum[p.edge_source] // p.unit))


def pooled(p: Problem, out: Ints) -> Ints:
    """(N) units from pledges."""
    return total(p.out_need, out, len(p.need_id))


def offending(p: Problem, award: Ints, out: Ints) -> tuple[Ints, Ints]:
    """Awards (rows of edges) and needs (whose pledge money must go) to take back so that fewer rules are broken.

    Per need one thing at a time, the smallest that is in the way. Both empty: every rule holds. The pledge pool counts
    as one source of a need.
    """
    pool = pooled(p, out)
    got = total(p.edge_need, award, len(pool))
    used = np.flatnonzero(award)
    need, source = p.edge_need[used], p.edge_source[used]
    drop = award[used] < least(p)[used]
    drop |= 100 * award[used] > p.source_percent[source] * (got + pool)[need]
    count = total(need, np.ones(len(used), dtype=np.int64), len(pool)) + (pool > 0)
    alone = p.source_alone[source] > 0
    together = alone & (count[need] > 1)
    # Who insists on being alone stays only where it gives more than all others together.
    yields = together & (2 * award[used] <= (got + pool)[need])
    stays = np.zeros(len(pool), dtype=bool)
    stays[need[together & ~yields]] = True
    drop |= yields | (stays[need] & ~alone)
    few = (p.need_max_sources > 0) & (count > p.need_max_sources)
    order = np.lexsort((used, award[used], need))
    first = np.ones(len(used), dtype=bool)
    first[1:] = need[order][1:] != need[order][:-1]
    smallest = order[first]
    drop[smallest[few[need[smallest]]]] = True
    # A pool is given up for a source that goes alone, or when nothing else is left to give up.
    spill = (pool > 0) & (stays | (few & (count - (pool > 0) == 0)))
    return used[drop], np.flatnonzero(spill)
