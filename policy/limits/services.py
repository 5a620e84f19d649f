"""Setting the limits of an area from a day on: not backwards, since decisions were made under what held then."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.regions.models import Region
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from policy.limits.models import LocalLimits


@transaction.atomic
def set_limits(
    *,
    region: Region,
    valid_from: date,
    second_approval_fen: int,
    basis: str,
    by: User,
    at: datetime,
    ceiling_fen: int | None = None,
    ceiling_months: int = 12,
    most_sources: int | None = None,
    least_pledge_fen: int = 20_000,
) -> LocalLimits:
    """An approver of the area sets what holds there from a day on; the basis is written down."""
    if not access.user_in_region(by, region.pk, P.APPROVE_MATCH):
        raise PermissionDenied
    if valid_from < localdate(at):
        raise Refusal(_("生效日期不能早于今天。"), field="valid_from")
    if not basis.strip():
        raise Refusal(_("请写明依据，例如文件名称。"), field="basis")
    row = LocalLimits(
        region=region,
        valid_from=valid_from,
        second_approval_fen=second_approval_fen,
        ceiling_fen=ceiling_fen,
        ceiling_months=ceiling_months,
        most_sources=most_sources,
        least_pledge_fen=least_pledge_fen,
        basis=basis.strip()[:200],
        set_by=by,
        set_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_("这一天已经设定过，请换一个生效日期。"), field="valid_from") from None
    record(
        actor=by,
        verb="limits.set",
        subject=row,
        county=region,
        data={"valid_from": str(valid_from), "basis": row.basis},
        at=at,
    )
    return row
