"""The family's right (个人信息保护法 24): to object to a match, and to have a person explain what a program proposed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from matching.models import Match


class ObjectionKind(models.TextChoices):
    OBJECTION = "objection", _("不同意这样安排")
    EXPLANATION = "explanation", _("请工作人员说明")


class Channel(models.TextChoices):
    WORKER = "worker", _("工作人员代为登记")
    PROGRESS = "progress", _("家庭在查进度页提出")


class Objection(models.Model):
    """About one match, or about everything that is planned for the case. Open until a named officer answers in words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, related_name="objections")
    match = models.ForeignKey(
        "matching.Match", on_delete=models.PROTECT, null=True, blank=True, related_name="objections"
    )
    kind = models.CharField(_("要求"), max_length=12, choices=ObjectionKind.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    words = EncryptedTextField()
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    upheld = models.BooleanField(null=True, blank=True)
    answer = EncryptedTextField(blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"words", "answer"})

    class Meta:
        ordering = ["raised_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, upheld__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, upheld__isnull=False),
                name="objections_objection_answer_paired",
            ),
            models.CheckConstraint(
                condition=Q(channel="progress", raised_by__isnull=True) | Q(channel="worker", raised_by__isnull=False),
                name="objections_objection_raised_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | Q(raised_by__isnull=True)
                | ~Q(answered_by=models.F("raised_by")),
                name="objections_objection_answered_by_another",
            ),
        ]

    @property
    def about(self) -> models.QuerySet[Match]:
        """What the objection concerns: one match, the pool that it belongs to, or everything of the case."""
        matches = Match.objects.filter(case=self.case_id)
        if self.match is None:
            return matches
        return matches.filter(pool=self.match.pool_id) if self.match.pool_id else matches.filter(pk=self.match.pk)
