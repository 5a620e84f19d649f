"""The payment port: what the platform asks of any way to pay. Money goes to the charity's own account, never to ours.

No call of this port is made inside a database transaction: a provider that hangs must not hold locks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from donations.models import Payment

# A checkout must live at least 30 minutes (Stripe), and the part of the gap it waits for is held a little longer.
CHECKOUT_LIFE = timedelta(minutes=32)
HOLD_LIFE = timedelta(minutes=35)


class GatewayDown(Refusal):
    """The provider did not answer, or answered with an error of its own. Nothing was paid as far as we know."""

    def __init__(self) -> None:
        super().__init__(_("支付渠道暂时没有响应，没有扣款。请稍后再试，或改用其他付款方式。"))


class BadEvent(Exception):
    """A call to the webhook that the provider did not send: no signature, a wrong or an old one, or no event in it."""


class Outcome(StrEnum):
    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where the donor goes to pay. `object_id` is the provider's name for it; empty where no provider keeps one."""

    object_id: str
    url: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """What the provider says about one checkout now; `amount_fen` and `currency` are its own figures.

    `reference` is what we gave along, the id of our payment row. It finds our row and proves nothing: a charity can
    write any reference in its own account, so every figure is compared with ours.
    """

    object_id: str
    account: str
    outcome: Outcome
    amount_fen: int
    currency: str
    livemode: bool
    reference: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Doorbell:
    """An event whose signature was right. Only its ids are used; the figures are fetched."""

    event_id: str
    kind: str
    object_id: str
    account: str
    livemode: bool


class Gateway(Protocol):
    """`livemode` is the mode our keys are for; what comes in another mode is not ours."""

    livemode: bool

    def create_checkout(self, payment: Payment, return_url: str, cancel_url: str) -> Checkout:
        """Open a checkout on the charity's account; asked again for the same payment it is the same checkout."""
        ...

    def fetch(self, object_id: str, account: str) -> Truth | None:
        """The truth about one object; None where the provider knows no checkout of that name."""
        ...

    def expire(self, object_id: str, account: str) -> None:
        """Close an open checkout; one that is paid or closed already stays as it is."""
        ...

    def read_event(self, body: bytes, signature: str, account: str) -> Doorbell:
        """The event, if the provider signed exactly these bytes lately; raises BadEvent."""
        ...
