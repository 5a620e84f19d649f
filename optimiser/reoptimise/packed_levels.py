"""Levels A, C and D in one number per node, and the repair of a flow in all three at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.duals.dual_prices import Slopes, slopes, slopes_again
from optimiser.model.network import Network
from optimiser.model.problem import Ints, Problem
from optimiser.model.residual_graph import Rows, grouped
from optimiser.reoptimise.augment import repair
from optimiser.reoptimise.complementary_slackness import settle, settle_at

#: With more nodes out of balance than this share a new search is faster than a repair.
_SHARE = 128


@dataclass(frozen=True, eq=False)
class Refined:
    """The chosen plan and the prices that prove each level; price rows are A, C, D."""

    arc: Ints  # (M)
    used: Ints  # (V) what supplies give
    sink: Ints  # (T)
    price: Ints  # (3, V)


@dataclass(frozen=True, eq=False)
class Carried:
    """Where a repair begins: a flow and prices that need not fit."""

    arc: Ints  # (M)
    used: Ints  # (V)
    sink: Ints  # (T)
    price: Ints  # (V) of level A
    room: Ints  # (2M) per entry of this flow with the capacities `cap`, and of its mate
    back: Ints
    cap: Ints
    known: Slopes | None  # where nodes and arcs are the same as before: of the flow `was`
    was: Ints


@dataclass(frozen=True, eq=False)
class Repaired:
    """What a repair found, and what the next one begins with."""

    chosen: Refined
    room: Ints
    back: Ints
    slopes: Slopes


def repaired(p: Problem, net: Network, rows: Rows, begin: Carried) -> Repaired | None:
    """The best plan in all levels, from a plan and prices of level A that are nearly right; changes what it is given.

    Exact whatever it starts from. None where that would be slow or the levels do not fit into 64 bits: solve anew.
    """
    seen, like = _wishes(p, net)
    keeping, dearest = bool(seen.any()), int(like.max(initial=0))
    kept, liked = _scales(net, dearest, keeping)
    if net.ranks * kept * liked >= 2**61:
        return None
    packed, scale = begin.price * (kept * liked), kept * liked
    excess = np.zeros(net.nodes, dtype=np.int64)
    by_node = grouped(net.sink_tail, net.nodes)
    first = np.append(0, np.cumsum(np.bincount(net.sink_tail, minlength=net.nodes)))
    weight, worth = net.sink_weight * scale, liked if keeping else 0
    arc, used, sink, room, back = begin.arc, begin.used, begin.sink, begin.room, begin.back
    settle(
        net.tail,
        net.head,
        net.cap,
        begin.cap,
        seen,
        like,
        worth,
        packed,
        net.supply,
        net.sink_tail,
        net.sink_cap,
        weight,
        arc,
        used,
        sink,
        rows.ahead,
        rows.mate,
        room,
        back,
        excess,
    )
    known = None
    for _ in range(4):
        wrong = np.count_nonzero(excess)
        if wrong > max(64, net.nodes // _SHARE):
            return None
        if (
            wrong
            and repair(
                rows.start,
                rows.peer,
                rows.mate,
                rows.owner,
                room,
                back,
                seen,
                like,
                worth,
                packed,
                net.supply,
                arc,
                used,
                by_node,
                first,
                net.sink_cap,
                weight,
                sink,
                excess,
            )
            < 0
        ):
            return None
        if known is None:  # slopes belong to the problem: every best plan has the same
            known = _slopes(begin, net, sink, rows, room)
        level, rest = _unpack(packed, scale)
        other = np.flatnonzero(level != known.price)
        if not len(other) or not (keeping or dearest):
            chosen = Refined(arc, used, sink, np.stack([known.price, *_unpack(rest, liked)]))
            return Repaired(chosen, room, back, known)
        # Any optimal prices prove the plan; published are those that say what one more unit is worth.
        packed[other] += (known.price - level)[other] * scale
        settle_at(
            other,
            net.tail,
            net.head,
            net.cap,
            seen,
            like,
            worth,
            packed,
            net.supply,
            by_node,
            first,
            net.sink_cap,
            weight,
            arc,
            used,
            sink,
            rows.ahead,
            rows.mate,
            rows.owner,
            rows.start,
            room,
            back,
            excess,
        )
    return None


def _slopes(begin: Carried, net: Network, sink: Ints, rows: Rows, room: Ints) -> Slopes:
    if begin.known is None:
        return slopes(net, sink, rows, room)
    changed = np.flatnonzero((begin.arc != begin.was) | (net.cap != begin.cap))
    return slopes_again(begin.known, net, sink, rows, room, changed)


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
    if scale == 1:
        return packed, np.zeros_like(packed)
    high = (packed + scale // 2) // scale
    return high, packed - high * scale
