"""Hand-off: the donor goes to the charity's own donation page and carries our reference code.

We learn nothing from there; the gift waits until the charity's statement shows it.
"""

from donations.gateway.bank import BankGateway
from donations.gateway.port import Checkout
from donations.models import Payment


class HandOffGateway(BankGateway):
    def create_checkout(self, payment: Payment, return_url: str, cancel_url: str) -> Checkout:
        return Checkout("", payment.gift.programme.charity.donation_page)
