"""Two people check a volunteer: the second is told that there is something to decide, the first what was decided."""

from collections.abc import Iterable
from datetime import datetime

from common.links import for_partner
from common.outbox.models import OutboxEvent
from common.outbox.services import every_tick, subscribe
from organisations.models import NotificationKind, User
from organisations.notices import members_with, tell
from organisations.permissions import Permission as P
from programmes.volunteers.models import Vetting
from programmes.volunteers.services import expire_vettings


def _vetting(event: OutboxEvent) -> Vetting:
    return Vetting.objects.select_related("volunteer__organisation", "submitted_by").get(pk=event.payload["vetting_id"])


@subscribe("volunteer.submitted")
def ask_second(event: OutboxEvent, at: datetime) -> None:
    vetting = _vetting(event)
    others = [
        one
        for one in members_with(vetting.volunteer.organisation, P.VET_VOLUNTEER)
        if one.pk != vetting.submitted_by_id
    ]
    _tell(vetting, others, event.key, at)


@subscribe("volunteer.vetted")
def tell_passed(event: OutboxEvent, at: datetime) -> None:
    vetting = _vetting(event)
    _tell(vetting, [vetting.submitted_by], event.key, at)


@subscribe("volunteer.refused")
def tell_refused(event: OutboxEvent, at: datetime) -> None:
    vetting = _vetting(event)
    _tell(vetting, [vetting.submitted_by], event.key, at)


def _tell(vetting: Vetting, users: Iterable[User], key: str, at: datetime) -> None:
    tell(
        users=users,
        kind=NotificationKind.VOLUNTEER_VETTED,
        number=vetting.volunteer.number,
        key=key,
        at=at,
        about=for_partner("volunteer", vetting.volunteer.number),
    )


@every_tick
def expire(at: datetime) -> None:
    expire_vettings(at)
