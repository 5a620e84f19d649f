"""Proof of optimality by linear-programming duality: equal primal and dual values leave no room for a better plan."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimiser.model.network import Network
from optimiser.model.problem import Ints


class Certificate(NamedTuple):
    """Value of the plan and an upper bound on the value of every plan, in units times rank weight."""

    primal: int
    dual: int


def reduced(network: Network, price: Ints) -> tuple[Ints, Ints, Ints]:
    """Gain of one more unit on inner (M), supply (V) and sink (T) arcs: weight + price at head - price at tail."""
    inner = price[network.head] - price[network.tail]
    return inner, price, network.sink_weight - price[network.sink_tail]


def certify(network: Network, sink: Ints, price: Ints) -> Certificate:
    """primal = Σ weight·x over sink arcs; dual = Σ cap·max(0, reduced gain) over all arcs.

    For any prices that are 0 at source and sink, and any feasible x, primal = Σ gain·x ≤ dual. Wrong prices can
    therefore only widen the gap, never hide one. Problem's size check keeps both sums inside int64.
    """
    primal = int((network.sink_weight * sink).sum())
    caps = (network.cap, network.supply, network.sink_cap)
    dual = sum(_bound(cap, gain) for cap, gain in zip(caps, reduced(network, price), strict=True))
    return Certificate(primal, dual)


def _bound(cap: Ints, gain: Ints) -> int:
    return int((cap * np.maximum(gain, 0)).sum())
