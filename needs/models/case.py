"""The case 救助个案: one household, one hardship, from acceptance to closing."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from needs.causes import Cause, Urgency
from needs.states import CaseState


class Track(models.TextChoices):
    """Three tracks of temporary assistance, and charity alone (domain reference §3.2)."""

    FAST = "fast", _("小额快救")
    EMERGENCY = "emergency", _("急难型")
    EXPENDITURE = "expenditure", _("支出型")
    CHARITY = "charity", _("慈善帮扶")


class Case(models.Model):
    """Everything staff know. The public text is another record, which holds no way back to this one.

    `version` grows with each change of state, so a stale page is told that it is stale.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("编号"), max_length=24, unique=True)
    household = models.ForeignKey("needs.Household", on_delete=models.PROTECT, related_name="cases")
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    township = models.ForeignKey("regions.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cause = models.CharField(_("困难原因"), max_length=4, choices=Cause.choices)
    urgency = models.CharField(_("紧急程度"), max_length=10, choices=Urgency.choices)
    track = models.CharField(_("救助途径"), max_length=20, choices=Track.choices, default=Track.CHARITY)
    event_on = models.DateField(_("发生日期"), null=True, blank=True)
    summary = EncryptedTextField(_("情况说明"), blank=True, default="")
    hospital = EncryptedTextField(_("医院"), blank=True, default="")
    school = EncryptedTextField(_("学校"), blank=True, default="")
    employer = EncryptedTextField(_("工作单位"), blank=True, default="")
    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.VERIFYING)
    version = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_cases")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("办理期限"))
    gap_confirmed_at = models.DateTimeField(null=True, blank=True)
    gap_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    close_reason = models.CharField(max_length=200, blank=True, default="")
    # related_name "+": a public need offers no way back to the case (trust reference §2.6)
    public_need = models.OneToOneField(
        "needs.PublicNeed", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    PERSONAL = frozenset({"summary", "hospital", "school", "employer", "event_on"})

    class Meta:
        indexes = [
            models.Index(fields=["county", "state", "due_at"], name="needs_case_queue"),
            models.Index(fields=["township", "state"], name="needs_case_township"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(gap_confirmed_at__isnull=True, gap_confirmed_by__isnull=True)
                | Q(gap_confirmed_at__isnull=False, gap_confirmed_by__isnull=False),
                name="needs_case_gap_confirmed_paired",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="needs_case_closed_paired",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["verifying", "returned", "merged", "withdrawn", "government"])
                | Q(gap_confirmed_at__isnull=False),
                name="needs_case_open_has_confirmed_gap",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["completed", "returned", "merged", "withdrawn", "government"])
                | Q(closed_at__isnull=False),
                name="needs_case_closed_names_closer",
            ),
            models.CheckConstraint(
                condition=~Q(cause="HC14") | Q(public_need__isnull=True), name="needs_case_violence_never_published"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseNote(models.Model):
    """A note of the case team. It stays inside: no partner and no donor reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    text = EncryptedTextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    PERSONAL = frozenset({"text"})

    class Meta:
        ordering = ["-written_at"]


class DuplicateFinding(models.Model):
    """Two records that may be about one household: which signal, how strong, and who decided what."""

    class Strength(models.TextChoices):
        STRONG = "strong", _("强")
        WEAK = "weak", _("弱")

    class Decision(models.TextChoices):
        SAME = "same", _("是同一户")
        DIFFERENT = "different", _("不是同一户")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clue = models.ForeignKey("needs.Clue", on_delete=models.PROTECT, related_name="duplicate_findings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="duplicate_findings")
    signal = models.CharField(max_length=30)
    strength = models.CharField(max_length=10, choices=Strength.choices)
    found_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clue", "case"], name="needs_duplicatefinding_pair_once"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="needs_duplicatefinding_decision_named",
            ),
        ]
