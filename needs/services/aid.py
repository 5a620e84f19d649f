"""Statutory aid first 政府救助先行: it lowers the gap that charity is asked to close, and never below zero."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.money import Money
from needs import hooks
from needs.act_subjects import AIDS, CASES
from needs.models import Case, NeedItem, StatutoryAid
from needs.models.aid import AidState, AidType
from needs.services.coverage import refresh_coverage
from needs.states import CLOSED_STATES
from organisations.models import User


class DuplicateAid(Refusal):
    """The same aid for the same case in the same month is already recorded."""


@transaction.atomic
def record_aid(
    *,
    case: Case,
    aid_type: str,
    state: str,
    by: User,
    at: datetime,
    amount_fen: int = 0,
    item: NeedItem | None = None,
    period: str = "",
    basis: str = "",
) -> StatutoryAid:
    """One aid type, looked at: applied, granted (with an amount and the item it lowers), refused, not applicable."""
    granted, period = state == AidState.GRANTED, period or f"{localdate(at):%Y-%m}"
    with (doing := act(CASES, case, "grant_aid" if granted else "record_aid", by=by, at=at)) as case:
        _check(case, aid_type, granted, amount_fen, period)
        if granted and item is not None:
            _lower_gap(item, amount_fen)
        aid = StatutoryAid.objects.create(
            case=case,
            item=item if granted else None,
            aid_type=aid_type,
            state=state,
            amount_fen=amount_fen,
            period=period,
            basis=basis.strip()[:200],
            recorded_by=by,
            recorded_at=at,
        )
        doing.about(AIDS, aid)
    refresh_coverage(case, at)
    return aid


def _check(case: Case, aid_type: str, granted: bool, amount_fen: int, period: str) -> None:
    if case.state in CLOSED_STATES:
        raise Refusal(_("个案已结束，不能再登记政府救助。"))
    if (amount_fen > 0) != granted:
        raise Refusal(_("只有“已给予”才填写金额，且金额要大于 0。"), field="amount_fen")
    if aid_type == AidType.TEMPORARY and granted:
        hooks.may_grant_aid.ask(case=case, amount_fen=amount_fen)
    if StatutoryAid.objects.filter(case=case, aid_type=aid_type, period=period).exists():
        raise DuplicateAid(
            _("%(aid)s在 %(period)s 已登记过一次，请核对是否重复救助。")
            % {"aid": AidType(aid_type).label, "period": period},
            field="aid_type",
        )


def _lower_gap(item: NeedItem, amount_fen: int) -> None:
    item = NeedItem.objects.select_for_update().get(pk=item.pk)
    if item.verified_cost_fen is None:
        raise Refusal(_("请先核实这一项的费用。"), field="item")
    if amount_fen > item.remaining_fen:
        raise Refusal(
            _("这一项还差 %(gap)s，政府救助 %(amount)s 超过了缺口。")
            % {"gap": Money(item.remaining_fen).text, "amount": Money(amount_fen).text},
            field="amount_fen",
        )
    item.statutory_fen += amount_fen
    item.save(update_fields=["statutory_fen"])
