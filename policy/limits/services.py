"""Setting the limits of an area from a day on: not backwards, since decisions were made under what held then."""

from datetime import date, datetime

from django.db import IntegrityError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.regions.models import Region
from organisations.models import User
from policy.limits.act_subjects import LIMITS
from policy.limits.models import LocalLimits


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
        with act(LIMITS, row, "set", by=by, at=at) as row:
            if valid_from < localdate(at):
                raise Refusal(_("生效日期不能早于今天。"), field="valid_from")
            if not row.basis:
                raise Refusal(_("请写明依据，例如文件名称。"), field="basis")
    except IntegrityError:
        raise Refusal(_("这一天已经设定过，请换一个生效日期。"), field="valid_from") from None
    return row
