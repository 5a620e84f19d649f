"""A verification: two named people looked at the facts, and each fact got a word."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField


class Finding(models.TextChoices):
    """“Looked at, cannot be settled” is a finding; not yet looked at is an absent one."""

    TRUE = "true", _("属实")
    FALSE = "false", _("不实")
    UNKNOWN = "unknown", _("无法核实")


FACTS = {
    "event": _("事件确实发生"),
    "household": _("家庭成员与住址"),
    "cost": _("费用与凭证"),
    "insurance": _("保险与已得救助"),
    "hardship": _("基本生活受影响"),
}


class Verification(models.Model):
    """`facts` maps each key of FACTS to a Finding. It stands only with two signatures of two people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, related_name="verifications")
    method = models.CharField(
        max_length=20,
        choices=[("visit", _("入户")), ("documents", _("材料核对")), ("phone", _("电话核实"))],
        default="visit",
    )
    visited_on = models.DateField(_("核实日期"))
    facts = models.JSONField()
    note = EncryptedTextField(blank=True, default="")
    next_step = models.CharField(_("无法核实时的下一步"), max_length=200, blank=True, default="")
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"note"})

    class Meta:
        ordering = ["-first_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by__isnull=True, second_at__isnull=True)
                | Q(second_by__isnull=False, second_at__isnull=False),
                name="needs_verification_second_paired",
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")),
                name="needs_verification_two_people",
            ),
        ]
