"""The ways to pay, behind one port."""

from donations.gateway.bank import BankGateway
from donations.gateway.hand_off import HandOffGateway
from donations.gateway.port import BadEvent, Checkout, Doorbell, Gateway, GatewayDown, Outcome, Truth
from donations.gateway.sandbox import SandboxGateway
from donations.gateway.stripe_gateway import StripeGateway
from donations.models import Channel

__all__ = ["BadEvent", "Checkout", "Doorbell", "Gateway", "GatewayDown", "Outcome", "Truth", "gateway_for"]

GATEWAYS: dict[str, type[Gateway]] = {
    Channel.SANDBOX: SandboxGateway,
    Channel.STRIPE: StripeGateway,
    Channel.BANK: BankGateway,
    Channel.HAND_OFF: HandOffGateway,
}


def gateway_for(channel: str) -> Gateway:
    return GATEWAYS[channel]()
