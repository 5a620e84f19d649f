"""Approvers hear of a proposal, the clerk of the answer."""

from datetime import datetime

from common.links import for_office
from common.outbox.models import OutboxEvent
from common.outbox.services import subscribe
from funds.reserves.models import Move
from organisations.models import NotificationKind
from organisations.notices import members_with, tell
from organisations.permissions import Permission as P


@subscribe("reserve.proposed")
def ask_approvers(event: OutboxEvent, at: datetime) -> None:
    move = _move(event)
    others = [one for one in members_with(move.reserve.keeper, P.APPROVE_RESERVES) if one != move.proposed_by]
    _tell(event, at, move, others, NotificationKind.RESERVE_PROPOSED)


@subscribe("reserve.answered")
def tell_clerk(event: OutboxEvent, at: datetime) -> None:
    move = _move(event)
    _tell(event, at, move, [move.proposed_by], NotificationKind.RESERVE_ANSWERED)


def _move(event: OutboxEvent) -> Move:
    return Move.objects.select_related("reserve__keeper", "proposed_by").get(pk=event.payload["move_id"])


def _tell(event: OutboxEvent, at: datetime, move: Move, users: list, kind: NotificationKind) -> None:
    about = for_office("reserve_move", move.number)
    tell(users=users, kind=kind, number=move.number, about=about, key=event.key, at=at)
