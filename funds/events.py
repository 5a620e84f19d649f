"""What the enterprise is told about its fund, and the custodian about money on its way."""

from datetime import datetime

from common.links import for_partner
from common.outbox.models import OutboxEvent
from common.outbox.services import subscribe
from funds.models import Fund, TopUp
from organisations.models import NotificationKind
from organisations.notices import members_with, tell
from organisations.permissions import Permission


@subscribe("fund.approved")
def tell_approval(event: OutboxEvent, at: datetime) -> None:
    _tell_review(event, at)


@subscribe("fund.sent_back")
def tell_return(event: OutboxEvent, at: datetime) -> None:
    _tell_review(event, at)


@subscribe("top_up.confirmed")
def tell_arrival(event: OutboxEvent, at: datetime) -> None:
    top_up = TopUp.objects.select_related("fund__enterprise").get(pk=event.payload["top_up_id"])
    tell(
        users=members_with(top_up.fund.enterprise, Permission.SEE_STATEMENT),
        kind=NotificationKind.TOP_UP_RECEIVED,
        number=top_up.reference,
        about=for_partner("fund", top_up.fund_id),
        key=event.key,
        at=at,
    )


def _tell_review(event: OutboxEvent, at: datetime) -> None:
    fund = Fund.objects.select_related("enterprise").get(pk=event.payload["fund_id"])
    tell(
        users=members_with(fund.enterprise, Permission.MANAGE_FUND),
        kind=NotificationKind.FUND_REVIEWED,
        number=str(fund.pk)[:8],
        about=for_partner("fund", fund.pk),
        key=event.key,
        at=at,
    )
