"""Resources, lots and movements as rows. Quantities carry their unit; nothing is worth money here."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partners.summaries.words import day, period, row
from policy.clocks import Clock
from policy.selectors import due
from programmes.resources import selectors
from programmes.resources.models import Lot, Movement, Quality, Resource
from programmes.resources.states import MovementKind as K

SIGN = {K.RECEIVED: "+", K.RELEASED: "+", K.RESERVED: "−", K.WRITTEN_OFF: "−", K.SOLD: "−", K.ISSUED: ""}


def counted(quantity: int, one: Resource) -> str:
    return f"{quantity:,} {one.get_unit_display()}"


def resource_lines(rows, today: date) -> list[dict[str, Any]]:
    rows = list(rows)
    stocks = selectors.stock_of(rows, today)
    return [
        {
            "resource": one,
            "name": one.title,
            "stock": stocks[one.pk],
            "blocker": selectors.blocker(one, today),
            "available": counted(stocks[one.pk].available, one),
            "reserved": counted(stocks[one.pk].reserved, one),
            "owner": one.owner.local_name,
            "keeper": one.keeper.local_name if one.keeper_id != one.owner_id else "",
        }
        for one in rows
    ]


def stock_figures(one: Resource, today: date) -> dict[str, str]:
    stock = selectors.stock_of([one], today)[one.pk]
    return {name: counted(getattr(stock, name), one) for name in ("available", "reserved", "expiring", "unusable")}


def short_lots(lots) -> list[dict[str, Any]]:
    """Lots of several resources: whose, and how much is free."""
    return [{"lot": lot, "name": lot.resource.title, "available": counted(lot.available, lot.resource)} for lot in lots]


def lot_lines(one: Resource, today: date) -> list[dict[str, Any]]:
    """In the order in which they go out; what is used up comes last."""
    lots = sorted(one.lots.select_related("checked_by"), key=lambda lot: not (lot.available or lot.reserved))
    return [
        {
            "lot": lot,
            "mark": _mark(lot, today),
            "available": counted(lot.available, one),
            "reserved": counted(lot.reserved, one),
        }
        for lot in lots
    ]


def _mark(lot: Lot, today: date) -> tuple[str, str]:
    """What somebody must know of the lot, and its tone."""
    if not (lot.available or lot.reserved):
        return _("已用完"), "plain"
    if lot.quality == Quality.UNSUITABLE:
        return _("不适合发放，请处理"), "error"
    if lot.expires_on and lot.expires_on < today:
        return _("已过期，请核销"), "error"
    if lot.expires_on and lot.expires_on <= due(Clock.RESOURCE_EXPIRING, "", today):
        return _("临近有效期，优先发放"), "caution"
    return _("可以发放"), "verified"


def movements_of(one: Resource) -> QuerySet[Movement]:
    """The latest first."""
    return Movement.objects.filter(lot__resource=one).select_related("lot", "by").order_by("-at", "-key")


def movement_lines(one: Resource, moves: Iterable[Movement]) -> list[dict[str, Any]]:
    return [{"move": move, "quantity": f"{SIGN[K(move.kind)]}{counted(move.quantity, one)}"} for move in moves]


def resource_facts(one: Resource) -> list[dict[str, Any]]:
    share = _("一件或一次 = %(n)s") % {"n": counted(one.per_share, one)} if one.per_share > 1 else ""
    facts = [
        row(_("提供方"), one.owner.local_name),
        row(_("保管机构"), one.keeper.local_name),
        row(_("形式"), f"{one.get_kind_display()} · {one.get_category_display()}"),
        row(_("每份数量"), share),
        row(_("每户最多几份"), one.cap_shares or ""),
        row(_("可提供的地区"), one.region.local_name),
        row(_("可提供的时间"), period(one.starts_on, one.ends_on)),
        row(_("交付方式"), " · ".join(filter(None, [str(one.get_delivery_display()), one.terms]))),
        row(_("来源"), one.get_source_display()),
        row(_("限定用途"), one.restriction),
        row(_("最近核对日期"), day(one.refreshed_on)),
    ]
    return [fact for fact in facts if fact["value"]]
