"""Proof of optimality by linear-programming duality: equal primal and dual values leave no room for a better plan."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.model.arrays import Ints
from optimiser.model.network import Network


class Certificate(NamedTuple):
    """Value of the plan and an upper bound on the value of every plan, in units times rank weight."""

    primal: int
    dual: int


def reduced_gain(network: Network, potential: Ints) -> tuple[Ints, Ints, Ints]:
    """Gain of one more unit on inner (M), supply (V) and sink (T) arcs: weight + potential at head - at tail."""
    inner = potential[network.head] - potential[network.tail]
    return inner, potential, network.sink_weight - potential[network.sink_tail]


def certify(network: Network, sink: Ints, potential: Ints) -> Certificate:
    """primal = Σ weight·x over sink arcs (x in units, (T)); dual = Σ cap·max(0, reduced gain) over all arcs.

    For any potentials that are 0 at source and sink, and any feasible x, primal = Σ gain·x ≤ dual. Wrong potentials can
    therefore only widen the gap, never hide one. Problem's size check keeps both sums inside int64.
    """
    primal = int((network.sink_weight * sink).sum())
    caps = (network.cap, network.supply, network.sink_cap)
    dual = sum(_bound(cap, gain) for cap, gain in zip(caps, reduced_gain(network, potential), strict=True))
    return Certificate(primal, dual)


def _bound(cap: Ints, gain: Ints) -> int:
    return int((cap * np.maximum(gain, 0)).sum())
