"""Stock moves: in, reserved for somebody, handed out, written off. First expired, first out.

Lock order: the resource, then its lots in the order of `Lot.Meta`. The journal's triggers hold the rest: no lot falls
below zero, nothing expired or unsuitable is reserved or issued, a reservation ends once.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.items import ItemCategory
from organisations.models import User
from programmes.resources.act_subjects import LOTS, RESOURCES
from programmes.resources.models import Lot, Movement, Quality, Resource
from programmes.resources.states import MovementKind as K
from programmes.resources.states import ResourceState

PERISHABLE = frozenset({ItemCategory.FOOD, ItemCategory.NURSING})
LARGEST = 10_000_000


class NotEnough(Refusal):
    """Less is on hand, usable and unreserved than was asked; both in the resource's unit."""

    def __init__(self, resource: Resource, *, available: int, asked: int) -> None:
        self.available, self.asked = available, asked
        super().__init__(
            _("“%(name)s”可用 %(available)d %(unit)s，不够 %(asked)d %(unit)s。")
            % {"name": resource.name, "available": available, "asked": asked, "unit": resource.get_unit_display()},
            field="quantity",
        )


def receive(
    *,
    resource: Resource,
    token: UUID,
    quantity: int,
    quality: str,
    by: User,
    at: datetime,
    expires_on: date | None = None,
    note: str = "",
) -> Lot:
    """A lot comes in, looked at by the person who signs (慈善法 36: usable, safe). The same token is the same lot."""
    with (doing := act(RESOURCES, resource, "receive", by=by, at=at)) as resource:
        if existing := Movement.objects.filter(key=f"received:{token}").select_related("lot").first():
            return doing.repeated(existing.lot)
        _check_receipt(resource, quantity, quality, expires_on, at)
        lot = Lot.objects.create(
            resource=resource,
            number=f"{resource.number}-{resource.lots.count() + 1:02d}",
            received_on=localdate(at),
            expires_on=expires_on,
            quality=quality,
            note=note.strip()[:120],
            checked_by=by,
        )
        _write(lot, K.RECEIVED, quantity, f"received:{token}", by=by, at=at)
        doing.about(LOTS, lot, quantity=_in_units(lot, quantity))
    return Lot.objects.get(pk=lot.pk)


def _check_receipt(resource: Resource, quantity: int, quality: str, expires_on: date | None, at: datetime) -> None:
    if resource.state == ResourceState.WITHDRAWN:
        raise Refusal(_("这项资源已撤下，不能再入库。"))
    if not 0 < quantity <= LARGEST:
        raise Refusal(_("数量应大于 0，不超过一千万。"), field="quantity")
    if quality not in Quality.values:
        raise Refusal(_("请选择质量检查的结果。"), field="quality")
    if expires_on is None and resource.category in PERISHABLE:
        raise Refusal(_("食品和护理用品须写明有效期。"), field="expires_on")
    if expires_on is not None and expires_on < localdate(at):
        raise Refusal(_("已经过期的不能入库。"), field="expires_on")


@transaction.atomic
def reserve(*, resource: Resource, quantity: int, key: str, by: User | None, at: datetime) -> list[Movement]:
    """Set `quantity` units aside under `key`, from the lots that expire first. The same key is the same reservation."""
    resource = Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    if existing := _reserved(key):
        return existing
    lots = list(usable_lots(resource, localdate(at)))
    available = sum(lot.available for lot in lots)
    if quantity < 1 or available < quantity:
        raise NotEnough(resource, available=available, asked=quantity)
    made, left = [], quantity
    for lot in lots:
        if part := min(left, lot.available):
            made.append(_write(lot, K.RESERVED, part, f"{key}:{lot.number}", by=by, at=at))
            left -= part
    return made


@transaction.atomic
def release(*, resource: Resource, key: str, by: User | None, at: datetime) -> None:
    """What was set aside under `key` is free again; what is ended already stays so."""
    Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    for one in _open(key):
        _write(one.lot, K.RELEASED, one.quantity, f"{one.key}:released", by=by, at=at, reservation=one)


@transaction.atomic
def issue(*, resource: Resource, key: str, by: User, at: datetime) -> None:
    """Hand out what was set aside under `key`, by whoever the caller lets hand it out.

    What expired meanwhile is exchanged for what is still good, or refused.
    """
    resource = Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    stale = [one for one in _open(key) if one.lot.expires_on and one.lot.expires_on < localdate(at)]
    if stale:
        for one in stale:
            _write(one.lot, K.RELEASED, one.quantity, f"{one.key}:released", by=by, at=at, reservation=one)
        reserve(resource=resource, quantity=sum(one.quantity for one in stale), key=f"{key}:again", by=by, at=at)
    for one in _open(key):
        _write(one.lot, K.ISSUED, one.quantity, f"{one.key}:issued", by=by, at=at, reservation=one)


def write_off(*, lot: Lot, token: UUID, quantity: int, reason: str, by: User, at: datetime) -> Movement:
    """Expired, broken, lost: gone from the stock, by a named person with the reason."""
    return _take_out(lot, "write_off", K.WRITTEN_OFF, token, quantity, reason, by, at)


def sell_for_charity(*, lot: Lot, token: UUID, quantity: int, reason: str, by: User, at: datetime) -> Movement:
    """Goods that cannot be used as they are may be sold, the proceeds to the same purpose (慈善法 54)."""
    return _take_out(lot, "sell", K.SOLD, token, quantity, reason, by, at)


def _take_out(
    lot: Lot,
    verb: Literal["write_off", "sell"],
    kind: K,
    token: UUID,
    quantity: int,
    reason: str,
    by: User,
    at: datetime,
) -> Movement:
    with (doing := act(LOTS, lot, verb, by=by, at=at)) as lot:
        key, reason = f"{kind}:{token}", reason.strip()
        if existing := Movement.objects.filter(key=key).first():
            return doing.repeated(existing)
        if not reason:
            raise Refusal(_("请写明理由，理由会写入审计记录。"), field="reason")
        if not 0 < quantity <= lot.available:
            raise NotEnough(lot.resource, available=lot.available, asked=quantity)
        made = _write(lot, kind, quantity, key, by=by, at=at, reason=reason[:200])
        doing.data.update(quantity=_in_units(lot, quantity), reason=made.reason)
    return made


def _in_units(lot: Lot, quantity: int) -> str:
    return f"{quantity} {lot.resource.get_unit_display()}"


def usable_lots(resource: Resource, on: date) -> QuerySet[Lot]:
    """What may be reserved on that day, the earliest expiry first."""
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=on)
    return resource.lots.filter(good, quality=Quality.PASSED, available__gt=0)


def _reserved(key: str) -> list[Movement]:
    made = Movement.objects.filter(kind=K.RESERVED, key__startswith=f"{key}:").select_related("lot")
    return list(made.order_by("lot__expires_on", "key"))


def _open(key: str) -> list[Movement]:
    return [one for one in _reserved(key) if not one.endings.exists()]


def _write(
    lot: Lot,
    kind: K,
    quantity: int,
    key: str,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    reservation: Movement | None = None,
) -> Movement:
    return Movement.objects.create(
        lot=lot, kind=kind, quantity=quantity, reservation=reservation, key=key, reason=reason, by=by, at=at
    )
