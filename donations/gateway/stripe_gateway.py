"""Stripe: hosted checkout as a direct charge on the charity's own account. The only module that imports `stripe`.

The checkout carries the programme's name, our gift's number and nothing about the household. Fees, refunds and disputes
are the charity's (docs.stripe.com/connect/direct-charges). Whether Stripe may serve donors in mainland China is a
question for counsel: `PAYMENT_MODE` is "off" unless somebody decides otherwise.
"""

import json
from datetime import UTC, datetime
from typing import Any

import stripe
from django.conf import settings

from donations.gateway.port import CHECKOUT_LIFE, BadEvent, Checkout, Doorbell, GatewayDown, Outcome, Truth
from donations.models import Payment

CONNECT_SECONDS, READ_SECONDS = 3.05, 15
TOLERANCE = 300


class StripeGateway:
    def __init__(self) -> None:
        key = settings.STRIPE_SECRET_KEY
        self.livemode = key.startswith(("sk_live_", "rk_live_"))
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": settings.STRIPE_API_BASE},
            max_network_retries=0,  # a retry is ours to make, with the same key, where it can be seen
            http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
        )

    def create_checkout(self, payment: Payment, return_url: str, cancel_url: str) -> Checkout:
        session = self._call(
            lambda: self._client.v1.checkout.sessions.create(
                _session_params(payment, return_url, cancel_url),  # type: ignore[arg-type]  # built as plain data
                {"stripe_account": payment.account, "idempotency_key": str(payment.pk)},
            )
        )
        return Checkout(session.id, session.url or "", datetime.fromtimestamp(session.expires_at, UTC))

    def fetch(self, object_id: str, account: str) -> Truth | None:
        options: Any = {"stripe_account": account}
        sessions = self._client.v1.checkout.sessions
        try:
            if object_id.startswith("pi_"):
                found = self._call(lambda: sessions.list({"payment_intent": object_id, "limit": 1}, options)).data
                session = found[0] if found else None
            else:
                session = self._call(lambda: sessions.retrieve(object_id, None, options))
        except stripe.InvalidRequestError:
            return None
        return _truth(session, account) if session else None

    def expire(self, object_id: str, account: str) -> None:
        try:
            self._call(lambda: self._client.v1.checkout.sessions.expire(object_id, None, {"stripe_account": account}))
        except stripe.InvalidRequestError:
            return  # paid or closed already: the next fetch tells which

    def read_event(self, body: bytes, signature: str, account: str) -> Doorbell:
        try:
            text = body.decode()
            stripe.WebhookSignature.verify_header(text, signature, _endpoint_secret(account), TOLERANCE)
            event = json.loads(text)
            return Doorbell(
                event["id"],
                event["type"],
                event["data"]["object"].get("id", ""),
                event.get("account", ""),
                event["livemode"],
            )
        except stripe.SignatureVerificationError as error:
            raise BadEvent("The signature is wrong or old.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadEvent("The body holds no event.") from error

    @staticmethod
    def _call(ask: Any) -> Any:
        """Stripe's answer. A wrong request is our mistake and is raised; everything else is "did not answer"."""
        try:
            return ask()
        except stripe.InvalidRequestError:
            raise
        except stripe.StripeError as error:
            raise GatewayDown from error


def _session_params(payment: Payment, return_url: str, cancel_url: str) -> dict[str, Any]:
    """The same for each retry, since Stripe refuses a known key with other parameters."""
    gift = payment.gift
    return {
        "mode": "payment",
        "submit_type": "donate",
        "client_reference_id": str(payment.pk),
        "success_url": return_url,
        "cancel_url": cancel_url,
        "expires_at": int((payment.created_at + CHECKOUT_LIFE).timestamp()),
        "adaptive_pricing": {"enabled": False},  # the charity receives yuan, the amount that the donor confirmed
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": payment.currency.lower(),
                    "unit_amount": payment.amount_fen,
                    "product_data": {"name": gift.programme.name},
                },
            }
        ],
        "payment_intent_data": {"description": gift.number},
    }


def _truth(session: Any, account: str) -> Truth:
    if session.payment_status == "paid":
        outcome = Outcome.PAID
    elif session.status == "expired":
        outcome = Outcome.EXPIRED
    else:
        outcome = Outcome.OPEN  # completed but not paid yet: WeChat Pay and bank debits settle later
    return Truth(
        object_id=session.id,
        account=account,
        outcome=outcome,
        amount_fen=session.amount_total or 0,
        currency=(session.currency or "").upper(),
        livemode=session.livemode,
        reference=session.client_reference_id or "",
        url=session.url or "",
    )


def _endpoint_secret(account: str) -> str:
    """`STRIPE_WEBHOOK_SECRET` is one secret, or `acct_1:whsec_…,acct_2:whsec_…` where each charity has its endpoint."""
    text: str = settings.STRIPE_WEBHOOK_SECRET
    if ":" not in text:
        return text
    return dict(pair.split(":", 1) for pair in text.split(",")).get(account, "")
