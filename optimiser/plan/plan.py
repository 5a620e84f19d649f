"""What the optimiser answers: who is proposed what, from where, and the numbers that prove nothing better exists."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from optimiser.model.arrays import Ints

#: Rows of the price arrays: priority and fairness (A, B), keeping yesterday's plan (C), preferences (D).
PRIORITY, STABILITY, PREFERENCE = range(3)


@dataclass(frozen=True, eq=False, kw_only=True)
class Plan:
    """Arrays are int64, rows as in the Problem, amounts in units of `unit` fen (or pieces) unless named `_fen`.

    Prices are rank weights: a price of w > 0 says that one more unit here would serve rank `ranks` - w; 0 says that no
    unserved slice could use it.
    """

    unit: int
    ranks: int  # levels × fairness steps
    award: Ints  # (E) proposed on each edge
    into: Ints  # (I) from each pledge class into each hub
    out: Ints  # (O) from each hub to each need
    fill: Ints  # (N, 3) served of basic, essential, rest
    cut: Ints  # (N, 3) taken off beforehand by a household ceiling
    level_value: Ints  # (L) units served per priority level
    rank_value: Ints  # (ranks) the same per level and fairness step
    price_source: Ints  # (3, S) rows: PRIORITY, STABILITY, PREFERENCE
    price_group: Ints  # (3, G)
    price_class: Ints  # (3, P)
    price_hub: Ints  # (3, H)
    price_need: Ints  # (3, N)
    price_cell: Ints  # (3, L * R) with fairness steps: level * R + region; else (3, 0)
    primal: int  # Σ rank weight · units
    dual: int  # upper bound for every plan, which the prices prove; equal to primal when proved optimal
    bound: int  # the solver claims: no plan that keeps every rule is worth more; with no side rules equal to dual
    bound_by: int  # 0 the prices, 1 the same flow without side rules, 2 an exact search tree (HiGHS)
    kept: int  # units that stay as in the previous plan
    draw_pledge: Ints  # (D) index into pledges
    draw_hub: Ints  # (D) index into hubs
    draw_need: Ints  # (D) index into needs
    draw_units: Ints  # (D)
    source_proposed_fen: Ints  # (S)
    source_left_fen: Ints  # (S) whole units nobody was proposed
    source_remainder_fen: Ints  # (S) below one unit; proposed + left + remainder = available
    pledge_proposed_fen: Ints  # (K)
    pledge_left_fen: Ints  # (K)
    pledge_remainder_fen: Ints  # (K)

    @property
    def gap(self) -> int:
        """How far a plan that keeps every rule could still be better, by the solver's own word.

        Proved, as the independent verifier proves it, is only dual - primal.
        """
        return self.bound - self.primal

    @property
    def award_fen(self) -> Ints:
        """(E) fen proposed on each edge."""
        return self.award * self.unit

    def price_level(self, price: Ints, steps: int) -> Ints:
        """Priority level that one more unit at this price would serve, -1 where none; `steps` as in the Problem."""
        return np.where(price > 0, (self.ranks - price) // max(1, steps), -1)

    def arrays(self) -> dict[str, Any]:
        """Every field by name, as `numpy.savez` takes it."""
        return {spec.name: getattr(self, spec.name) for spec in fields(self)}


def split_fen(available: Ints, units: Ints, unit: int) -> tuple[Ints, Ints, Ints]:
    """(proposed, left, remainder) in fen; they add up to `available`, nothing is rounded up."""
    return units * unit, (available // unit - units) * unit, available % unit
