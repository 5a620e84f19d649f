"""May this fund take new matches, and if not, why; what is on its way to it."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from funds import agreement
from funds.models import Fund, TopUp
from funds.states import FundState, TopUpState
from programmes.selectors import Blocker, standing_blocker

NOT_RUNNING = Blocker("not_running", _("这个基金目前不在进行中，不参与对接。"))
NOT_SIGNED = Blocker("not_signed", _("协议条款有改动，重新签署后才会有新的对接。"))
NOT_STARTED = Blocker("not_started", _("这个基金还没有到开始日期。"))
ENDED = Blocker("ended", _("这个基金的期限已过。"))


def matching_blocker(fund: Fund, on: date) -> Blocker | None:
    """None when new grants may be proposed: running, in its period, signed as it stands, custodian in good standing."""
    if fund.state != FundState.RUNNING or fund.custodian is None:
        return NOT_RUNNING
    if fund.starts_on and on < fund.starts_on:
        return NOT_STARTED
    if fund.ends_on and on > fund.ends_on:
        return ENDED
    if not agreement.is_current(fund):
        return NOT_SIGNED
    return standing_blocker(fund.custodian, on)


def accepts_matches(fund: Fund, on: date) -> bool:
    return matching_blocker(fund, on) is None


def accepting_matches(on: date) -> list[Fund]:
    """All funds for which `accepts_matches` holds, in pk order; the signature is compared term by term in Python."""
    running = (
        Fund.objects.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=on), Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        )
        .filter(state=FundState.RUNNING)
        .select_related("custodian", "enterprise", "region")
        .prefetch_related("agreements", "custodian__qualifications")
        .order_by("pk")
    )
    return [fund for fund in running if accepts_matches(fund, on)]


def waiting_top_ups(fund: Fund) -> QuerySet[TopUp]:
    return fund.top_ups.filter(state=TopUpState.WAITING).order_by("announced_at")
