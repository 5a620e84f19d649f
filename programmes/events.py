"""What the charity is told about its programme. A notice names a number and a place, nothing else."""

from datetime import datetime

from common.links import for_partner
from common.outbox.models import OutboxEvent
from common.outbox.services import subscribe
from organisations.models import NotificationKind
from organisations.notices import members_with, tell
from organisations.permissions import Permission
from programmes.models import Programme


@subscribe("programme.approved")
def tell_approval(event: OutboxEvent, at: datetime) -> None:
    _tell(event, at)


@subscribe("programme.sent_back")
def tell_return(event: OutboxEvent, at: datetime) -> None:
    _tell(event, at)


def _tell(event: OutboxEvent, at: datetime) -> None:
    programme = Programme.objects.select_related("charity").get(pk=event.payload["programme_id"])
    tell(
        users=members_with(programme.charity, Permission.MANAGE_PROGRAMMES),
        kind=NotificationKind.PROGRAMME_REVIEWED,
        number=programme.slug[:24],
        about=for_partner("programme", programme.slug),
        key=event.key,
        at=at,
    )
