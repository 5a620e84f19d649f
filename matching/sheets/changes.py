"""What moved since the last run: each award that is new, gone or different, and the datum that moved it."""

from __future__ import annotations

from typing import Any

from matching.arrays.pairs import Array
from matching.candidates import Candidates
from matching.sheets.models import Sheet

ITEM_FIGURES = ("asked", "covered", "urgency")
SOURCE_FIGURES = ("free", "cap", "minimum", "rules")


def state_of(found: Candidates, award: Array) -> dict[str, Any]:
    """The data that a later run compares itself with: figures of items and sources, and the awards."""
    measure = found.measure
    return {
        "items": {str(item.pk): [measure.asked(item), measure.covered(item), item.case.urgency] for item in found.items},
        "sources": {one.key: [one.free_fen, one.cap_fen, one.minimum_fen, one.rule_version] for one in found.sources},
        "awards": {f"{found.items[i].pk} {found.sources[j].key}": int(fen)
                   for i, j, fen in zip(found.need, found.source, award, strict=True) if fen},
    }  # fmt: skip


def last_sheet(county) -> Sheet | None:
    return (
        Sheet.objects.filter(run__county=county).defer("problem", "plan").select_related("run")
        .order_by("-run__started_at", "-run__number").first()
    )


def changes(before: dict[str, Any] | None, now: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Award key → `before`, `now` (fen), and `because`: figures that are not what they were, of its item and source.

    Where no figure of its own moved, the award moved because others' did; `because` is empty then.
    """
    if before is None:
        return {}
    keys = {**before["awards"], **now["awards"]}
    moved = {key: (before["awards"].get(key, 0), now["awards"].get(key, 0)) for key in keys}
    return {
        key: {"before": was, "now": is_, "because": _because(key, before, now)}
        for key, (was, is_) in sorted(moved.items()) if was != is_
    }


def _because(key: str, before: dict[str, Any], now: dict[str, Any]) -> list[dict[str, Any]]:
    item, source = key.split(" ", 1)
    found = []
    for table, one, names in (("items", item, ITEM_FIGURES), ("sources", source, SOURCE_FIGURES)):
        was, is_ = before[table].get(one), now[table].get(one)
        if was is None or is_ is None:
            found.append({"what": f"{table}_{'new' if was is None else 'gone'}"})
            continue
        found += [{"what": name, "before": a, "now": b} for name, a, b in zip(names, was, is_, strict=True) if a != b]
    return found
