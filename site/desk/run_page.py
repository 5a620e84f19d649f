"""What the page of one run shows: the proof, who is covered, what is scarce, who goes without, what moved. No names."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.messages import Fen, Said, shown
from matching.eligibility.sources import names_of
from matching.measures import Measure
from matching.models import Match, Run
from matching.runs.priority_levels import Queue, level_words, price_words, queue_of
from matching.runs.records.models import Sheet
from matching.runs.wording import amount_words, because_words, unmet_words, witness_words
from needs.causes import ItemCategory, Urgency
from needs.models import NeedItem

GROUPS = (
    ("place", gettext_lazy("按乡镇街道")),
    ("category", gettext_lazy("按困难类型")),
    ("identity", gettext_lazy("按身份类别")),
)


def context(run: Run, sheets: list[Sheet], sheet: Sheet) -> dict[str, Any]:
    """The page of one network of the run; the others are a click away."""
    facts, kept, measure = sheet.facts, sheet.facts["kept"], sheet.measure
    queue = _queue(run)
    places = facts["coverage"]["place"]
    return {
        "run": run,
        "sheet": sheet,
        "gap": sheet.dual - sheet.primal,
        "measure": measure,
        "networks": [(one.network, one.measure.name) for one in sheets],
        "proposed": measure.words(sheet.proposed),
        "asked": measure.words(sum(one["asked"] for one in places)),
        "items": sum(one["items"] for one in places),
        "sources": len(sheet.rows["sources"]),
        "served": sum(one["served"] for one in places),
        "kept": _percent(*kept) if kept[1] else None,
        "groups": [(label, [_covered(row, measure) for row in facts["coverage"][name]]) for name, label in GROUPS],
        "scarce": [_scarce(row, measure, queue) for row in facts["scarce"]],
        "witness": witness_of(sheet),
        "unmet": [_unmet(row, measure, queue) for row in facts["unmet"]],
        "pooled": _pooled(facts["pooled"]) if facts.get("pooled", {}).get("promises") else None,
        "since": facts["since"],
        "levels": [
            (level_words(level, queue), measure.words(units * sheet.unit))
            for level, units in enumerate(sheet.levels)
            if units
        ],
        "versions": " · ".join(f"{name} {version}" for name, version in sheet.versions.items()),
    }


def _pooled(facts: dict[str, int]) -> dict[str, Any]:
    """Small promises in the account: what they could give, what is proposed, and what was drawn and left out."""
    return {
        **facts,
        "free": Fen(facts["free"]),
        "proposed": Fen(facts["proposed"]),
        "left_out": Fen(facts["drawn"] - facts["proposed"]) if facts["drawn"] > facts["proposed"] else None,
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


def witness_of(sheet: Sheet) -> list[Said]:
    keys = sheet.rows["sources"]
    names = names_of({keys[j] for one in sheet.facts["witness"] for j in one["sources"]})
    return [
        witness_words(one, [names[keys[j]] for j in one["sources"]], sheet.measure, _queue(sheet.run))
        for one in sheet.facts["witness"]
    ]


def all_changes(sheet: Sheet) -> list[tuple[str, Any]]:
    """What moved since the last run, by item and source; `changes_of` puts a page of it in words."""
    return list(sheet.facts["changes"].items())


def changes_of(sheet: Sheet, moved: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    moved = dict(moved)
    keys = [key.split(" ", 1) for key in moved]
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
            "amount": amount_words(one, sheet.measure),
            "because": because_words(one, sheet.measure),
        }
        for (item, source), one in zip(keys, moved.values(), strict=True)
    ]


def export_rows(run: Run, sheets: list[Sheet]) -> tuple[list[str], list[list[Any]]]:
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
        for sheet in sheets
        for one in (_unmet(row, sheet.measure, _queue(sheet.run)) for row in sheet.facts["unmet"])
    ]
    return head, rows
