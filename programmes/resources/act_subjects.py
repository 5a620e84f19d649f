"""Resources and lots, as acts are done to them: the line by whoever offers it, its stock by the charity that keeps it."""

from common.acts.subjects import Facts, Subject
from programmes.resources import access
from programmes.resources.models import Lot, Resource
from programmes.resources.states import KEEPER, LOT, RESOURCE

RESOURCES = Subject(
    RESOURCE,
    Resource,
    facts=lambda resource: Facts(organisation_id=resource.owner_id, data={"number": resource.number}),
    ids=lambda resource: {"resource_id": resource.pk},
    key="resource:{row.pk}:{done}",
    may=lambda user, resource, _permission: access.may_offer(user, resource),
    relations={KEEPER: access.may_keep},
    related=("owner", "keeper"),
)
LOTS = Subject(
    LOT,
    Lot,
    facts=lambda lot: Facts(organisation_id=lot.resource.keeper_id, data={"lot": lot.number}),
    ids=lambda lot: {"lot_id": lot.pk},
    key="lot:{row.pk}:{done}",
    relations={KEEPER: lambda user, lot: access.may_keep(user, lot.resource)},
    before=lambda lot: RESOURCES.locked(lot.resource_id),
    related=("resource",),
)
