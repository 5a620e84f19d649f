"""A promise in kind between the form, the session and the words in which it is read back."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.items import ItemCategory
from common.regions.models import Region
from donations.models import Pledge, PledgeKind
from needs.causes import Category
from programmes.resources.models import Unit

NAMES = ("kind", "item", "unit", "category", "per_household", "total")


def is_in_kind(kept: dict[str, Any]) -> bool:
    """Answers in the session: those of the money form have no kind."""
    return bool(kept.get("kind"))


def typed(kept: dict[str, Any]) -> dict[str, Any]:
    return {**{name: kept[name] for name in NAMES}, "until": date.fromisoformat(kept["until"])}


def words_of_kept(kept: dict[str, Any], region: Region) -> str:
    return _words(region=region, **typed(kept))


def words_of(pledge: Pledge) -> str:
    return _words(
        kind=pledge.kind,
        item=pledge.item,
        unit=pledge.unit,
        category=pledge.category,
        region=pledge.region,
        per_household=pledge.per_household_quantity,
        total=pledge.total_quantity,
        until=pledge.until,
    )


def counted(quantity: int, unit: str) -> str:
    return f"{quantity:,} {Unit(unit).label}"


def _words(
    *, kind: str, item: str, unit: str, category: str, region: Region, per_household: int, total: int, until: date
) -> str:
    """Every field of the form is in it."""
    facts = {
        "place": region.local_name,
        "hardship": Category(category).label if category else _("各类急难"),
        "item": ItemCategory(item).label,
        "each": counted(per_household, unit),
        "total": counted(total, unit),
        "until": date_format(until),
    }
    if kind == PledgeKind.GOODS:
        return (
            _(
                "我愿意捐出“%(item)s”共 %(total)s，给%(place)s遇到“%(hardship)s”的家庭，每户最多 %(each)s，有效期至 %(until)s。经慈善组织检查、接收后发放，不是付款。"
            )
            % facts
        )
    return (
        _(
            "我愿意为%(place)s遇到“%(hardship)s”的家庭提供“%(item)s”共 %(total)s，每户最多 %(each)s，有效期至 %(until)s。由慈善组织安排，不收费，不是付款。"
        )
        % facts
    )
