"""What a county (or a city, for its counties) sets for decisions about matches, each from a day on. Rows are never changed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LocalLimits(models.Model):
    """In force from `valid_from` until the next row of the same area; a county's own row goes before its city's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("生效日期"))
    second_approval_fen = models.BigIntegerField(_("超过此金额须第二人会签"), default=2_000_000)
    ceiling_fen = models.BigIntegerField(_("同一家庭同一原因的上限"), null=True, blank=True)
    ceiling_months = models.PositiveSmallIntegerField(_("上限的周期（月）"), default=12)
    most_sources = models.PositiveSmallIntegerField(_("一份求助最多几个来源"), null=True, blank=True)
    least_pledge_fen = models.BigIntegerField(_("个人承诺最低使用额"), default=20_000)
    basis = models.CharField(_("依据"), max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-valid_from", "-set_at"]
        constraints = [
            models.UniqueConstraint(fields=["region", "valid_from"], name="limits_locallimits_one_per_day"),
            models.CheckConstraint(
                condition=Q(second_approval_fen__gt=0, least_pledge_fen__gte=0), name="limits_locallimits_amounts"
            ),
            models.CheckConstraint(
                condition=Q(ceiling_fen__isnull=True) | Q(ceiling_fen__gt=0), name="limits_locallimits_ceiling"
            ),
            models.CheckConstraint(
                condition=Q(ceiling_months__gte=1, ceiling_months__lte=60), name="limits_locallimits_months"
            ),
            models.CheckConstraint(
                condition=Q(most_sources__isnull=True) | Q(most_sources__gte=1), name="limits_locallimits_sources"
            ),
        ]
