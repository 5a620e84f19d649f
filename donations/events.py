"""What giving hears from below, and what it does at every tick.

Provider events are not delivered through the outbox: its handlers run inside a transaction, and looking into an event
asks the provider over the network. The inbox table is the queue; the tick takes from it.
"""

from datetime import datetime

from common.outbox.models import OutboxEvent
from common.outbox.services import every_tick, subscribe
from donations.models import Claim
from donations.services import inbox, pledges
from donations.services.claims import close


@every_tick
def look_into_events(at: datetime) -> None:
    inbox.process_stored(at)


@every_tick
def reconcile_payments(at: datetime) -> None:
    inbox.reconcile(at)


@every_tick
def expire_pledges(at: datetime) -> None:
    pledges.expire_pledges(at)


@subscribe("need.withdrawn")
def end_claims(event: OutboxEvent, at: datetime) -> None:
    """A need that is shown no more takes no gifts; payments under way follow the surplus rule when they arrive."""
    claims = Claim.objects.select_for_update(of=("self",)).select_related("programme", "public_need")
    for claim in claims.filter(public_need=event.payload.get("public_need_id"), ended_at__isnull=True):
        close(claim, None, at)
