"""Somebody was sent on or moved: both counties learn the number, nothing else."""

from datetime import datetime

from casework.stations.models import Station, Stay
from common.links import for_office
from common.outbox.services import subscribe
from common.presence import present
from organisations.models import NotificationKind, User
from organisations.notices import members_with, tell
from organisations.permissions import Permission as P


def _people(station: Station) -> set[User]:
    offices = [one for one in (station.organisation, station.organisation.parent) if one is not None]
    return {user for office in offices for user in members_with(office, P.KEEP_STAYS)}


def _tell_both(event, at: datetime) -> None:
    stay = Stay.objects.select_related("station__organisation__parent", "sent_from__organisation__parent").get(
        pk=event.payload["stay_id"]
    )
    here, there = _people(stay.station), _people(present(stay.sent_from))
    tell(
        users=here,
        kind=NotificationKind.STAY_MOVED,
        number=stay.number,
        about=for_office("stay", stay.number),
        key=event.key,
        at=at,
    )
    tell(
        users=there - here,
        kind=NotificationKind.STAY_MOVED,
        number=stay.number,
        about=for_office("stations"),
        key=event.key,
        at=at,
    )


@subscribe("stay.sent_on")
def on_sent_on(event, at: datetime) -> None:
    _tell_both(event, at)


@subscribe("stay.moved")
def on_moved(event, at: datetime) -> None:
    _tell_both(event, at)
