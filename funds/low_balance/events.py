"""One notice when the line is crossed, with the place where money is announced."""

from datetime import datetime

from common.links import for_partner
from common.outbox.models import OutboxEvent
from common.outbox.services import every_tick, subscribe
from funds.low_balance import services
from funds.models import Fund
from organisations.models import NotificationKind
from organisations.notices import members_with, tell
from organisations.permissions import Permission as P


@every_tick
def watch_balances(at: datetime) -> None:
    services.watch(at=at)


@subscribe("fund.low")
def tell_enterprise(event: OutboxEvent, at: datetime) -> None:
    """Its managers and its finance: both may top up."""
    fund = Fund.objects.select_related("enterprise").get(pk=event.payload["fund_id"])
    people = {one.pk: one for p in (P.MANAGE_FUND, P.SEE_STATEMENT) for one in members_with(fund.enterprise, p)}
    tell(
        users=people.values(),
        kind=NotificationKind.FUND_LOW,
        number=str(fund.pk)[:8],
        about=for_partner("fund.top_up", fund.pk),
        key=event.key,
        at=at,
    )
