"""What the list of resources asks of its people: clear what expired, give out what expires soon, look at it half-yearly."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from organisations import access
from organisations.permissions import Permission as P
from programmes.resources import selectors
from programmes.resources.access import resources_for
from programmes.resources.models import Resource


@dataclass(frozen=True)
class Line:
    """One line of 今日, without an amount: things are not counted in yuan."""

    what: str
    number: str
    url: str
    action: str
    due: date | None


def due(user, today: date) -> list[Line]:
    """The keeper's lots and the owner's lines; each by whom it is done."""
    mine = {one.pk for one in access.organisations_with(user, P.MANAGE_RESOURCES)}
    if not mine:
        return []
    kept = resources_for(user).filter(keeper__in=mine)
    offered = resources_for(user).filter(owner__in=mine)
    return [
        *[Line(_("过期或不适合发放，待处理"), lot.number, reverse("partners:stock_out", args=[lot.number]), _("登记处理"),
               lot.expires_on) for lot in selectors.lots_to_clear(kept, today)],
        *[Line(_("临近有效期的库存"), lot.number, _page(lot.resource), _("查看"), lot.expires_on)
          for lot in selectors.expiring_lots(kept, today)],
        *[Line(_("资源待核对"), one.number, _page(one), _("核对"), one.refreshed_on + selectors.REFRESH_EVERY)
          for one in selectors.due_for_refresh(offered, today)],
    ]  # fmt: skip


def _page(one: Resource) -> str:
    return reverse("partners:resource", args=[one.number])
