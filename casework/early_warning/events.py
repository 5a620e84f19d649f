"""The daily run, and telling the analysts of the area what it found."""

from datetime import datetime

from casework.early_warning.access import findings_for
from casework.early_warning.models import Finding
from casework.early_warning.services import sweep_daily
from common.links import for_office
from common.outbox.services import every_tick, subscribe
from organisations.models import Membership, NotificationKind, User
from organisations.notices import tell
from organisations.permissions import Permission as P
from organisations.roles import ROLES


@every_tick
def look_for_signs(at: datetime) -> None:
    sweep_daily(at)


@subscribe("signal.found")
def tell_analysts(event, at: datetime) -> None:
    finding = Finding.objects.get(pk=event.payload["finding_id"])
    roles = [name for name, role in ROLES.items() if P.ANALYSE_SIGNALS in role.permissions]
    holders = Membership.objects.filter(role__in=roles, ended_at__isnull=True).values("user")
    users = [
        user
        for user in User.objects.filter(pk__in=holders, is_active=True)
        if findings_for(user).filter(pk=finding.pk).exists()
    ]
    tell(
        users=users,
        kind=NotificationKind.SIGNAL_FOUND,
        number=finding.number,
        about=for_office("early_warning", finding.number),
        key=event.key,
        at=at,
    )
