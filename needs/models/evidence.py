"""Papers and photographs of a case: encrypted files, each with who added it and what it shows."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EvidenceKind(models.TextChoices):
    PHOTO = "photo", _("现场照片")
    COST = "cost", _("费用凭证")
    IDENTITY = "identity", _("身份材料")
    CONSENT = "consent", _("同意书")
    OTHER = "other", _("其他材料")


class Evidence(models.Model):
    """A file that belongs to a clue or to a case, never to the public side."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clue = models.ForeignKey("needs.Clue", on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices)
    file = models.OneToOneField("files.PrivateFile", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(clue__isnull=False) | Q(case__isnull=False), name="needs_evidence_belongs"
            )
        ]
