"""The coverage bar: who already carries how much of a need, and what is missing.

Only money that is reserved or further counts. The order is fixed (government, charity, gifts), the bar never passes
100 %, and a need that lacks one fen is never shown as complete.
"""

from dataclasses import dataclass
from typing import Any

SOURCES = ("government", "charity", "gifts")


@dataclass(frozen=True)
class Segment:
    """One source: its amount, and its place on the bar in per cent of the need."""

    source: str
    fen: int
    x: str
    width: str


@dataclass(frozen=True)
class Coverage:
    need_fen: int
    secured_fen: int
    gap_fen: int
    percent: int
    segments: list[Segment]
    gap: Segment


def coverage_bar(obj: Any, size: str = "", legend: bool = True, gift_count: int | None = None) -> dict[str, Any]:
    """`{% coverage_bar need %}`: any object or dict with `need_fen`, `government_fen`, `charity_fen`, `gifts_fen`."""
    return {"cover": coverage_of(obj), "size": size, "legend": legend, "gift_count": gift_count}


def coverage_of(obj: Any) -> Coverage:
    """The arithmetic. Amounts above the need are kept as amounts and cut on the bar, last source first."""
    need = max(0, _fen(obj, "need_fen"))
    amounts = {source: max(0, _fen(obj, f"{source}_fen")) for source in SOURCES}
    secured = sum(amounts.values())
    gap = max(0, need - secured)
    drawn, segments = 0, []
    for source in SOURCES:
        width = min(amounts[source], need - drawn)
        segments.append(Segment(source, amounts[source], _percent(drawn, need), _percent(width, need)))
        drawn += width
    rest = Segment("gap", gap, _percent(drawn, need), _percent(gap, need))
    return Coverage(need, secured, gap, _whole_percent(need, gap), segments, rest)


def _whole_percent(need: int, gap: int) -> int:
    """Rounded down, so that 100 means covered."""
    return 100 if gap == 0 else (need - gap) * 100 // need


def _percent(part: int, whole: int) -> str:
    """Integer arithmetic to a thousandth: `33.333%`, the same in every locale."""
    thousandths = part * 100_000 // whole if whole else 0
    return f"{thousandths // 1000}.{thousandths % 1000:03}%"


def _fen(obj: Any, name: str) -> int:
    value = obj.get(name, 0) if isinstance(obj, dict) else getattr(obj, name, 0)
    return int(getattr(value, "fen", value) or 0)
