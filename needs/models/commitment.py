"""A commitment: so much of one need item is covered by one source. The coverage bar is the sum of these.

The row is written by whoever reserves (a match, a gift); the database moves the item's `committed_*` with it in the same
statement and refuses what passes the gap.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from needs.states import CommitmentState


class SourceKind(models.TextChoices):
    """Which segment of the coverage bar it belongs to; statutory aid lowers the gap itself and is not in here."""

    CHARITY = "charity", _("慈善项目与基金")
    GIFT = "gift", _("爱心捐赠")


class Commitment(models.Model):
    """Exactly one of `amount_fen` (cash) and `quantity` (goods, services) is set. `effect_key` makes a replay harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey("needs.NeedItem", on_delete=models.PROTECT, related_name="commitments")
    source_kind = models.CharField(max_length=10, choices=SourceKind.choices)
    source_label = models.CharField(max_length=120)
    amount_fen = models.BigIntegerField(null=True, blank=True)
    quantity = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=CommitmentState.choices, default=CommitmentState.RESERVED)
    effect_key = models.CharField(max_length=120, unique=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, amount_fen__isnull=False, quantity__isnull=True)
                | Q(amount_fen__isnull=True, quantity__isnull=False, quantity__gt=0),
                name="needs_commitment_one_measure",
            ),
            models.CheckConstraint(
                condition=Q(state="released", released_at__isnull=False)
                | (~Q(state="released") & Q(released_at__isnull=True)),
                name="needs_commitment_release_dated",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")),
                name="needs_commitment_expiry_after_start",
            ),
        ]
