"""What was delivered of a match, and how the recipient confirmed it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from common.messages import Words
from common.sealed import Masked
from matching.models.match import Match


class Method(models.TextChoices):
    TRANSFER = "transfer", _("银行转账")
    VENDOR = "vendor", _("直接付给医院或商家")
    GOODS = "goods", _("实物发放")
    SERVICE = "service", _("提供服务")


class Confirmation(models.TextChoices):
    CODE = "code", _("受助人验证码")
    SIGNATURE = "signature", _("签收单")
    WITNESS = "witness", _("见证人")


class Delivery(models.Model):
    """What reached the household: told by the charity with evidence, confirmed by the recipient in one of three ways."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.UUIDField(unique=True)
    match = models.OneToOneField(Match, on_delete=models.PROTECT, related_name="delivery")
    delivered_on = models.DateField(_("发放日期"))
    amount_fen = models.BigIntegerField(_("发放金额"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("发放数量"), null=True, blank=True)
    method = models.CharField(_("方式"), max_length=10, choices=Method.choices)
    public_words = models.CharField(_("给捐赠人看的话"), max_length=120, blank=True, default="")
    note = EncryptedTextField(blank=True, default="")
    evidence = models.ForeignKey("files.PrivateFile", on_delete=models.PROTECT, related_name="+")
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    code_hash = models.CharField(max_length=64, blank=True, default="")
    code_attempts = models.PositiveSmallIntegerField(default=0)
    confirmation = models.CharField(max_length=10, choices=Confirmation.choices, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    witness = EncryptedTextField(blank=True, default="", masked=Masked.NAME)

    PERSONAL = frozenset({"note", "witness"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=False, amount_fen__gt=0, quantity__isnull=True)
                | Q(quantity__isnull=False, quantity__gt=0, amount_fen__isnull=True),
                name="matching_delivery_amount_positive",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmation="")
                | (Q(confirmed_at__isnull=False) & ~Q(confirmation="")),
                name="matching_delivery_confirmation_paired",
            ),
            models.CheckConstraint(condition=Q(code_attempts__lte=3), name="matching_delivery_three_attempts"),
        ]

    @property
    def words(self) -> Words:
        """What was delivered: `4,700 元`, `3 件`."""
        return self.match.measure.words(self.amount_fen or self.quantity or 0)
