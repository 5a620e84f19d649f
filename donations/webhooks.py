"""The doorbell of payment providers: verify, store once, answer. Nothing else happens in the request.

Known answers (docs.stripe.com/webhooks): 200 for everything that was signed, also for kinds we do not know, so that the
provider stops sending; 400 for what it did not sign; 413 for a body over 256 KiB.
"""

import logging
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from donations.gateway import BadEvent, gateway_for
from donations.models import Channel, InboundEvent
from donations.services.inbox import store
from organisations.models import Organisation

LARGEST_BODY = 256 * 1024
log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest, charity_id: UUID) -> HttpResponse:
    charity = get_object_or_404(Organisation, pk=charity_id)
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        receive(
            provider=Channel.STRIPE, charity=charity, body=body, signature=request.headers.get("Stripe-Signature", "")
        )
    except BadEvent:
        log.warning("An unsigned call to the webhook of charity %s was refused.", charity.pk)
        return HttpResponse(status=400)
    return HttpResponse(status=200)


def receive(*, provider: str, charity: Organisation, body: bytes, signature: str) -> InboundEvent:
    """What every event goes through, the sandbox's own included. Raises BadEvent."""
    doorbell = gateway_for(provider).read_event(body, signature, charity.payment_account)
    return store(provider=provider, charity=charity, doorbell=doorbell, at=timezone.now())
