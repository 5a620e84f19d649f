"""Provider events: stored once, looked into later, and only as a reason to ask the provider for the truth."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import IntegrityError, transaction

from common.audit.services import record
from donations.gateway import Doorbell, Gateway, GatewayDown, Outcome, Truth, gateway_for
from donations.gateway.port import HOLD_LIFE
from donations.models import InboundEvent, Payment
from donations.selectors import ONLINE
from donations.services.capture import NotAsAsked, capture
from donations.services.payments import end_payment
from donations.states import GiftState
from organisations.models import Organisation

log = logging.getLogger(__name__)

#: Events that say something may have been paid, or not. Several carry the same news; one effect comes of them.
LOOK_AGAIN = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "payment_intent.succeeded",
    }
)
#: Money went back or is disputed: the charity decides, a person books it.
FOR_A_PERSON = ("charge.refund", "charge.dispute.", "refund.")
QUIET = timedelta(minutes=2)  # an event is given this long before the provider is asked without one
ASK_EVERY_SECONDS = 60


def store(*, provider: str, charity: Organisation, doorbell: Doorbell, at: datetime) -> InboundEvent:
    """Note a verified event, once. What comes in another mode or for another account is noted and never looked into."""
    event = InboundEvent(
        provider=provider,
        account=doorbell.account,
        event_id=doorbell.event_id,
        kind=doorbell.kind[:80],
        object_id=doorbell.object_id,
        stored_at=at,
    )
    if doorbell.livemode != gateway_for(provider).livemode:
        # a production endpoint of Connect gets test events as well
        event.state, event.problem, event.done_at = InboundEvent.State.IGNORED, "other_mode", at
    elif doorbell.account != charity.payment_account:
        event.state, event.problem, event.done_at = InboundEvent.State.UNPOSTED, "account_differs", at
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        same = {"provider": provider, "account": doorbell.account, "event_id": doorbell.event_id}
        return InboundEvent.objects.get(**same)
    return event


def process_event(*, event: InboundEvent, at: datetime) -> InboundEvent:
    """Look into a stored event; a second time changes nothing. Raises GatewayDown, and the event waits, without answer.

    Not one transaction: the provider is asked first, then everything that follows is booked at once.
    """
    if event.state != InboundEvent.State.STORED:
        return event
    if event.kind.startswith(FOR_A_PERSON):
        return _conclude(event, InboundEvent.State.UNPOSTED, "for_a_person", at)
    if event.kind not in LOOK_AGAIN:
        return _conclude(event, InboundEvent.State.IGNORED, "", at)
    gateway = gateway_for(event.provider)
    truth = gateway.fetch(event.object_id, event.account)
    return _settle_event(event, truth, gateway, at)


@transaction.atomic
def _settle_event(event: InboundEvent, truth: Truth | None, gateway: Gateway, at: datetime) -> InboundEvent:
    event = InboundEvent.objects.select_for_update().get(pk=event.pk)
    if event.state != InboundEvent.State.STORED:
        return event
    try:
        with transaction.atomic():
            posted = truth is not None and settle(
                provider=event.provider, truth=truth, livemode=gateway.livemode, at=at
            )
    except NotAsAsked as difference:
        return _conclude(event, InboundEvent.State.UNPOSTED, difference.problem, at)
    return _conclude(event, InboundEvent.State.DONE if posted else InboundEvent.State.IGNORED, "", at)


def settle(*, provider: str, truth: Truth, livemode: bool, at: datetime) -> bool:
    """Bring our rows in line with what the provider says; False where it speaks of nothing of ours.

    Account, amount and currency are compared with our payment row. Raises NotAsAsked where they differ.
    """
    payment = _payment_of(provider, truth)
    if payment is None:
        return False
    if truth.livemode != livemode:
        raise NotAsAsked("other_mode")
    if truth.account != payment.account or payment.channel != provider:
        raise NotAsAsked("account_differs")
    if payment.object_id != truth.object_id:
        _note_object(payment, truth.object_id)
    if truth.outcome == Outcome.PAID:
        capture(
            gift=payment.gift,
            channel=provider,
            account=truth.account,
            object_id=truth.object_id,
            amount_fen=truth.amount_fen,
            currency=truth.currency,
            at=at,
        )
    elif truth.outcome in (Outcome.EXPIRED, Outcome.FAILED):
        end_payment(payment=payment, reason=str(truth.outcome), at=at)
    return True


def _payment_of(provider: str, truth: Truth) -> Payment | None:
    """By the provider's own name for it; by our reference only where its answer never reached us."""
    rows = Payment.objects.select_related("gift")
    if by_object := rows.filter(channel=provider, object_id=truth.object_id).exclude(object_id="").first():
        return by_object
    try:
        ours = UUID(truth.reference)
    except ValueError:
        return None  # the charity also sells calendars: not ours
    return rows.filter(pk=ours, object_id="").first()


def _note_object(payment: Payment, object_id: str) -> None:
    payment.object_id = object_id
    payment.save(update_fields=["object_id"])


def _conclude(event: InboundEvent, state: str, problem: str, at: datetime) -> InboundEvent:
    event.state, event.problem, event.done_at = state, problem, at
    with transaction.atomic():
        event.save(update_fields=["state", "problem", "done_at"])
        if state == InboundEvent.State.UNPOSTED:
            log.error("Provider event %s is not posted: %s", event.pk, problem)
            record(actor=None, verb="gift.event_unposted", subject=event, data={"problem": problem}, at=at)
    return event


def process_stored(at: datetime, limit: int = 50) -> int:
    """Every tick: what the webhook stored. A provider that does not answer ends the round; nothing is lost."""
    waiting = InboundEvent.objects.filter(state=InboundEvent.State.STORED).order_by("stored_at")[:limit]
    done = 0
    for event in waiting:
        try:
            process_event(event=event, at=at)
        except GatewayDown:
            log.warning("The payment provider does not answer; %s stays for the next round.", event.pk)
            break
        done += 1
    return done


def reconcile(at: datetime, limit: int = 20) -> int:
    """Every tick: payments that have been open for two minutes without news, at most once a minute each.

    Finds lost events, answers that never reached us, and checkouts whose time is over.
    """
    open_ones = Payment.objects.filter(
        ended_at__isnull=True, channel__in=ONLINE, gift__state=GiftState.PROCESSING, created_at__lte=at - QUIET
    )
    looked = 0
    for payment in open_ones.select_related("gift__programme__charity").order_by("created_at")[: limit * 5]:
        if looked < limit and cache.add(f"donations:asked:{payment.pk}", 1, ASK_EVERY_SECONDS):
            try:
                _look(payment, at)
            except GatewayDown:
                break
            looked += 1
    return looked


def _look(payment: Payment, at: datetime) -> None:
    gateway = gateway_for(payment.channel)
    truth = gateway.fetch(payment.object_id, payment.account) if payment.object_id else None
    overdue = (payment.expires_at or payment.created_at + HOLD_LIFE) <= at
    if truth is not None and truth.outcome == Outcome.OPEN and overdue:
        gateway.expire(payment.object_id, payment.account)
        truth = gateway.fetch(payment.object_id, payment.account)
    if truth is None:
        if overdue:  # the provider never opened it, or has forgotten it
            end_payment(payment=payment, reason=str(Outcome.EXPIRED), at=at)
        return
    try:
        settle(provider=payment.channel, truth=truth, livemode=gateway.livemode, at=at)
    except NotAsAsked as difference:
        log.error("Payment %s is not as asked: %s", payment.pk, difference.problem)
