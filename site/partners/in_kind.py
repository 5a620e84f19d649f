"""What the list of resources asks of its people: clear what expired, give out what expires soon, look at it half-yearly."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from organisations import access
from organisations.permissions import Permission as P
from programmes.resources import selectors
from programmes.resources.access import resources_for
from programmes.resources.models import Lot, Resource


@dataclass(frozen=True)
class Line:
    """One line of 今日, without an amount: things are not counted in yuan."""

    what: str
    number: str
    url: str
    action: str
    due: date | None


def waiting(user, today: date) -> tuple[QuerySet[Lot], QuerySet[Lot], QuerySet[Resource]]:
    """Lots to clear and lots that expire, for their keeper; lines to look at again, for their owner."""
    mine = {one.pk for one in access.organisations_with(user, P.MANAGE_RESOURCES)}
    kept = resources_for(user).filter(keeper__in=mine)
    offered = resources_for(user).filter(owner__in=mine)
    return (
        selectors.lots_to_clear(kept, today),
        selectors.expiring_lots(kept, today),
        selectors.due_for_refresh(offered, today),
    )


def due(user, today: date) -> list[Line]:
    """Each line is done by whoever it is shown to."""
    to_clear, expiring, to_refresh = waiting(user, today)
    return [
        *[
            Line(
                _("过期或不适合发放，待处理"),
                lot.number,
                reverse("partners:stock_out", args=[lot.number]),
                _("登记处理"),
                lot.expires_on,
            )
            for lot in to_clear
        ],
        *[Line(_("临近有效期的库存"), lot.number, _page(lot.resource), _("查看"), lot.expires_on) for lot in expiring],
        *[Line(_("资源待核对"), one.number, _page(one), _("核对"), selectors.refresh_by(one)) for one in to_refresh],
    ]


def _page(one: Resource) -> str:
    return reverse("partners:resource", args=[one.number])
