"""Large neighbourhood search (Shaw 1998): needs met on a random walk over shared sources are solved anew, the rest stays."""

from __future__ import annotations

import numpy as np

from optimiser.model.arrays import Ints
from optimiser.model.instance import Instance
from optimiser.side_constraints.component import improved

PIECE_NEEDS, PIECE_NODES, ROUNDS = 80, 200, 100


def search_neighbourhoods(case: Instance, award: Ints, pool: Ints, edges: Ints) -> Ints:
    """Awards (E) at least as good, changed on these edges only, after a fixed number of rounds; seeded."""
    p, rng = case.problem, np.random.default_rng(0)
    by_need = edges[np.argsort(p.edge_need[edges], kind="stable")]
    by_source = edges[np.argsort(p.edge_source[edges], kind="stable")]
    needs = np.unique(p.edge_need[edges])
    for _ in range(ROUNDS):
        at, walked = int(rng.choice(needs)), dict[int, None]()
        for _ in range(4 * PIECE_NEEDS):
            walked[at] = None
            if len(walked) == PIECE_NEEDS:
                break
            source = p.edge_source[rng.choice(_of(by_need, p.edge_need, at))]
            at = int(p.edge_need[rng.choice(_of(by_source, p.edge_source, source))])
        piece = np.concatenate([_of(by_need, p.edge_need, i) for i in walked])
        award, _ = improved(case, award, pool, np.sort(piece), PIECE_NODES)
    return award


def _of(ordered: Ints, column: Ints, row: int) -> Ints:
    """The edges of one need or source, from edges in its order."""
    low, high = np.searchsorted(column[ordered], [row, row + 1])
    return ordered[low:high]
