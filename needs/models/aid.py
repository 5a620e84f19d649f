"""Statutory aid 政府救助: the eight types that come before charity, applied for or granted."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AidType(models.TextChoices):
    """The eight aid types of 社会救助暂行办法, and medical insurance that is settled before them."""

    DIBAO = "dibao", _("最低生活保障")
    DESTITUTE = "destitute_support", _("特困人员供养")
    DISASTER = "disaster_aid", _("受灾人员救助")
    MEDICAL = "medical_aid", _("医疗救助")
    EDUCATION = "education_aid", _("教育救助")
    HOUSING = "housing_aid", _("住房救助")
    EMPLOYMENT = "employment_aid", _("就业救助")
    TEMPORARY = "temporary_aid", _("临时救助")


class AidState(models.TextChoices):
    APPLIED = "applied", _("已申请")
    GRANTED = "granted", _("已给予")
    REFUSED = "refused", _("不符合条件")
    NOT_APPLICABLE = "not_applicable", _("不适用")


class StatutoryAid(models.Model):
    """One aid type looked at for one case; a grant names the need item that it lowers, or none (it is then general)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, related_name="statutory_aids")
    item = models.ForeignKey(
        "needs.NeedItem", on_delete=models.PROTECT, null=True, blank=True, related_name="statutory_aids"
    )
    aid_type = models.CharField(_("救助类型"), max_length=20, choices=AidType.choices)
    state = models.CharField(_("结果"), max_length=20, choices=AidState.choices)
    amount_fen = models.BigIntegerField(_("金额"), default=0)
    period = models.CharField(max_length=7)
    basis = models.CharField(_("依据或说明"), max_length=200, blank=True, default="")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "aid_type", "period"], name="needs_statutoryaid_once_per_period"),
            models.CheckConstraint(
                condition=Q(state="granted", amount_fen__gt=0) | (~Q(state="granted") & Q(amount_fen=0)),
                name="needs_statutoryaid_amount_iff_granted",
            ),
        ]
