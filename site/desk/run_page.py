"""What the page of one run shows: the proof, who is covered, what is scarce, who goes without, what moved. No names."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.messages import Fen, Words, shown
from matching.eligibility.sources import names_of
from matching.measures import Measure
from matching.models import Match, Run
from matching.runs.priority_levels import Queue, level_words, price_words, queue_of
from matching.runs.records.models import NetworkRecord, Proof
from matching.runs.records.proof_words import proof_words
from matching.runs.wording import (
    amount_words,
    because_words,
    binding_words,
    bottleneck_words,
    rules_words,
    share_words,
    unmet_words,
)
from needs.causes import ItemCategory, Urgency
from needs.models import NeedItem

GROUPS = (
    ("place", gettext_lazy("按乡镇街道")),
    ("category", gettext_lazy("按困难类型")),
    ("identity", gettext_lazy("按身份类别")),
)


def context(run: Run, records: list[NetworkRecord], record: NetworkRecord) -> dict[str, Any]:
    """The page of one network of the run; the others are a click away."""
    facts, kept, measure = record.facts, record.facts["kept"], record.measure
    queue = _queue(run)
    places = facts["coverage"]["place"]
    return {
        "run": run,
        "record": record,
        "rules": _rules(record, queue) if record.proof is Proof.FEASIBLE else None,
        "proof": proof_words([record]),
        "optimal": record.proof is Proof.OPTIMAL,
        "measure": measure,
        "networks": [(one.network, one.measure.name) for one in records],
        "proposed": measure.words(record.proposed),
        "asked": measure.words(sum(one["asked"] for one in places)),
        "items": sum(one["items"] for one in places),
        "sources": len(record.rows["sources"]),
        "served": sum(one["served"] for one in places),
        "kept": _percent(*kept) if kept[1] else None,
        "groups": [(label, [_covered(row, measure) for row in facts["coverage"][name]]) for name, label in GROUPS],
        "scarce": [_scarce(row, measure, queue) for row in facts["scarce"]],
        "bottlenecks": bottlenecks_of(record),
        "unmet": [_unmet(row, measure, queue) for row in facts["unmet"]],
        "pooled": _pooled(facts["pooled"]) if facts.get("pooled", {}).get("promises") else None,
        "since": facts["since"],
        "levels": [
            (level_words(level, queue), measure.words(units * record.unit))
            for level, units in enumerate(record.levels)
            if units
        ],
        "versions": " · ".join(f"{name} {version}" for name, version in record.versions.items()),
    }


def _pooled(facts: dict[str, int]) -> dict[str, Any]:
    """Small promises in the account: what they could give, what is proposed, and what was drawn and left out."""
    return {
        **facts,
        "free": Fen(facts["free"]),
        "proposed": Fen(facts["proposed"]),
        "left_out": Fen(facts["drawn"] - facts["proposed"]) if facts["drawn"] > facts["proposed"] else None,
    }


def _rules(record: NetworkRecord, queue: Queue) -> dict[str, Any]:
    """What the rules between sources cost at most, place by place in the queue, and how far the plan is from its bound."""
    facts, measure = record.facts["rules"], record.measure
    return {
        "gap": share_words(record.rules_cost, record.dual),
        "levels": [
            rules_words(level, (now - before) * record.unit, measure, queue) for level, before, now in facts["levels"]
        ],
        "binding": binding_words(facts["binding"]),
    }


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 0


def _covered(row: dict[str, Any], measure: Measure) -> dict[str, Any]:
    return {
        **row,
        "label": shown(row["label"]),
        "percent": _percent(row["proposed"], row["asked"]),
        "asked": measure.words(row["asked"]),
        "proposed": measure.words(row["proposed"]),
    }


def _queue(run: Run) -> Queue:
    """The order of urgency that the run followed."""
    return queue_of(run.county_id, run.started_at)


def _scarce(row: dict[str, Any], measure: Measure, queue: Queue) -> dict[str, Any]:
    return {
        "name": shown(row["name"]),
        "price": price_words(row["level"], measure, queue),
        "free": measure.words(row["free"]),
        "proposed": measure.words(row["proposed"]),
    }


def _unmet(row: dict[str, Any], measure: Measure, queue: Queue) -> dict[str, Any]:
    return {
        **row,
        "left": measure.words(row["left"]),
        "item": ItemCategory(row["item"]).label,
        "urgency": Urgency(row["urgency"]),
        "why": unmet_words(row, queue),
    }


def bottlenecks_of(record: NetworkRecord) -> list[Words]:
    keys = record.rows["sources"]
    names = names_of({keys[j] for one in record.facts["witness"] for j in one["sources"]})
    return [
        bottleneck_words(one, [names[keys[j]] for j in one["sources"]], record.measure, _queue(record.run))
        for one in record.facts["witness"]
    ]


def all_changes(record: NetworkRecord) -> list[tuple[str, Any]]:
    """What moved since the last run, by item and source; `changes_of` puts a page of it in words."""
    return list(record.facts["changes"].items())


def changes_of(record: NetworkRecord, moved: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    by_key = dict(moved)
    keys = [key.split(" ", 1) for key in by_key]
    items = {
        str(one.pk): one
        for one in NeedItem.objects.filter(pk__in={item for item, _source in keys}).select_related("case")
    }
    names = names_of({source for _item, source in keys})
    return [
        {
            "case": items[item].case.number,
            "item": items[item].get_category_display(),
            "source": names[source],
            "amount": amount_words(one, record.measure),
            "because": because_words(one, record.measure),
        }
        for (item, source), one in zip(keys, by_key.values(), strict=True)
    ]


def export_rows(run: Run, records: list[NetworkRecord]) -> tuple[list[str], list[list[Any]]]:
    """Head and rows for a spreadsheet: every proposal of the run, then what is left over."""
    head = [_("类别"), _("个案编号"), _("项目"), _("来源"), _("金额或数量"), _("说明")]
    matches = (
        Match.objects.filter(run=run, pool=None)
        .select_related("case", "item", "programme", "fund", "pledge", "resource")
        .order_by("number")
    )
    rows = [
        [
            _("建议"),
            one.case.number,
            one.item.get_category_display(),
            one.source.title if not one.pledge_id else _("个人承诺"),
            str(one.measure.words(one.proposed)),
            price_words(one.price_level, one.measure, _queue(run)),
        ]
        for one in matches
    ]
    pools = run.pools.select_related("item__case").annotate(n=Count("matches")).order_by("number")
    rows += [
        [
            _("建议"),
            one.item.case.number,
            one.item.get_category_display(),
            _("个人承诺"),
            str(one.words),
            _("%(n)d 份合在一起") % {"n": one.n},
        ]
        for one in pools
    ]
    rows += [
        [_("未落实"), one["case"], one["item"], "", str(one["left"]), one["why"]]
        for record in records
        for one in (_unmet(row, record.measure, _queue(record.run)) for row in record.facts["unmet"])
    ]
    return head, rows
