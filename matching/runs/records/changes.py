"""What moved since the last run: each award that is new, gone or different, and the datum that moved it."""

from __future__ import annotations

from typing import Any

from matching.eligibility.arrays.pairs import Array
from matching.eligibility.candidates import Candidates
from matching.eligibility.sources import Source
from matching.measures import Measure
from matching.models import SourceKind
from matching.runs.pools.draws import Draft
from matching.runs.records.models import NetworkRecord

POOLED = f"{SourceKind.PLEDGE}:pool"  # stands where a source's key stands
ITEM_FIGURES = ("asked", "covered", "urgency")
SOURCE_FIGURES = ("free", "cap", "minimum", "rules")


def source_figures(source: Source) -> list[Any]:
    """SOURCE_FIGURES of one source, as a later run or offer compares them."""
    return [source.free, source.cap, source.minimum, source.rule_version]


def state_of(found: Candidates, award: Array, pools: list[Draft]) -> dict[str, Any]:
    """The data that a later run compares itself with: figures of items and sources, and the awards.

    Small promises are one source here, as they are for whoever decides.
    """
    measure = found.measure
    return {
        "items": {
            str(item.pk): [measure.asked(item), measure.covered(item), item.case.urgency] for item in found.items
        },
        "sources": {one.key: source_figures(one) for one in found.sources}
        | ({POOLED: [int(found.promises.fen.sum()), None, 0, 1]} if found.promises.sources else {}),
        "awards": {
            f"{found.items[i].pk} {found.sources[j].key}": int(amount)
            for i, j, amount in zip(found.need, found.source, award, strict=True)
            if amount
        }
        | {f"{found.items[one.item].pk} {POOLED}": one.total for one in pools},
    }


def last_records(county) -> list[NetworkRecord]:
    """Of each network that was ever solved for the county, the record of its latest run."""
    records = NetworkRecord.objects.filter(run__county=county).defer("problem", "plan").select_related("run")
    return list(records.order_by("network", "-run__started_at", "-run__number").distinct("network"))


def last_record(county, measure: Measure) -> NetworkRecord | None:
    return next((one for one in last_records(county) if one.network == measure.key), None)


def changes(before: dict[str, Any] | None, now: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Award key → `before`, `now` (in the network's measure), and `because`: figures that are not what they were, of its item and source.

    Where no figure of its own moved, the award moved because others' did; `because` is empty then.
    """
    if before is None:
        return {}
    keys = {**before["awards"], **now["awards"]}
    moved = {key: (before["awards"].get(key, 0), now["awards"].get(key, 0)) for key in keys}
    return {
        key: {"before": was, "now": is_, "because": _because(key, before, now)}
        for key, (was, is_) in sorted(moved.items())
        if was != is_
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
