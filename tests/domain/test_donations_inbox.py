"""Provider events: signed, stored once, looked into, and only our own figures count.

The many orders run against the sandbox, whose events take the same way through the inbox as Stripe's.
"""

import itertools
import json
import random
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache

from common.sealed import opened
from donations import services
from donations.gateway import BadEvent, Outcome
from donations.gateway.sandbox import SandboxGateway, sign
from donations.models import Gift, InboundEvent, PaymentEffect, Receipt
from donations.states import GiftState
from donations.webhooks import receive
from funds import accounts
from funds.ledger.models import Account, Transfer
from funds.ledger.selectors import balance
from tests.factories.gifts import NOW, Situation, giving, paying_gift, started_gift

pytestmark = pytest.mark.django_db
COMPLETED, EXPIRED, SUCCEEDED = (
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
)


def ring(situation: Situation, kind: str, object_id: str, event_id: str = "", account: str = "") -> InboundEvent:
    """One signed event, as the webhook takes it."""
    account = account or situation.charity.payment_account
    event = {
        "id": event_id or f"evt_{uuid4().hex}",
        "type": kind,
        "object": object_id,
        "account": account,
        "livemode": False,
    }
    body = json.dumps(event).encode()
    return receive(
        provider="sandbox",
        charity=situation.charity,
        body=body,
        signature=sign(body, situation.charity.payment_account),
    )


def pressed(gift: Gift, outcome: Outcome = Outcome.PAID):
    payment = gift.payments.latest("created_at")
    SandboxGateway().conclude(payment.object_id, payment.account, outcome)
    return payment


def books(situation: Situation) -> dict[str, int]:
    """Where the money of one situation is, in fen."""
    earmark = balance(accounts.earmark_account(situation.programme, situation.need))
    programme = balance(accounts.programme_account(situation.programme))
    return {"need": earmark.posted_fen, "pending": earmark.pending_fen, "programme": programme.posted_fen}


def test_an_event_receives_the_gift_and_everything_with_it():
    situation = giving(500)
    gift = paying_gift(situation, 200)
    payment = pressed(gift)
    event = services.process_event(event=ring(situation, COMPLETED, payment.object_id), at=NOW)
    gift.refresh_from_db()
    situation.need.refresh_from_db()
    assert event.state == "done"
    assert (gift.state, gift.to_need_fen, gift.to_programme_fen) == (GiftState.RECEIVED, 200_00, 0)
    assert books(situation) == {"need": 200_00, "pending": 200_00, "programme": 0}
    assert (situation.need.gifts_fen, situation.need.gap_fen) == (200_00, 300_00)
    assert gift.receipt.number.startswith("ZJ-2026-")
    assert Account.objects.get(kind="clearing").debits_posted_fen == 200_00


@pytest.mark.parametrize("kind", ["customer.created", "charge.refunded.later", "", "checkout.session.unheard_of"])
def test_unknown_kinds_are_kept_and_ignored(kind):
    situation = giving()
    gift = paying_gift(situation)
    event = services.process_event(event=ring(situation, kind, pressed(gift).object_id), at=NOW)
    gift.refresh_from_db()
    assert event.state in ("ignored", "unposted")
    assert gift.state == GiftState.PROCESSING
    assert not Transfer.objects.exists()


def test_refunds_and_disputes_wait_for_a_person():
    situation = giving()
    event = services.process_event(event=ring(situation, "charge.dispute.created", "dp_1"), at=NOW)
    assert (event.state, event.problem) == ("unposted", "for_a_person")


def test_an_event_about_something_else_in_the_charitys_account_is_ignored():
    situation = giving()
    assert services.process_event(event=ring(situation, COMPLETED, "cs_calendar_shop"), at=NOW).state == "ignored"


LIES = {
    "amount_differs": {"amount_fen": 1},
    "amount_differs by one fen": {"amount_fen": 200_01},
    "currency_differs": {"currency": "HKD"},
    "other_mode": {},
}


@pytest.mark.parametrize("problem", LIES)
def test_figures_that_differ_from_ours_move_nothing(problem, monkeypatch):
    situation = giving(500)
    gift = paying_gift(situation, 200)
    payment = pressed(gift)
    key = f"donations:sandbox:{payment.object_id}"
    cache.set(key, {**cache.get(key), **LIES[problem]}, 600)
    if problem == "other_mode":
        monkeypatch.setattr(SandboxGateway, "livemode", True)
    event = ring(situation, COMPLETED, payment.object_id)
    if problem == "other_mode":
        assert (event.state, event.problem) == ("ignored", "other_mode")
        return
    event = services.process_event(event=event, at=NOW)
    gift.refresh_from_db()
    assert (event.state, event.problem) == ("unposted", problem.split(" ")[0])
    assert gift.state == GiftState.PROCESSING
    assert not Transfer.objects.exists() and not PaymentEffect.objects.exists() and not Receipt.objects.exists()


def test_an_event_of_another_account_is_kept_and_moves_nothing():
    situation, other = giving(), giving()
    gift = paying_gift(situation)
    event = ring(situation, COMPLETED, pressed(gift).object_id, account=other.charity.payment_account)
    assert (event.state, event.problem) == ("unposted", "account_differs")
    assert services.process_event(event=event, at=NOW).state == "unposted"
    assert not Transfer.objects.exists()


def test_another_charitys_event_cannot_pay_this_gift():
    """A charity may write any reference in its own account: the account of our payment row decides."""
    mine, other = giving(), giving()
    gift = paying_gift(mine)
    payment = gift.payments.get()
    page = {
        "account": other.charity.payment_account,
        "amount_fen": payment.amount_fen,
        "currency": "CNY",
        "reference": str(payment.pk),
        "outcome": "paid",
    }
    cache.set("donations:sandbox:cs_forged", page, 600)
    services.process_event(event=ring(other, COMPLETED, "cs_forged"), at=NOW)
    gift.refresh_from_db()
    assert gift.state == GiftState.PROCESSING
    assert not Transfer.objects.exists()


def forgeries(body: bytes, account: str):
    good = sign(body, account)
    yield ""
    yield "t=1,v1="
    yield good[:-1] + ("0" if good[-1] != "0" else "1")
    yield good.replace("v1=", "v0=x")
    yield sign(body + b" ", account)
    yield sign(body, "acct_other")
    yield sign(body, account, at=time.time() - 301)
    yield sign(body, account, at=time.time() + 600)
    chance = random.Random(20261124)
    for _unused in range(492):
        yield f"t={int(time.time())},v1={chance.getrandbits(256):064x}"


def test_five_hundred_forged_signatures_are_refused():
    situation = giving()
    gift = paying_gift(situation)
    event = {
        "id": "evt_f",
        "type": COMPLETED,
        "object": pressed(gift).object_id,
        "livemode": False,
        "account": situation.charity.payment_account,
    }
    body = json.dumps(event).encode()
    refused = 0
    for signature in forgeries(body, situation.charity.payment_account):
        with pytest.raises(BadEvent):
            receive(provider="sandbox", charity=situation.charity, body=body, signature=signature)
        refused += 1
    assert refused == 500
    assert not InboundEvent.objects.exists()


@pytest.mark.slow
def test_a_hundred_and_twenty_orders_of_duplicated_events_make_no_difference():
    """Five events about one gift in every order, each delivered up to five times: one effect, the same books."""
    chance = random.Random(20261124)
    situation = giving(*[30_000] * 2)
    deliveries = gifts = 0
    for order in itertools.permutations(range(5)):
        gift = paying_gift(situation, 100)
        payment = pressed(gift)
        kinds = [
            (COMPLETED, "a"),
            (SUCCEEDED, "b"),
            ("payment_intent.succeeded", "c"),
            ("customer.updated", "d"),
            (EXPIRED, "e"),
        ]
        for index in order:
            kind, name = kinds[index]
            for _copy in range(chance.randint(0, 5)):
                event = ring(situation, kind, payment.object_id, event_id=f"evt_{name}_{payment.pk.hex}")
                services.process_event(event=event, at=NOW)
                deliveries += 1
        # what was lost on the way is found by asking
        services.reconcile(NOW + timedelta(minutes=3))
        gift.refresh_from_db()
        assert (gift.state, gift.to_need_fen) == (GiftState.RECEIVED, 100_00), order
        gifts += 1
    assert gifts == 120 and deliveries > 1000
    assert books(situation) == {"need": 12_000_00, "pending": 12_000_00, "programme": 0}
    assert PaymentEffect.objects.count() == Receipt.objects.count() == 120
    numbers = sorted(Receipt.objects.values_list("number", flat=True))
    assert numbers == [f"ZJ-2026-{n:06d}" for n in range(1, 121)]
    received = sum(Gift.objects.values_list("amount_fen", flat=True))
    assert received == sum(Transfer.objects.filter(code="gift").values_list("amount_fen", flat=True)) == 12_000_00
    situation.need.refresh_from_db()
    assert situation.need.gifts_fen == 12_000_00


def test_a_lost_event_is_found_by_asking():
    situation = giving()
    gift = paying_gift(situation)
    pressed(gift)
    assert services.reconcile(NOW + timedelta(seconds=119)) == 0
    assert services.reconcile(NOW + timedelta(minutes=2)) == 1
    gift.refresh_from_db()
    assert gift.state == GiftState.RECEIVED


def test_a_provider_is_asked_at_most_once_a_minute():
    paying_gift(giving())
    at = NOW + timedelta(minutes=3)
    assert [services.reconcile(at), services.reconcile(at)] == [1, 0]


def test_a_checkout_whose_time_is_over_gives_the_gap_back():
    situation = giving(500)
    gift = paying_gift(situation, 500)
    with pytest.raises(services.AboveGap) as refusal:
        started_gift(situation, 1)
    assert (refusal.value.gap_fen, refusal.value.held_fen) == (0, 500_00)
    services.reconcile(NOW + timedelta(minutes=33))
    gift.refresh_from_db()
    assert (gift.state, gift.failure) == (GiftState.FAILED, "expired")
    assert started_gift(situation, 500).amount_fen == 500_00


def test_a_failed_payment_can_be_tried_again_with_the_same_answers():
    situation = giving(500)
    gift = paying_gift(situation, 500, donor_name="林晓", shown_as="name")
    services.process_event(
        event=ring(situation, "checkout.session.async_payment_failed", pressed(gift, Outcome.FAILED).object_id), at=NOW
    )
    gift.refresh_from_db()
    assert (gift.state, gift.failure, opened(gift.donor_name)) == (GiftState.FAILED, "failed", "林晓")
    services.pay(gift=gift, channel="sandbox", return_url="", cancel_url="", at=NOW)
    payment = pressed(gift)
    services.process_event(event=ring(situation, COMPLETED, payment.object_id), at=NOW)
    gift.refresh_from_db()
    assert (gift.state, gift.payments.count()) == (GiftState.RECEIVED, 2)


def test_money_that_comes_after_the_hold_takes_what_is_left_and_the_rest_is_surplus():
    situation = giving(500)
    late = paying_gift(situation, 500)
    pressed(late)
    services.fail(gift=late, reason="expired", at=NOW)
    quick = paying_gift(situation, 300)
    services.process_event(event=ring(situation, COMPLETED, pressed(quick).object_id), at=NOW)
    event = ring(situation, COMPLETED, late.payments.get().object_id)
    assert services.process_event(event=event, at=NOW).state == "done"
    late.refresh_from_db()
    assert (late.state, late.to_need_fen, late.to_programme_fen) == (GiftState.RECEIVED, 200_00, 300_00)
    assert books(situation) == {"need": 500_00, "pending": 500_00, "programme": 300_00}


def test_money_for_a_need_that_was_withdrawn_meanwhile_goes_to_the_programme():
    situation = giving(500)
    gift = paying_gift(situation, 200)
    payment = pressed(gift)
    services.fail(gift=gift, reason="expired", at=NOW)
    situation.need.live = False
    situation.need.save()
    services.process_event(event=ring(situation, COMPLETED, payment.object_id), at=NOW)
    gift.refresh_from_db()
    assert (gift.to_need_fen, gift.to_programme_fen) == (0, 200_00)
    assert books(situation) == {"need": 0, "pending": 0, "programme": 200_00}


def test_two_attempts_that_were_both_paid_receive_the_gift_once_and_ask_for_a_person():
    situation = giving(1000)
    gift = paying_gift(situation, 200)
    first = pressed(gift)
    services.fail(gift=gift, reason="expired", at=NOW)
    services.pay(gift=gift, channel="sandbox", return_url="", cancel_url="", at=NOW + timedelta(minutes=1))
    second = pressed(gift)
    assert second.pk != first.pk
    states = [
        services.process_event(event=ring(situation, COMPLETED, one.object_id), at=NOW) for one in (second, first)
    ]
    assert [(event.state, event.problem) for event in states] == [("done", ""), ("unposted", "paid_twice")]
    assert books(situation)["need"] == 200_00


def test_taking_back_a_payment_that_was_paid_meanwhile_says_so():
    gift = paying_gift(giving())
    pressed(gift)
    with pytest.raises(services.AlreadyPaid):
        services.take_back(gift=gift, at=NOW)
    gift.refresh_from_db()
    assert gift.state == GiftState.PROCESSING
