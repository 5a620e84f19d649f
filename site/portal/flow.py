"""The unfinished gift of this browser. Amount and token only: names and contacts are kept with the gift, sealed.

One gift per programme and need: going back and choosing another amount changes that gift, it does not make a second.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpRequest

from donations.access import gift_by_token
from donations.models import Gift
from donations.states import GiftState

SESSION_KEY = "giving"
MOST = 6
OVER = (GiftState.RECEIVED, GiftState.AWAITING_CHARITY)


@dataclass(slots=True)
class Intention:
    key: str
    token: UUID
    amount_fen: int | None

    @property
    def gift(self) -> Gift | None:
        return gift_by_token(self.token).first()


def intention(request: HttpRequest, programme_slug: str, need_slug: str) -> Intention:
    """What this browser wants to give here; a new one after the last was paid."""
    key = f"{programme_slug}|{need_slug}"
    kept = request.session.get(SESSION_KEY, {}).get(key)
    found = Intention(key, UUID(kept["token"]), kept["amount_fen"]) if kept else None
    if found is None or ((gift := found.gift) is not None and gift.state in OVER):
        return Intention(key, uuid4(), None)
    return found


def keep(request: HttpRequest, wanted: Intention) -> None:
    kept = request.session.get(SESSION_KEY, {})
    kept.pop(wanted.key, None)
    kept[wanted.key] = {"token": str(wanted.token), "amount_fen": wanted.amount_fen}
    request.session[SESSION_KEY] = dict(list(kept.items())[-MOST:])


def holds(request: HttpRequest, token: UUID) -> bool:
    """Did this browser begin the gift?"""
    return str(token) in {kept["token"] for kept in request.session.get(SESSION_KEY, {}).values()}
