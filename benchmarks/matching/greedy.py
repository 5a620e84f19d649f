"""What a careful office does without an optimiser: one need (or one level) after the other, money where it is found."""

from __future__ import annotations

import numba as nb
import numpy as np

from benchmarks.matching.world import Ints
from optimiser.model.network import Network
from optimiser.model.problem import Problem
from optimiser.model.slices import Slices

KINDS = ("per need", "by level", "by level, scarce first")


@nb.njit(cache=True)
def _take(need, size, edge_start, edge_source, edge_left, budget, out_start, out_hub, in_start, in_class, pool, at):
    """Serve the items (need, size) in order: direct sources first, then pledges hub by hub. Returns what each got."""
    got = np.zeros(len(need), np.int64)
    for k in range(len(need)):
        i, want = need[k], size[k]
        for e in range(edge_start[i], edge_start[i + 1]):
            if want == 0:
                break
            take = min(want, edge_left[e], budget[edge_source[e]])
            want -= take
            edge_left[e] -= take
            budget[edge_source[e]] -= take
        for o in range(out_start[i], out_start[i + 1]):
            h = out_hub[o]
            while want > 0 and at[h] < in_start[h + 1]:
                c = in_class[at[h]]
                take = min(want, pool[c])
                want -= take
                pool[c] -= take
                if pool[c] == 0:
                    at[h] += 1
        got[k] = size[k] - want
    return got


def greedy(p: Problem, cut: Slices, net: Network, worth: Ints, day: Ints, kind: str) -> int:
    """Value that one of KINDS reaches; `worth` is the value of a unit per level."""
    degree = np.bincount(p.edge_source, minlength=len(p.source_id))
    key = degree[p.edge_source] if kind.endswith("scarce first") else p.edge_source
    order = np.lexsort((key, p.edge_need))
    hubs = np.argsort(p.into_hub, kind="stable")
    outs = np.argsort(p.out_need, kind="stable")
    places = np.arange(cut.size.size)
    need, slice_ = places // 3, places % 3
    level = cut.level.ravel()
    if kind == "per need":
        queue = np.lexsort((slice_, need, day[need], -p.need_urgency[need]))
    else:
        queue = np.lexsort((need, day[need], level))
    in_start = np.searchsorted(p.into_hub[hubs], np.arange(len(p.hub_id) + 1))
    got = _take(
        need[queue],
        cut.size.ravel()[queue],
        np.searchsorted(p.edge_need[order], np.arange(len(p.need_id) + 1)),
        p.edge_source[order],
        net.cap[net.block["edge"]][order].copy(),
        p.source_amount // p.unit,
        np.searchsorted(p.out_need[outs], np.arange(len(p.need_id) + 1)),
        p.out_hub[outs],
        in_start,
        p.into_class[hubs],
        net.supply[net.first["class"] : net.first["hub"]].copy(),
        in_start[:-1].copy(),
    )
    return int((got * worth[level[queue]]).sum())
