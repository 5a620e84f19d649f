"""What the detector found, who judged it, and the index by which one employer is recognised without its name."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.early_warning.states import FindingState
from common.crypto import EncryptedTextField


class SignalKind(models.TextChoices):
    """The seven signals of domain reference §3.9."""

    BURST = "burst", _("同一地方、同一原因的求助突然增多")
    COMPLAINTS = "complaints", _("投诉集中在同一事项")
    EMPLOYER = "employer", _("多户被同一单位欠薪")
    LATE = "late", _("首次联系超期的比例翻倍")
    BOTTOM_LINE = "bottom_line", _("可能冲击道德和心理底线的事件接连发生")
    TURNED_AWAY = "turned_away", _("同一个村多件求助没有被受理")
    CONCENTRATION = "concentration", _("对接过于集中在一家慈善组织或一位决定人")


def _person():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class Finding(models.Model):
    """`key` says what it is about (a place, a cause, an index), so that the same thing is not raised twice.

    `evidence` are numbers of cases, reports, complaints or matches; `facts` the figures that were compared.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=16, choices=SignalKind.choices)
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    township = models.ForeignKey("regions.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=140)
    since = models.DateField()
    until = models.DateField()
    count = models.PositiveIntegerField()
    evidence = models.JSONField()
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=FindingState.choices, default=FindingState.NEW)
    found_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = _person()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = _person()
    words = EncryptedTextField(_("研判意见或排除理由"), blank=True, default="")

    PERSONAL = frozenset({"words"})

    class Meta:
        ordering = ["-found_at", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state__in=["new", "looked_at"]), name="emerging_finding_open_once"
            ),
            models.CheckConstraint(
                condition=Q(count__gt=0, since__lte=F("until")), name="emerging_finding_has_a_period"
            ),
            models.CheckConstraint(
                condition=Q(looked_at__isnull=True, looked_by__isnull=True, state__in=["new", "dismissed"])
                | Q(looked_at__isnull=False, looked_by__isnull=False, state__in=["looked_at", "reported", "dismissed"]),
                name="emerging_finding_looked_at_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, state__in=["new", "looked_at"])
                | Q(closed_at__isnull=False, closed_by__isnull=False, state__in=["reported", "dismissed"]),
                name="emerging_finding_judged_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class EmployerMark(models.Model):
    """The blind index of a case's employer: equal for equal names, and no way back to one."""

    case = models.OneToOneField("needs.Case", on_delete=models.PROTECT, primary_key=True, related_name="+")
    index = models.CharField(max_length=64, db_index=True)

    PERSONAL = frozenset({"index"})


class Sweep(models.Model):
    """The day's run of the detector, once."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()
    found = models.PositiveIntegerField(default=0)
