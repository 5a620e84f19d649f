"""Which source passes every rule of which need: all pairs, by walking each county up to the nation."""

from __future__ import annotations

import numba as nb
import numpy as np

from benchmarks.matching.world import Ints, World


@nb.njit(cache=True)
def _walk(parent, first, county, cause, groups, kinds, urgency, day, deadline, s, need_out, source_out):  # noqa: PLR0913
    """Counts the pairs, and stores them when the output arrays have room."""
    found = 0
    for i in range(len(county)):
        node = county[i]
        while node >= 0:
            for j in range(first[node], first[node + 1]):
                fits = (s[0, j] >> cause[i]) & 1 and s[1, j] & groups[i] and s[2, j] & kinds[i]
                if fits and urgency[i] >= s[3, j] and s[4, j] <= deadline[i] and day[i] <= s[5, j]:
                    if found < len(need_out):
                        need_out[found], source_out[found] = i, j
                    found += 1
            node = parent[node]
    return found


def pairs(world: World) -> tuple[Ints, Ints]:
    """(need row, source row) of every eligible pair."""
    n, source = world.need, world.source
    order = np.argsort(source["node"], kind="stable")
    first = np.searchsorted(source["node"][order], np.arange(len(world.parent) + 1))
    table = np.stack([source[name][order] for name in ("causes", "groups", "kinds", "urgency", "start", "end")])
    columns = [n[name] for name in ("county", "cause", "groups", "kinds", "urgency", "day", "deadline")]
    none = np.empty(0, dtype=np.int64)
    count = _walk(world.parent, first, *columns, table, none, none)
    need, at = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    _walk(world.parent, first, *columns, table, need, at)
    return need, order[at]
