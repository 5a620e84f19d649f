"""Consent is a record: who may learn what, for which purpose, how it was given, and when it ended (PIPL 23, 25, 31)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    SHARE = "share", _("向救助方提供")
    PUBLISH = "publish", _("公开脱敏信息")


class ConsentForm(models.TextChoices):
    WRITTEN = "written", _("书面签字")
    THUMB = "thumb", _("按手印")
    VOICE = "voice", _("录音")


SHARED_FIELDS = {
    "name": _("姓名"),
    "phone": _("联系电话"),
    "address": _("住址"),
    "bank_account": _("收款账户"),
    "cost_papers": _("费用凭证"),
}


class Consent(models.Model):
    """Sharing names its recipient and the fields; publishing is apart from it and has neither."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    recipient = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fields = models.JSONField(default=list)
    form = models.CharField(max_length=10, choices=ConsentForm.choices)
    guardian = models.BooleanField(_("由监护人同意"), default=False)
    given_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="publish", recipient__isnull=True) | Q(purpose="share", recipient__isnull=False),
                name="needs_consent_sharing_names_recipient",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("given_at")), name="needs_consent_period"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="needs_consent_withdrawal_paired",
            ),
            models.UniqueConstraint(
                fields=["case", "recipient"],
                condition=Q(purpose="share", withdrawn_at__isnull=True),
                name="needs_consent_one_live_per_recipient",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(purpose="publish", withdrawn_at__isnull=True),
                name="needs_consent_one_live_publication",
            ),
        ]

    def is_live(self, at) -> bool:
        return self.withdrawn_at is None and self.given_at <= at < self.expires_at
