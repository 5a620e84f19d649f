"""What the page of one run shows: the proof, who is covered, what is scarce, who goes without, what moved. No names."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.said import Said, shown
from matching.levels import level_words, price_words
from matching.models import Match, Run
from matching.sheets.models import Sheet
from matching.sources import names_of
from matching.told import amount_words, because_words, unmet_words, witness_words
from needs.causes import ItemCategory, Urgency
from needs.models import NeedItem

GROUPS = (("place", gettext_lazy("按乡镇街道")), ("category", gettext_lazy("按困难类型")), ("identity", gettext_lazy("按身份类别")))
MOST_CHANGES = 100


def context(run: Run, sheet: Sheet) -> dict[str, Any]:
    facts, kept = sheet.facts, sheet.facts["kept"]
    places = facts["coverage"]["place"]
    return {
        "run": run, "sheet": sheet, "gap": run.dual - run.primal,
        "asked_fen": sum(one["asked"] for one in places), "households": sum(one["households"] for one in places),
        "served": sum(one["served"] for one in places), "kept": _percent(*kept) if kept[1] else None,
        "groups": [(label, [_covered(row) for row in facts["coverage"][name]]) for name, label in GROUPS],
        "scarce": [{**row, "name": shown(row["name"]), "price": price_words(row["level"])} for row in facts["scarce"]],
        "witness": witness_of(sheet), "unmet": [_unmet(row) for row in facts["unmet"]], "changes": changes_of(sheet),
        "more_changes": max(0, len(facts["changes"]) - MOST_CHANGES), "since": facts["since"],
        "levels": [(level_words(level), units * sheet.unit) for level, units in enumerate(run.levels) if units],
        "versions": " · ".join(f"{name} {version}" for name, version in sheet.versions.items()),
    }


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 0


def _covered(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "label": shown(row["label"]), "percent": _percent(row["proposed"], row["asked"])}


def _unmet(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "item": ItemCategory(row["item"]).label, "urgency": Urgency(row["urgency"]), "why": unmet_words(row)}


def witness_of(sheet: Sheet) -> list[Said]:
    keys = sheet.rows["sources"]
    names = names_of({keys[j] for one in sheet.facts["witness"] for j in one["sources"]})
    return [witness_words(one, [names[keys[j]] for j in one["sources"]]) for one in sheet.facts["witness"]]


def changes_of(sheet: Sheet) -> list[dict[str, Any]]:
    moved = dict(list(sheet.facts["changes"].items())[:MOST_CHANGES])
    keys = [key.split(" ", 1) for key in moved]
    items = {str(one.pk): one for one in NeedItem.objects.filter(pk__in={item for item, _source in keys}).select_related("case")}
    names = names_of({source for _item, source in keys})
    return [
        {"case": items[item].case.number, "item": items[item].get_category_display(), "source": names[source],
         "amount": amount_words(one), "because": because_words(one)}
        for (item, source), one in zip(keys, moved.values(), strict=True)
    ]  # fmt: skip


def export_rows(run: Run, sheet: Sheet) -> tuple[list[str], list[list[Any]]]:
    """Head and rows for a spreadsheet: every proposal of the run, then what is left over."""
    head = [_("类别"), _("个案编号"), _("项目"), _("来源"), _("金额（元）"), _("说明")]
    matches = Match.objects.filter(run=run).select_related("case", "item", "programme", "fund", "pledge").order_by("number")
    rows = [[_("建议"), one.case.number, one.item.get_category_display(), one.source.title if not one.pledge_id else _("个人承诺"), f"{one.proposed_fen / 100:.2f}",
             price_words(one.price_level)] for one in matches]
    rows += [[_("未落实"), one["case"], one["item"], "", f"{one['left'] / 100:.2f}", one["why"]]
             for one in (_unmet(row) for row in sheet.facts["unmet"])]
    return head, rows
