"""What must hold of gifts and promises."""

from django.db.models import F, Q, Sum
from django.utils.timezone import localdate

from common.invariants import Breaches, invariant
from donations.models import Claim, Gift, Pledge
from programmes.models import Programme
from programmes.selectors import certificate


@invariant
def a_gift_goes_forward_in_time() -> Breaches:
    """Made ≤ received ≤ paid out."""
    gifts = Gift.objects.filter(Q(received_at__lt=F("created_at")) | Q(payout__paid_at__lt=F("received_at")))
    yield from (f"gift {number}" for number in gifts.values_list("number", flat=True))


@invariant
def a_gift_went_to_who_may_collect() -> Breaches:
    """On its day the charity was qualified and the programme filed; an earmark is for a need that it had accepted."""
    programmes = {
        one.pk: one for one in Programme.objects.select_related("charity").prefetch_related("charity__qualifications")
    }
    claims = {(row.programme_id, row.public_need_id): row.claimed_at for row in Claim.objects.all()}
    for gift in Gift.objects.filter(state="received").only("number", "programme_id", "public_need_id", "received_at"):
        programme, day = programmes[gift.programme_id], localdate(gift.received_at)
        filed = programme.filed_from and programme.filed_to and programme.filed_from <= day <= programme.filed_to
        if not filed or certificate(programme.charity, day) is None:
            yield f"gift {gift.number}: payee not qualified"
        if gift.public_need_id is None:
            continue
        claimed = claims.get((gift.programme_id, gift.public_need_id))
        if claimed is None or gift.received_at is None or claimed > gift.received_at:
            yield f"gift {gift.number}: need not accepted"


@invariant
def a_promise_counts_what_arrived() -> Breaches:
    """What of a promise of things was used is the sum of its deliveries."""
    promises = Pledge.objects.annotate(said=Sum("deliveries__quantity", default=0)).exclude(used_quantity=F("said"))
    yield from (f"promise {pk}" for pk in promises.values_list("pk", flat=True))
