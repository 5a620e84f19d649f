"""Cuts each need into basic, essential and rest, and keeps households under their ceilings.

Value diminishes: the rest of a case ranks after the basics of another. Integer arithmetic only, no slice is rounded up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.model.arrays import Ints
from optimiser.model.problem import Problem


@dataclass(frozen=True, eq=False)
class Slices:
    """What each need may receive, in units; shape (N, 3): basic, essential, rest."""

    size: Ints  # after household ceilings
    cut: Ints  # taken off by a household ceiling
    level: Ints  # priority level of each slice, 0 is first


def slices(problem: Problem) -> Slices:
    """Slices of every need after what is covered and after household ceilings.

    Help that has already come fills the most urgent slices first, so half-served needs do not queue up as new ones.
    """
    size = _sizes(problem)
    level = problem.level_table[problem.need_priority, problem.need_urgency - 1, problem.need_deadline]
    kept = _reserve(problem, size, level)
    return Slices(size=kept, cut=size - kept, level=level)


def _sizes(p: Problem) -> Ints:
    asked = p.need_amount // p.unit
    open_ = (p.need_amount - p.need_covered) // p.unit
    ends = asked[:, None] * p.slice_tenths[None, :] // 10
    # The covered part eats the slices from the front.
    ends = np.maximum(ends - (asked - open_)[:, None], 0)
    size: Ints = np.diff(ends, axis=1, prepend=0)
    return size


def _reserve(p: Problem, size: Ints, level: Ints) -> Ints:
    """Keep each household's slices, most urgent first, up to its ceiling (ties: by need id, then slice).

    Reserved beforehand because a ceiling behind the slices would intersect two polymatroids: serving in order of
    priority would then no longer be optimal for every weighting.
    """
    if not (p.need_household >= 0).any():
        return size
    household = np.repeat(p.need_household, 3)
    ident = np.repeat(p.need_id, 3)
    place = np.tile(np.arange(3), len(p.need_id))
    order = np.lexsort((place, ident, level.ravel(), household))
    order = order[household[order] >= 0]
    amount = size.ravel()[order]
    owner = household[order]
    total = np.cumsum(amount)
    start = np.searchsorted(owner, owner)  # first row of the same household
    before = total - amount - (total[start] - amount[start])
    room = np.maximum((p.household_ceiling // p.unit)[owner] - before, 0)
    kept = size.copy().ravel()
    kept[order] = np.minimum(amount, room)
    return kept.reshape(size.shape)
