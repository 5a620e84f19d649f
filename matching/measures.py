"""In what a network counts: money in whole yuan; things and services in their own units, never converted to money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from needs.models import NeedItem


@dataclass(frozen=True)
class Measure:
    """How much an item asks for and already has, in fen or in pieces, and how many of these make one unit."""

    unit: int
    asked: Callable[[NeedItem], int]
    covered: Callable[[NeedItem], int]
    live_items: dict[str, Any]  # filter over NeedItem: which items belong to such a network

    def remaining(self, item: NeedItem) -> int:
        return self.asked(item) - self.covered(item)


CASH = Measure(
    unit=100,
    asked=lambda item: item.gap_fen or 0,
    covered=lambda item: item.committed_fen,
    live_items={"kind": "cash", "verified_cost_fen__isnull": False},
)
