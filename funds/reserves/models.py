"""Government reserves 备用金 by office and year, the moves between them, and aid paid from them (C36; SA 5, 专账核算).

The money itself is in the ledger, in the county's own government book: these rows say who proposed, approved and paid.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funds.reserves.states import MoveState, PaymentState


class Source(models.TextChoices):
    COUNTY = "county", _("本级财政")
    CITY = "city", _("市级下达")
    PROVINCE = "province", _("省级下达")
    CENTRAL = "central", _("中央下达")


class Reserve(models.Model):
    """One year's money of a county's budget or of a township's reserve. `keeper` is the county office whose book it is in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="reserves")
    keeper = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="kept_reserves")
    year = models.PositiveSmallIntegerField(_("年度"))
    source = models.CharField(_("资金来源"), max_length=10, choices=Source.choices, default=Source.COUNTY)
    low_below_fen = models.BigIntegerField(_("余额提醒线"), default=0)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)  # carried over: nothing moves in it any more

    class Meta:
        ordering = ["-year", "office__region_id"]
        constraints = [
            models.UniqueConstraint(fields=["office", "year"], name="reserves_reserve_once_a_year"),
            models.CheckConstraint(condition=Q(year__gte=2015, year__lte=2100), name="reserves_reserve_year"),
            models.CheckConstraint(condition=Q(low_below_fen__gte=0), name="reserves_reserve_low_line"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.year}"

    @property
    def title(self) -> str:
        return gettext("%(place)s %(year)s 年度") % {"place": self.office.region.local_name, "year": self.year}

    @property
    def is_county(self) -> bool:
        return self.office_id == self.keeper_id


class MoveKind(models.TextChoices):
    ALLOCATION = "allocation", _("安排资金")
    TOP_UP = "top_up", _("用结转资金补充")
    CARRY_OVER = "carry_over", _("结转下年")


class Move(models.Model):
    """Proposed by a finance clerk, confirmed by an approver; only then is it booked. `origin_year` is that of the oldest
    money that is carried over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.UUIDField(unique=True)
    number = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=10, choices=MoveKind.choices)
    state = models.CharField(max_length=10, choices=MoveState.choices, default=MoveState.PROPOSED)
    reserve = models.ForeignKey(Reserve, on_delete=models.PROTECT, related_name="moves")
    source = models.ForeignKey(Reserve, on_delete=models.PROTECT, null=True, blank=True, related_name="moves_out")
    amount_fen = models.BigIntegerField(_("金额"))
    document = models.CharField(_("文号或依据"), max_length=80)
    origin_year = models.PositiveSmallIntegerField(null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="reserves_move_positive"),
            models.CheckConstraint(
                condition=Q(kind="allocation", source__isnull=True) | ~Q(kind="allocation") & Q(source__isnull=False),
                name="reserves_move_from_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=True) | ~Q(source=F("reserve")), name="reserves_move_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(kind="carry_over", origin_year__isnull=False)
                | ~Q(kind="carry_over") & Q(origin_year__isnull=True),
                name="reserves_move_carried_has_origin",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="reserves_move_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="reserves_move_four_eyes"
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="reserves_move_no_has_reason"),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(kind="carry_over", state__in=["proposed", "confirmed"]),
                name="reserves_move_carried_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AidPayment(models.Model):
    """Temporary aid of one case, paid from a reserve. Who granted the aid neither orders nor books its payment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reserve = models.ForeignKey(Reserve, on_delete=models.PROTECT, related_name="payments")
    aid = models.ForeignKey("needs.StatutoryAid", on_delete=models.PROTECT, related_name="payments")
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=PaymentState.choices, default=PaymentState.ORDERED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    transfer_id = models.UUIDField(unique=True)
    bank_line = models.CharField(max_length=60, null=True, blank=True, unique=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        ordering = ["-ordered_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="reserves_aidpayment_positive"),
            models.UniqueConstraint(
                fields=["aid"], condition=~Q(state="cancelled"), name="reserves_aidpayment_one_per_aid"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("ordered_by")) & (Q(ended_by__isnull=True) | ~Q(decided_by=F("ended_by"))),
                name="reserves_aidpayment_decider_does_not_pay",
            ),
            models.CheckConstraint(
                condition=Q(state="ordered", ended_by__isnull=True, ended_at__isnull=True)
                | ~Q(state="ordered") & Q(ended_by__isnull=False, ended_at__isnull=False),
                name="reserves_aidpayment_end_is_named",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", bank_line__isnull=False) | ~Q(state="paid") & Q(bank_line__isnull=True),
                name="reserves_aidpayment_paid_has_line",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
