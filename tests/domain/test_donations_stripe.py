"""Stripe through its own library against a local fake: what is asked, what is believed, what the doorbell answers."""

import json
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from donations import services
from donations.gateway import GatewayDown
from donations.models import InboundEvent, Payment
from donations.states import GiftState
from funds.ledger.models import Transfer
from tests.factories.gifts import NOW, giving, paying_gift, started_gift
from tests.fakes.stripe_server import SECRET, FakeStripe

pytestmark = pytest.mark.django_db
COMPLETED = "checkout.session.completed"


@pytest.fixture
def stripe_account(settings):
    with FakeStripe().running() as fake:
        settings.PAYMENT_MODE = "live"
        settings.STRIPE_SECRET_KEY = "sk_test_of_the_fake"
        settings.STRIPE_WEBHOOK_SECRET = SECRET
        settings.STRIPE_API_BASE = fake.url
        yield fake


def post(charity, body: bytes, signature: str = "", **extra):
    return Client().post(
        f"/hooks/stripe/{charity.pk}/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature or FakeStripe.sign(body)},
        **extra,
    )


def test_the_checkout_is_the_charitys_and_says_nothing_about_the_household(stripe_account):
    situation = giving(500)
    gift = paying_gift(situation, 200, channel="stripe")
    payment = gift.payments.get()
    assert stripe_account.requests == [("POST", "/v1/checkout/sessions", situation.charity.payment_account)]
    params, _session = stripe_account.keys[str(payment.pk)]
    assert params["line_items[0][price_data][currency]"] == "cny"
    assert params["line_items[0][price_data][unit_amount]"] == "20000"
    assert params["adaptive_pricing[enabled]"] == "false"
    assert int(params["expires_at"]) == int((NOW + timedelta(minutes=32)).timestamp())
    sent = json.dumps(params, ensure_ascii=False)
    assert situation.need.slug not in sent and situation.need.title not in sent and situation.need.story not in sent


def test_pressed_twice_it_is_one_checkout(stripe_account):
    gift = started_gift(giving())
    urls = {
        services.pay(gift=gift, channel="stripe", return_url="https://z.test/r", cancel_url="https://z.test/c", at=NOW)
        for _press in range(2)
    }
    assert len(urls) == len(stripe_account.sessions) == Payment.objects.count() == 1


def test_a_silent_provider_holds_nothing_back_and_the_donor_can_try_again(stripe_account):
    situation = giving(500)
    gift = started_gift(situation, 500)
    stripe_account.silent = True
    with pytest.raises(GatewayDown):
        services.pay(gift=gift, channel="stripe", return_url="", cancel_url="", at=NOW)
    gift.refresh_from_db()
    assert (gift.state, gift.failure) == (GiftState.FAILED, "gateway_down")
    stripe_account.silent = False
    services.pay(gift=gift, channel="stripe", return_url="", cancel_url="", at=NOW)
    assert Payment.objects.filter(gift=gift).count() == 2


@pytest.mark.parametrize("kind", [COMPLETED, "checkout.session.async_payment_succeeded", "payment_intent.succeeded"])
def test_a_signed_event_is_stored_and_the_truth_is_fetched(stripe_account, kind):
    situation = giving(500)
    gift = paying_gift(situation, 200, channel="stripe")
    payment = gift.payments.get()
    session = stripe_account.pay(payment.object_id, payment.account)
    object_id = session["payment_intent"] if kind.startswith("payment_intent") else payment.object_id
    body = stripe_account.event(kind, object_id, payment.account)
    assert post(situation.charity, body).status_code == 200
    assert services.process_stored(NOW) == 1
    gift.refresh_from_db()
    assert (gift.state, gift.to_need_fen) == (GiftState.RECEIVED, 200_00)


def test_the_body_of_an_event_is_not_believed(stripe_account):
    situation = giving(500)
    payment = paying_gift(situation, 200, channel="stripe").payments.get()
    body = stripe_account.event(COMPLETED, payment.object_id, payment.account)  # says completed; nobody has paid
    post(situation.charity, body)
    services.process_stored(NOW)
    assert InboundEvent.objects.get().state == "done"
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        ({"amount_total": 20001}, "amount_differs"),
        ({"currency": "usd"}, "currency_differs"),
        ({"livemode": True}, "other_mode"),
    ],
)
def test_a_session_that_differs_from_what_we_asked_is_kept_for_a_person(stripe_account, lie, problem):
    situation = giving(500)
    payment = paying_gift(situation, 200, channel="stripe").payments.get()
    stripe_account.pay(payment.object_id, payment.account, **lie)
    post(situation.charity, stripe_account.event(COMPLETED, payment.object_id, payment.account))
    services.process_stored(NOW)
    event = InboundEvent.objects.get()
    assert (event.state, event.problem) == ("unposted", problem)
    assert not Transfer.objects.exists()


def test_a_redelivery_changes_nothing(stripe_account):
    situation = giving(500)
    payment = paying_gift(situation, 200, channel="stripe").payments.get()
    stripe_account.pay(payment.object_id, payment.account)
    body = stripe_account.event(COMPLETED, payment.object_id, payment.account)
    for _delivery in range(3):
        assert post(situation.charity, body, FakeStripe.sign(body)).status_code == 200
        services.process_stored(NOW)
    assert InboundEvent.objects.count() == 1
    assert Transfer.objects.filter(code="gift").count() == 1


def test_what_stripe_did_not_sign_is_refused(stripe_account, caplog):
    situation = giving()
    body = stripe_account.event(COMPLETED, "cs_test_1", situation.charity.payment_account)
    bad = [
        FakeStripe.sign(body, secret="whsec_other"),
        FakeStripe.sign(body, at=time.time() - 301),
        FakeStripe.sign(body + b" "),
        "t=1,v1=00",
        "nonsense",
    ]
    assert [post(situation.charity, body, signature).status_code for signature in bad] == [400] * 5
    unsigned = Client().post(f"/hooks/stripe/{situation.charity.pk}/", body, content_type="application/json")
    assert unsigned.status_code == 400
    assert not InboundEvent.objects.exists()
    assert "webhook" in caplog.text and body.decode() not in caplog.text


def test_the_doorbell_answers_unknown_kinds_and_other_modes_politely(stripe_account):
    situation = giving()
    account = situation.charity.payment_account
    unknown = stripe_account.event("invoice.paid", "in_1", account)
    live = stripe_account.event(COMPLETED, "cs_live_1", account, livemode=True)
    foreign = stripe_account.event(COMPLETED, "cs_1", "acct_of_another")
    assert [post(situation.charity, body).status_code for body in (unknown, live, foreign)] == [200, 200, 200]
    services.process_stored(NOW)
    states = dict(InboundEvent.objects.values_list("kind", "state"))
    assert states["invoice.paid"] == "ignored"
    problems = sorted(InboundEvent.objects.values_list("problem", flat=True))
    assert problems == ["", "account_differs", "other_mode"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"id": "evt"}', b"\xff\xfe", b"null"])
def test_signed_nonsense_is_refused_without_an_error(stripe_account, body):
    situation = giving()
    try:
        signature = FakeStripe.sign(body)
    except UnicodeDecodeError:
        signature = "t=1,v1=00"
    assert post(situation.charity, body, signature).status_code == 400


def test_a_body_above_256_kib_is_not_read(stripe_account):
    situation = giving()
    body = json.dumps({"pad": "x" * (1024 * 1024)}).encode()
    assert post(situation.charity, body).status_code == 413
    assert not InboundEvent.objects.exists()


def test_an_unknown_charity_and_a_get_are_refused(stripe_account):
    assert Client().post(f"/hooks/stripe/{uuid4()}/", b"{}", content_type="application/json").status_code == 404
    assert Client().get(f"/hooks/stripe/{giving().charity.pk}/").status_code == 405


def test_an_event_waits_while_the_provider_is_down(stripe_account):
    situation = giving(500)
    gift = paying_gift(situation, 200, channel="stripe")
    payment = gift.payments.get()
    stripe_account.pay(payment.object_id, payment.account)
    post(situation.charity, stripe_account.event(COMPLETED, payment.object_id, payment.account))
    stripe_account.silent = True
    assert services.process_stored(NOW) == 0
    stripe_account.silent = False
    assert services.process_stored(NOW) == 1
    gift.refresh_from_db()
    assert gift.state == GiftState.RECEIVED


def test_an_answer_that_never_reached_us_is_found_by_our_own_reference(stripe_account):
    """Killed between Stripe's answer and our note of it: the event names our row, and the figures decide."""
    situation = giving(500)
    gift = paying_gift(situation, 200, channel="stripe")
    payment = gift.payments.get()
    object_id = payment.object_id
    Payment.objects.filter(pk=payment.pk).update(object_id="", expires_at=None)
    stripe_account.pay(object_id, payment.account)
    post(situation.charity, stripe_account.event(COMPLETED, object_id, payment.account))
    services.process_stored(NOW)
    gift.refresh_from_db()
    payment.refresh_from_db()
    assert (gift.state, payment.object_id) == (GiftState.RECEIVED, object_id)


def test_taking_back_closes_the_checkout_at_stripe(stripe_account):
    gift = paying_gift(giving(500), 500, channel="stripe")
    payment = gift.payments.get()
    services.take_back(gift=gift, at=NOW)
    assert stripe_account.sessions[payment.account, payment.object_id]["status"] == "expired"


def test_a_charity_without_an_account_has_no_online_channel(stripe_account):
    situation = giving()
    situation.charity.payment_account = ""
    situation.charity.save()
    with pytest.raises(services.NoSuchChannel):
        services.pay(gift=started_gift(situation), channel="stripe", return_url="", cancel_url="", at=NOW)


def test_each_charity_may_have_an_endpoint_secret_of_its_own(stripe_account, settings):
    mine, other = giving(), giving()
    settings.STRIPE_WEBHOOK_SECRET = f"{mine.charity.payment_account}:whsec_a,{other.charity.payment_account}:whsec_b"
    body = stripe_account.event("invoice.paid", "in_1", mine.charity.payment_account)
    assert post(mine.charity, body, FakeStripe.sign(body, secret="whsec_b")).status_code == 400
    assert post(mine.charity, body, FakeStripe.sign(body, secret="whsec_a")).status_code == 200
