"""The verbs of matching: the optimiser proposes, a named officer decides, the source answers, the help arrives."""

from matching.services.answers import (
    accept,
    accept_automatically,
    cancel_for_consent,
    cancel_for_objection,
    decline,
    expire_offers,
    lapse_promises,
)
from matching.services.decisions import approve, cosign, return_
from matching.services.deliveries import confirm_delivery, disburse, report_delivery, send_back_delivery
from matching.services.runs import run

__all__ = [
    "accept", "accept_automatically", "approve", "cancel_for_consent", "cancel_for_objection",
    "confirm_delivery", "cosign", "decline", "disburse", "expire_offers", "lapse_promises",
    "report_delivery", "return_", "run", "send_back_delivery",
]
