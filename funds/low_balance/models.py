"""One row for each time that a fund's free money fell below its warning line, until it was above again."""

import uuid

from django.db import models
from django.db.models import F, Q


class LowBalance(models.Model):
    """The figures are those at the moment of the crossing. At most one stands for a fund: one notice, not one a tick."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="low_balances")
    available_fen = models.BigIntegerField()
    warn_below_fen = models.BigIntegerField()
    crossed_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-crossed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund"], condition=Q(cleared_at__isnull=True), name="low_balance_lowbalance_one_stands"
            ),
            models.CheckConstraint(
                condition=Q(available_fen__lt=F("warn_below_fen")), name="low_balance_lowbalance_is_below"
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True) | Q(cleared_at__gte=F("crossed_at")),
                name="low_balance_lowbalance_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.crossed_at}"
