"""The verbs of matching: the optimiser proposes, a named officer decides, the source answers, the help arrives."""

from matching.services.answers import accept, accept_automatically, cancel_for_consent, decline, expire_offers
from matching.services.decisions import approve, return_
from matching.services.deliveries import confirm_delivery, disburse, report_delivery, send_back_delivery
from matching.services.runs import run

__all__ = [
    "accept", "accept_automatically", "approve", "cancel_for_consent", "confirm_delivery", "decline", "disburse", "expire_offers",
    "report_delivery", "return_", "run", "send_back_delivery",
]
