"""What is at hand in kind for the families of the area: resources with their stock, and what people would give."""

from django.db.models import F, Sum
from django.http import HttpResponse
from django.utils import timezone

from common.items import ItemCategory
from desk.frame import page
from desk.views.door import staff_with
from donations.access import in_kind_around
from organisations.models import User
from organisations.permissions import Permission as P
from programmes.resources.access import offered_around
from programmes.resources.models import Resource, Unit
from programmes.resources.selectors import Stock, stock_of
from workspace.door import SignedIn


@staff_with(P.SEE_CASES)
def resources(request: SignedIn) -> HttpResponse:
    today = timezone.localdate()
    rows = list(offered_around(request.user, today).order_by("category", "name"))
    stock = stock_of(rows, today)
    lines = [_line(one, stock[one.pk]) for one in rows if stock[one.pk].available]
    lines.sort(key=lambda line: (not line["stock"].expiring, str(line["resource"].get_category_display())))
    return page(request, "resources.html", {"lines": lines, "promises": _promises(request.user, today)})


def _line(one: Resource, stock: Stock) -> dict:
    return {
        "resource": one,
        "name": one.title,
        "keeper": one.keeper.local_name,
        "stock": stock,
        "shares": f"{stock.available // one.per_share:,}",
        "available": f"{stock.available:,} {one.get_unit_display()}",
    }


def _promises(user: User, today) -> list[dict]:
    """Sums per item and unit: offices see how much, charities take up whose."""
    rows = (
        in_kind_around(user, today)
        .values("item", "unit")
        .annotate(left=Sum(F("total_quantity") - F("used_quantity")))
        .order_by("item")
    )
    return [
        {"item": ItemCategory(row["item"]).label, "left": f"{row['left']:,} {Unit(row['unit']).label}"}
        for row in rows
        if row["left"]
    ]
