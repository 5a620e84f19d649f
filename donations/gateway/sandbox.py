"""The sandbox: a provider in miniature for the demo and the tests. It keeps its own books and signs its events.

What the donor pressed is kept in the cache, apart from our rows, so that `fetch` tells something that we did not write
ourselves. Production settings refuse `PAYMENT_MODE = "sandbox"`.
"""

import hmac
import json
import time
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac

from common.links import address_of, for_giver
from donations.gateway.port import CHECKOUT_LIFE, BadEvent, Checkout, Doorbell, Outcome, Truth
from donations.models import Payment

WEEK = 7 * 24 * 3600
TOLERANCE = 300  # seconds, as Stripe's own
KINDS = {
    Outcome.PAID: "checkout.session.completed",
    Outcome.FAILED: "checkout.session.async_payment_failed",
    Outcome.EXPIRED: "checkout.session.expired",
}


class SandboxGateway:
    livemode = False

    def __init__(self) -> None:
        if settings.PAYMENT_MODE != "sandbox":
            raise ImproperlyConfigured("The sandbox exists only with PAYMENT_MODE = sandbox.")

    def create_checkout(self, payment: Payment, return_url: str, cancel_url: str) -> Checkout:
        object_id = f"cs_sandbox_{payment.pk.hex}"
        page = {
            "account": payment.account,
            "amount_fen": payment.amount_fen,
            "currency": payment.currency,
            "reference": str(payment.pk),
            "outcome": Outcome.OPEN.value,
        }
        cache.add(_key(object_id), page, WEEK)
        url = address_of(for_giver("payment.sandbox", payment.pk))
        return Checkout(object_id, url, payment.created_at + CHECKOUT_LIFE)

    def fetch(self, object_id: str, account: str) -> Truth | None:
        page = cache.get(_key(object_id))
        if page is None or page["account"] != account:
            return None
        return Truth(
            object_id=object_id,
            account=page["account"],
            outcome=Outcome(page["outcome"]),
            amount_fen=page["amount_fen"],
            currency=page["currency"],
            livemode=False,
            reference=page["reference"],
        )

    def expire(self, object_id: str, account: str) -> None:
        self.conclude(object_id, account, Outcome.EXPIRED)

    def read_event(self, body: bytes, signature: str, account: str) -> Doorbell:
        try:
            stamp, digest = (part.partition("=")[2] for part in signature.split(","))
            fresh = abs(time.time() - int(stamp)) <= TOLERANCE
        except ValueError as error:
            raise BadEvent("The signature is not of the sandbox's form.") from error
        if not fresh or not hmac.compare_digest(digest, _digest(body, stamp, account)):
            raise BadEvent("The signature is wrong or old.")
        try:
            event = json.loads(body)
            return Doorbell(event["id"], event["type"], event["object"], event["account"], event["livemode"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadEvent("The body holds no event.") from error

    def conclude(self, object_id: str, account: str, outcome: Outcome) -> None:
        """What the buttons of the sandbox's page do. A paid or closed checkout stays as it is."""
        page = cache.get(_key(object_id))
        if page and page["account"] == account and page["outcome"] in (Outcome.OPEN, Outcome.FAILED):
            cache.set(_key(object_id), {**page, "outcome": outcome.value}, WEEK)

    def signed_event(self, payment: Payment) -> tuple[bytes, str]:
        """The event that tells of the checkout's outcome, as a provider would send it: body and signature."""
        truth = self.fetch(payment.object_id, payment.account)
        if truth is None or truth.outcome not in KINDS:
            raise ValueError("Nothing has happened that an event could tell of.")
        event = {
            "id": f"evt_{truth.outcome}_{payment.pk.hex}",
            "type": KINDS[truth.outcome],
            "object": truth.object_id,
            "account": truth.account,
            "livemode": False,
        }
        body = json.dumps(event).encode()
        return body, sign(body, truth.account)


def sign(body: bytes, account: str, at: float | None = None) -> str:
    stamp = str(int(time.time() if at is None else at))
    return f"t={stamp},v1={_digest(body, stamp, account)}"


def _digest(body: bytes, stamp: str, account: str) -> str:
    secret = salted_hmac("donations.sandbox", account).digest()
    return hmac.new(secret, stamp.encode() + b"." + body, sha256).hexdigest()


def _key(object_id: str) -> str:
    return f"donations:sandbox:{object_id}"
