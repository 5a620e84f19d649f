"""Reading the list: what is on offer today, how much of it, and what expires soon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Min, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from policy.clocks import Clock
from policy.selectors import due, since
from programmes.resources.models import Lot, Quality, Resource
from programmes.resources.states import ResourceState
from programmes.selectors import SUSPENDED, Blocker

NOT_OFFERED = Blocker("not_offered", _("这项资源目前不提供。"))
NOT_IN_PERIOD = Blocker("not_in_period", _("不在可提供的时间内。"))
NOT_REFRESHED = Blocker("not_refreshed", _("超过半年没有核对，暂不显示给经办人；核对后恢复。"))


@dataclass(frozen=True)
class Stock:
    """Of one resource, in its unit. `available` is usable and unreserved; `unusable` expired or unsuitable."""

    available: int = 0
    reserved: int = 0
    expiring: int = 0
    unusable: int = 0
    earliest: date | None = None


def blocker(resource: Resource, on: date) -> Blocker | None:
    """None when it may be proposed on that day."""
    if resource.owner.suspended_at or resource.keeper.suspended_at:
        return SUSPENDED
    if resource.state != ResourceState.OFFERED:
        return NOT_OFFERED
    if on < resource.starts_on or (resource.ends_on and on > resource.ends_on):
        return NOT_IN_PERIOD
    return NOT_REFRESHED if on > refresh_by(resource) else None


def refresh_by(resource: Resource) -> date:
    """The day by which somebody has to look at the entry again."""
    return due(Clock.RESOURCE_CONFIRM, "", resource.refreshed_on)


def on_offer(on: date) -> QuerySet[Resource]:
    """All resources for which `blocker` is None, in one query, for matching."""
    open_end = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    return (
        Resource.objects.filter(
            open_end,
            state=ResourceState.OFFERED,
            starts_on__lte=on,
            refreshed_on__gte=since(Clock.RESOURCE_CONFIRM, "", on),
            owner__suspended_at__isnull=True,
            keeper__suspended_at__isnull=True,
        )
        .select_related("owner", "keeper", "region")
        .order_by("pk")
    )


def stock_of(resources: Iterable[Resource], on: date) -> dict[UUID, Stock]:
    """The stock of each on that day, in one query."""
    usable = Q(quality=Quality.PASSED) & (Q(expires_on__isnull=True) | Q(expires_on__gte=on))
    soon = usable & Q(expires_on__lte=due(Clock.RESOURCE_EXPIRING, "", on))
    rows = (
        Lot.objects.filter(resource__in=[one.pk for one in resources])
        .order_by()
        .values("resource")
        .annotate(
            free=Sum("available", filter=usable, default=0),
            held=Sum("reserved", default=0),
            soon=Sum("available", filter=soon, default=0),
            bad=Sum("available", filter=~usable, default=0),
            first=Min("expires_on", filter=usable & Q(available__gt=0)),
        )
    )
    found = {row["resource"]: Stock(row["free"], row["held"], row["soon"], row["bad"], row["first"]) for row in rows}
    return {one.pk: found.get(one.pk, Stock()) for one in resources}


def expiring_lots(resources: QuerySet[Resource], on: date) -> QuerySet[Lot]:
    """Usable stock that expires within two weeks: it goes first."""
    return _with_stock(resources).filter(
        quality=Quality.PASSED, expires_on__gte=on, expires_on__lte=due(Clock.RESOURCE_EXPIRING, "", on)
    )


def lots_to_clear(resources: QuerySet[Resource], on: date) -> QuerySet[Lot]:
    """What may not be handed out and still stands in the books: expired or unsuitable."""
    return _with_stock(resources).filter(Q(expires_on__lt=on) | ~Q(quality=Quality.PASSED))


def due_for_refresh(resources: QuerySet[Resource], on: date) -> QuerySet[Resource]:
    """Within two weeks of the half-year, or past it."""
    return resources.filter(
        refreshed_on__lte=since(Clock.RESOURCE_CONFIRM, "", due(Clock.RESOURCE_REMIND, "", on))
    ).exclude(state=ResourceState.WITHDRAWN)


def _with_stock(resources: QuerySet[Resource]) -> QuerySet[Lot]:
    return Lot.objects.filter(resource__in=resources, available__gt=0).select_related("resource")
