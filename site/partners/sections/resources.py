"""资源清单: clear what expired, give out what expires soon, look at each line half-yearly. Things are not counted in yuan."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations import access
from organisations.permissions import Permission as P
from policy.clocks import Clock
from programmes.resources import selectors
from programmes.resources.access import resources_for
from programmes.resources.models import Lot, Resource
from workspace.sections import Section, Task, TaskKind, Viewer

MINE = (P.MANAGE_RESOURCES,)


def _kept(viewer: Viewer) -> QuerySet[Resource]:
    """Stock is its keeper's to look after, the line its owner's."""
    mine = access.organisations_with(viewer.user, P.MANAGE_RESOURCES)
    return resources_for(viewer.user).filter(keeper__in=mine)


def _due_for_refresh(viewer: Viewer) -> QuerySet[Resource]:
    mine = access.organisations_with(viewer.user, P.MANAGE_RESOURCES)
    offered = resources_for(viewer.user).filter(owner__in=mine)
    return selectors.due_for_refresh(offered, viewer.today)


def _page(one: Resource) -> str:
    return reverse("partners:resource", args=[one.number])


def _clear(lot: Lot, _viewer: Viewer) -> Task:
    url = reverse("partners:stock_out", args=[lot.number])
    return Task(_("过期或不适合发放，待处理"), lot.number, url, _("登记处理"))


def _expiring(lot: Lot, _viewer: Viewer) -> Task:
    return Task(_("临近有效期的库存"), lot.number, _page(lot.resource), _("查看"))


def _refresh(one: Resource, _viewer: Viewer) -> Task:
    return Task(_("资源待核对"), one.number, _page(one), _("核对"))


SECTION = Section(
    "partners:resources",
    _("资源清单"),
    "package",
    MINE,
    tasks=(
        TaskKind(
            MINE,
            rows=lambda viewer: selectors.lots_to_clear(_kept(viewer), viewer.today),
            task=_clear,
            due="expires_on",
        ),
        TaskKind(
            MINE,
            rows=lambda viewer: selectors.expiring_lots(_kept(viewer), viewer.today),
            task=_expiring,
            due="expires_on",
            related=("resource",),
        ),
        TaskKind(MINE, rows=_due_for_refresh, task=_refresh, due="refreshed_on", clock=Clock.RESOURCE_CONFIRM),
    ),
    pages=("partners:resource", "partners:stock"),
)
