"""Bank transfer: the donor's own bank moves the money to the charity's account, and the charity's statement shows it.

No provider keeps a checkout: the gift's page shows account and reference code, the charity confirms the line.
"""

from donations.gateway.port import BadEvent, Checkout, Doorbell, Truth
from donations.models import Payment


class BankGateway:
    livemode = False

    def create_checkout(self, payment: Payment, return_url: str, cancel_url: str) -> Checkout:
        return Checkout("", return_url)

    def fetch(self, object_id: str, account: str) -> Truth | None:
        return None

    def expire(self, object_id: str, account: str) -> None:
        """Nothing is open anywhere; a transfer that comes after all is confirmed like any other."""

    def read_event(self, body: bytes, signature: str, account: str) -> Doorbell:
        raise BadEvent("A bank sends no events.")
