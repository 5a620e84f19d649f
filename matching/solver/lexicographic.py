"""Levels A, C and D in one number per node, and the repair of a flow in all three at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.solver.network import Network
from matching.solver.prices import prices
from matching.solver.problem import Ints, Problem
from matching.solver.repair import repair, settle
from matching.solver.rows import Rows

#: With more nodes out of balance than this share a new search is faster than a repair.
_SHARE = 128


@dataclass(frozen=True, eq=False)
class Refined:
    """The chosen plan and the prices that prove each level; price rows are A, C, D."""

    arc: Ints  # (M)
    used: Ints  # (V) what supplies give
    sink: Ints  # (T)
    price: Ints  # (3, V)


def repaired(p: Problem, net: Network, rows: Rows, arc: Ints, used: Ints, sink: Ints, price: Ints) -> Refined | None:
    """The best plan in all levels, from a plan and prices of level A that are nearly right; changes its arguments.

    Exact whatever it starts from. None where that would be slow or the levels do not fit into 64 bits: solve anew.
    """
    seen, like = _wishes(p, net)
    kept, liked = _scales(net, int(like.max(initial=0)), bool(seen.any()))
    if net.ranks * kept * liked >= 2**61:
        return None
    packed, scale = price * (kept * liked), kept * liked
    excess = np.zeros(net.nodes, dtype=np.int64)
    by_node = np.argsort(net.sink_tail, kind="stable")
    first = np.searchsorted(net.sink_tail[by_node], np.arange(net.nodes + 1))
    weight = net.sink_weight * scale
    for _ in range(4):
        wrong = settle(net.tail, net.head, net.cap, seen, like, liked, packed, net.supply, net.sink_tail, net.sink_cap,
                       weight, arc, used, sink, excess)  # fmt: skip
        if wrong > max(64, net.nodes // _SHARE):
            return None
        room = rows.rooms(net.cap, arc)
        if wrong and repair(rows.start, rows.peer, rows.mate, rows.ahead, rows.owner, room, seen, like, liked, packed,
                            net.supply, used, by_node, first, net.sink_cap, weight, sink, excess) < 0:  # fmt: skip
            return None
        arc = rows.flow(room) if wrong else arc
        level, rest = _unpack(packed, scale)
        slope = prices(net, arc, sink, rows)
        if (level == slope).all():
            return Refined(arc, used, sink, np.stack([level, *_unpack(rest, liked)]))
        # Any optimal prices prove the plan; published are those that say what one more unit is worth.
        packed += (slope - level) * scale
    return None


def _wishes(p: Problem, net: Network) -> tuple[Ints, Ints]:
    """Per inner arc: units that staff saw, and the small cost of liking."""
    seen, like = np.zeros(len(net.tail), dtype=np.int64), np.zeros(len(net.tail), dtype=np.int64)
    edge, out = net.block["edge"], net.block["out"]
    seen[edge], seen[out] = p.edge_previous // p.unit, p.out_previous // p.unit
    like[edge], like[out] = p.edge_cost, p.out_cost
    return np.minimum(seen, net.cap), like


def _scales(net: Network, dearest: int, keeping: bool) -> tuple[int, int]:
    """Factors that keep a level clear of the next: no path is longer than the number of nodes."""
    return 4 * (net.nodes + 1) if keeping else 1, 4 * (net.nodes + 1) * dearest if dearest else 1


def _unpack(packed: Ints, scale: int) -> tuple[Ints, Ints]:
    """(whole multiples of the scale, rest between -scale/2 and scale/2)."""
    high = (packed + scale // 2) // scale
    return high, packed - high * scale
