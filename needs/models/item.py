"""A need item: one thing that is missing, with a verified cost and who already covers how much of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from needs.causes import ItemCategory, ItemKind


class EvidenceState(models.TextChoices):
    NONE = "none", _("待补凭证")
    SEEN = "seen", _("已核凭证")
    STANDARD = "standard", _("按当地标准")


class NeedItem(models.Model):
    """Cash in whole fen; goods and services in their own units, never converted to money.

    gap = verified cost − insurance − statutory aid (entitlement first: government aid is never cut because charity
    will pay). `committed_*` is moved by the database with each commitment and can never pass the gap.
    Cash is cut into slices basic 50 / essential 30 / rest 20 per cent, whole fen, nothing lost.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(_("形式"), max_length=10, choices=ItemKind.choices)
    category = models.CharField(_("项目"), max_length=20, choices=ItemCategory.choices)
    quantity = models.PositiveIntegerField(_("数量"), null=True, blank=True)
    requested_fen = models.BigIntegerField(_("申请金额"), default=0)
    verified_cost_fen = models.BigIntegerField(_("核实费用"), null=True, blank=True)
    insurance_fen = models.BigIntegerField(_("保险支付"), default=0)
    statutory_fen = models.BigIntegerField(_("政府救助"), default=0)
    gap_fen = models.GeneratedField(
        expression=F("verified_cost_fen") - F("insurance_fen") - F("statutory_fen"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    evidence = models.CharField(_("凭证"), max_length=10, choices=EvidenceState.choices, default=EvidenceState.NONE)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    committed_fen = models.BigIntegerField(default=0)
    committed_quantity = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(requested_fen__gte=0, insurance_fen__gte=0, statutory_fen__gte=0),
                name="needs_needitem_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(kind="cash", quantity__isnull=True, requested_fen__gt=0)
                | (Q(kind__in=["goods", "service"], quantity__isnull=False, quantity__gt=0)),
                name="needs_needitem_kind_has_measure",
            ),
            models.CheckConstraint(
                condition=Q(verified_cost_fen__isnull=True)
                | Q(verified_cost_fen__gte=F("insurance_fen") + F("statutory_fen")),
                name="needs_needitem_aid_within_cost",
            ),
            models.CheckConstraint(
                condition=Q(verified_cost_fen__isnull=True) | Q(requested_fen__lte=F("verified_cost_fen")),
                name="needs_needitem_request_within_cost",
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True, verified_cost_fen__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False, verified_cost_fen__isnull=False),
                name="needs_needitem_verified_by_somebody",
            ),
            # the last guard against over-funding: NULL-safe on purpose, an unverified item takes nothing
            models.CheckConstraint(
                condition=Q(committed_fen=0)
                | Q(
                    verified_cost_fen__isnull=False,
                    committed_fen__gt=0,
                    committed_fen__lte=F("verified_cost_fen") - F("insurance_fen") - F("statutory_fen"),
                ),
                name="needs_needitem_never_over_funded",
            ),
            models.CheckConstraint(
                condition=Q(committed_quantity=0) | Q(quantity__isnull=False, committed_quantity__lte=F("quantity")),
                name="needs_needitem_never_over_supplied",
            ),
        ]

    @property
    def remaining_fen(self) -> int:
        """What nobody covers yet, in fen; 0 for goods, services and unverified items."""
        if self.kind != ItemKind.CASH or self.verified_cost_fen is None:
            return 0
        return self.gap_fen - self.committed_fen

    @property
    def remaining_quantity(self) -> int:
        return (self.quantity or 0) - self.committed_quantity if self.kind != ItemKind.CASH else 0

    @property
    def need_fen(self) -> int:
        """What the household itself would have to pay: the length of the coverage bar."""
        return (self.verified_cost_fen or 0) - self.insurance_fen


def slices(gap_fen: int) -> tuple[int, int, int]:
    """Basic, essential and rest of a gap, by integer arithmetic: 50 / 30 / 20 per cent, the sum is exact."""
    basic = gap_fen * 5 // 10
    essential = gap_fen * 8 // 10 - basic
    return basic, essential, gap_fen - basic - essential
