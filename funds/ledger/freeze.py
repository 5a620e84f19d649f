"""Stopping all disbursements when the books are found wrong, and starting them again by two people."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from funds.ledger.journal import NotTwoPeople, constraint_of
from funds.ledger.models import Freeze
from funds.ledger.selectors import standing_freeze


def freeze(*, reason: str, faults: list[str]) -> Freeze:
    """Set the freeze, or keep the one that stands. Gifts and refunds still arrive."""
    try:
        with transaction.atomic():
            return Freeze.objects.create(reason=reason, faults=faults)
    except IntegrityError as error:
        standing = standing_freeze()
        if constraint_of(error) != "ledger_freeze_one_stands" or standing is None:
            raise
        return standing


@transaction.atomic
def lift_freeze(*, by_a: UUID, by_b: UUID) -> bool:
    """Lift the freeze that stands; False if none does. Raises NotTwoPeople unless two different people are named."""
    if by_a is None or by_b is None or by_a == by_b:
        raise NotTwoPeople(_("解除暂停须由两位不同的人员共同确认。"))
    standing = Freeze.objects.filter(lifted_at__isnull=True)
    return standing.update(lifted_at=Now(), lifted_by_a=by_a, lifted_by_b=by_b) == 1
