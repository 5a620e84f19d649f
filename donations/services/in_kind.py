"""Promises of goods, hours and professional help 意愿: through a charity, which takes them up and tells what arrived.

In whole units, never in money (domain reference §4.3, rule 6). No household is involved: what arrives stands in the
charity's stock or is an hour that it arranges.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.items import KIND_OF_CATEGORY, ItemCategory, ItemKind
from common.regions.models import Region
from donations.act_subjects import PLEDGES
from donations.models import UNITS_OF_PLEDGE, Pledge, PledgeDelivery, PledgeKind, PledgeMode
from donations.states import PledgeState
from needs.causes import Category
from organisations import access
from organisations.models import Organisation, User
from organisations.permissions import Permission as P
from policy.clocks import Clock
from policy.selectors import due
from programmes.resources import stock
from programmes.resources.models import Resource

# Accompanying and tutoring need time; advice and counselling a profession.
ITEMS_OF_PLEDGE: Mapping[str, tuple[ItemCategory, ...]] = {
    PledgeKind.GOODS: tuple(one for one in ItemCategory if one in KIND_OF_CATEGORY[ItemKind.GOODS]),
    PledgeKind.HOURS: (ItemCategory.COMPANION, ItemCategory.ESCORT, ItemCategory.TUTORING),
    PledgeKind.SKILL: (ItemCategory.COUNSELLING, ItemCategory.LEGAL, ItemCategory.JOB),
}
MOST = 100_000


def make_pledge_in_kind(
    *,
    token: UUID,
    kind: str,
    item: str,
    unit: str,
    category: str,
    region: Region,
    per_household: int,
    total: int,
    until: date,
    by: User,
    at: datetime,
) -> Pledge:
    """Register a promise of the signed-in donor. The same token is the same pledge."""
    pledge = Pledge(
        token=token,
        donor=by,
        kind=kind,
        item=item,
        unit=unit,
        category=category,
        region=region,
        per_household_fen=0,
        total_fen=0,
        per_household_quantity=per_household,
        total_quantity=total,
        until=until,
        mode=PledgeMode.ASK,
        created_at=at,
    )
    try:
        with (doing := act(PLEDGES, pledge, "make_in_kind", by=by, at=at, quantity=total, kind=kind)) as pledge:
            if existing := Pledge.objects.filter(token=token, donor=by).first():
                return doing.repeated(existing)
            check_in_kind(
                kind=kind,
                item=item,
                unit=unit,
                category=category,
                per_household=per_household,
                total=total,
                until=until,
                today=localdate(at),
            )
    except IntegrityError:
        return Pledge.objects.get(token=token, donor=by)  # sent twice at once
    return pledge


def check_in_kind(
    *, kind: str, item: str, unit: str, category: str, per_household: int, total: int, until: date, today: date
) -> None:
    """What a promise in kind may say; asked before the donor signs in, and again after."""
    if kind not in ITEMS_OF_PLEDGE:
        raise Refusal(_("请选择愿意给什么。"), field="kind")
    if item not in ITEMS_OF_PLEDGE[kind]:
        raise Refusal(_("请选择一项。"), field="item")
    if unit not in UNITS_OF_PLEDGE[kind]:
        raise Refusal(_("请选择单位。"), field="unit")
    if category and category not in Category.values:
        raise Refusal(_("请选择困难类型。"), field="category")
    if not 0 < total <= MOST:
        raise Refusal(_("总计应大于 0，不超过十万。更多请联系慈善组织列入资源清单。"), field="total")
    if not 0 < per_household <= total:
        raise Refusal(_("每户最多应大于 0，不超过总计。"), field="per_household")
    if not today <= until <= due(Clock.PLEDGE_LONGEST, "", today):
        raise Refusal(_("有效期要在今天以后，最长一年。"), field="until")


def take_up(*, pledge: Pledge, charity: Organisation, by: User, at: datetime) -> Pledge:
    """A charity will arrange it: from now on its people may see whom to call, and no other charity's."""
    with (doing := act(PLEDGES, pledge, "take_up", by=by, at=at)) as pledge:
        if charity.pk not in {one.pk for one in access.organisations_with(by, P.MANAGE_RESOURCES)}:
            raise PermissionDenied
        _require_open(pledge, at)
        if pledge.charity_id == charity.pk:
            return doing.repeated(pledge)
        if pledge.charity_id is not None:
            raise Refusal(_("另一家慈善组织已经接洽了这份意愿。"))
        pledge.charity, pledge.taken_by, pledge.taken_at = charity, by, at
    return pledge


@transaction.atomic
def receive_pledged(
    *,
    pledge: Pledge,
    token: UUID,
    quantity: int,
    by: User,
    at: datetime,
    resource: Resource | None = None,
    expires_on: date | None = None,
    quality: str = "passed",
) -> PledgeDelivery:
    """So much of the promise arrived. With `resource`, goods come into its stock as a lot; the same token counts once."""
    with (doing := act(PLEDGES, pledge, "receive", by=by, at=at, quantity=quantity)) as pledge:
        if existing := PledgeDelivery.objects.filter(token=token, pledge=pledge).first():
            return doing.repeated(existing)
        _require_open(pledge, at)
        if not 0 < quantity <= pledge.left_quantity:
            raise Refusal(
                _("应大于 0，不超过还没有兑现的 %(left)d %(unit)s。")
                % {"left": pledge.left_quantity, "unit": pledge.get_unit_display()},
                field="quantity",
            )
        lot = None
        if resource is not None:
            _require_fit(pledge, resource)
            lot = stock.receive(
                resource=resource, token=token, quantity=quantity, quality=quality, expires_on=expires_on, by=by, at=at
            )
        pledge.used_quantity += quantity
        made = PledgeDelivery.objects.create(
            token=token, pledge=pledge, quantity=quantity, lot=lot, received_by=by, received_at=at
        )
    if pledge.left_quantity == 0:
        with act(PLEDGES, pledge, "use_up", by=by, at=at):
            pass
    return made


def _require_open(pledge: Pledge, at: datetime) -> None:
    if not pledge.in_kind or pledge.state != PledgeState.REGISTERED or pledge.until < localdate(at):
        raise Refusal(_("这份承诺已经结束，不能再用。"))


def _require_fit(pledge: Pledge, resource: Resource) -> None:
    if resource.keeper_id != pledge.charity_id:
        raise PermissionDenied
    if (resource.category, resource.unit) != (pledge.item, pledge.unit):
        raise Refusal(_("入库的资源要与意愿是同一项目、同一单位。"), field="resource")
