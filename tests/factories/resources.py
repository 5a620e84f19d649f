"""Resources with stock in named situations; everything by the services."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from common.regions import demo_city
from organisations.models import Organisation
from programmes.resources import services, stock
from programmes.resources.models import Lot, Resource
from tests.factories import partners as make
from tests.factories.partners import NOW, TODAY
from tests.factories.regions import demo_region

RICE: dict[str, Any] = {
    "name": "大米",
    "kind": "goods",
    "category": "food",
    "unit": "kg",
    "per_share": 10,
    "delivery": "home",
    "source": "donated",
    "starts_on": date(2026, 1, 1),
}


def offered_resource(
    owner: Organisation | None = None, keeper: Organisation | None = None, *, at: datetime = NOW, **fields: Any
) -> Resource:
    """Rice of a charity, ten kilograms a share, without stock."""
    owner = owner or make.charity()
    role = "fund_manager" if owner.kind == "enterprise" else "charity_manager"
    given = {**RICE, "region": demo_region(demo_city.CITY_CODE), **fields}
    return services.list_resource(owner=owner, keeper=keeper or owner, by=make.person(role, owner), at=at, **given)


def keeper_of(resource: Resource):
    return make.person("charity_manager", resource.keeper)


def lot(resource: Resource, quantity: int, days: int | None = 100, *, at: datetime = NOW, **fields: Any) -> Lot:
    """Received now, expiring in `days`."""
    expires_on = None if days is None else TODAY + timedelta(days=days)
    given = {"quality": "passed", "token": uuid4(), "by": fields.pop("by", None) or keeper_of(resource), **fields}
    return stock.receive(resource=resource, quantity=quantity, expires_on=expires_on, at=at, **given)


def balances(resource: Resource) -> list[tuple[int, int]]:
    """(available, reserved) of each lot, in the order in which they go out."""
    return [(one.available, one.reserved) for one in Resource.objects.get(pk=resource.pk).lots.all()]
