"""In what a network counts: money in whole yuan; things and services in their own units, never converted to money."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.items import UNITS, ItemCategory, ItemKind, counted
from common.messages import Fen, Said, Words, said
from needs.models import NeedItem


@dataclass(frozen=True)
class Measure:
    """All cash is one network, each category of goods or services another (matching reference §1)."""

    kind: str
    category: str = ""  # empty for cash

    @classmethod
    def of(cls, item: NeedItem) -> Measure:
        return CASH if item.kind == ItemKind.CASH else cls(item.kind, item.category)

    @classmethod
    def of_key(cls, key: str) -> Measure:
        kind, _colon, category = key.partition(":")
        return cls(kind, category)

    @property
    def key(self) -> str:
        """`cash`, `goods:quilt`."""
        return f"{self.kind}:{self.category}" if self.category else self.kind

    @property
    def is_money(self) -> bool:
        return self.kind == ItemKind.CASH

    @property
    def unit(self) -> int:
        """How many fen, pieces or times make one unit of the network."""
        return 100 if self.is_money else 1

    @property
    def name(self) -> Words:
        return said(ItemCategory(self.category).label if self.category else ItemKind.CASH.label)

    @property
    def suffix(self) -> Words:
        """What stands behind a number that is typed in."""
        return said(_("元") if self.is_money else UNITS[ItemKind(self.kind)])

    @property
    def columns(self) -> dict[str, str]:
        """What tells the items and resources of its network from others: cash is one network, whatever it is for."""
        return {"kind": self.kind} if self.is_money else {"kind": self.kind, "category": self.category}

    @property
    def amount_field(self) -> str:
        """Which column of a commitment or delivery holds how much."""
        return "amount_fen" if self.is_money else "quantity"

    def asked(self, item: NeedItem) -> int:
        return (item.gap_fen if self.is_money else item.quantity) or 0

    def covered(self, item: NeedItem) -> int:
        return item.committed_fen if self.is_money else item.committed_quantity

    def remaining(self, item: NeedItem) -> int:
        return self.asked(item) - self.covered(item)

    def words(self, amount: int) -> Fen | Said:
        """`4,700 元`, `3 件`, `2 次`."""
        return counted(self.kind, amount)


CASH = Measure(ItemKind.CASH)
