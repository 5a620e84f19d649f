"""What giving hears from below, and what it does at every tick.

Provider events are not delivered through the outbox: its handlers run inside a transaction, and looking into an event
asks the provider over the network. The inbox table is the queue; the tick takes from it.
"""

from datetime import datetime

from django.utils.timezone import localdate

from common.links import for_giver
from common.outbox.models import OutboxEvent
from common.outbox.services import every_tick, subscribe
from donations.models import Claim, Pledge
from donations.services import inbox, pledges
from donations.services.claims import lapse_claim
from organisations.models import NotificationKind as Kind
from organisations.notices import tell


@every_tick
def look_into_events(at: datetime) -> None:
    inbox.process_stored(at)


@every_tick
def reconcile_payments(at: datetime) -> None:
    inbox.reconcile(at)


@every_tick
def expire_pledges(at: datetime) -> None:
    pledges.expire_pledges(at)


@subscribe("pledge.taken_up")
def tell_promiser(event: OutboxEvent, at: datetime) -> None:
    """Whoever promised something in kind hears that a charity will be in touch."""
    pledge = Pledge.objects.select_related("donor").get(pk=event.payload["pledge_id"])
    tell(
        users=[pledge.donor],
        kind=Kind.PLEDGE_TAKEN_UP,
        number=str(localdate(pledge.created_at)),
        about=for_giver("home"),
        key=event.key,
        at=at,
    )


@subscribe("need.withdrawn")
def end_claims(event: OutboxEvent, at: datetime) -> None:
    """A need that is shown no more takes no gifts; payments under way follow the surplus rule when they arrive."""
    need = event.payload.get("public_need_id")
    for claim in Claim.objects.filter(public_need=need, ended_at__isnull=True).order_by("pk"):
        lapse_claim(claim=claim, at=at)
