"""Pledges and gifts: what donors promise and what they give, always to a charity's filed programme."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from common.items import ItemCategory
from common.sealed import Masked
from donations.states import GiftState, PledgeState
from needs.causes import Category
from privacy.internal import unseal
from privacy.purposes import Internal
from programmes.resources.models import Unit


class Claim(models.Model):
    """A charity accepted a published need under one of its programmes 认领: only then may gifts be earmarked to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="claims")
    public_need = models.ForeignKey("needs.PublicNeed", on_delete=models.PROTECT, related_name="claims")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["public_need"], condition=Q(ended_at__isnull=True), name="donations_claim_one_live_per_need"
            ),
        ]


class PledgeMode(models.TextChoices):
    ASK = "ask", _("先问我")
    AUTOMATIC = "automatic", _("自动")


class PledgeKind(models.TextChoices):
    """What is promised. Only money is matched by amount; the rest is arranged by a charity, in its own unit."""

    MONEY = "money", _("钱")
    GOODS = "goods", _("物资")
    HOURS = "hours", _("时间")
    SKILL = "skill", _("专业服务")


UNITS_OF_PLEDGE: Mapping[str, tuple[Unit, ...]] = {
    PledgeKind.GOODS: (Unit.PIECE, Unit.KILOGRAM, Unit.LITRE),
    PledgeKind.HOURS: (Unit.HOUR,),
    PledgeKind.SKILL: (Unit.SLOT,),
}


class Pledge(models.Model):
    """“I would help with …”: a promise, no money. It never counts in a coverage bar.

    Money in whole fen; goods, hours and professional help in whole units, never converted. A promise in kind goes through
    a charity (domain reference §4.3, rule 6): one takes it up, and only then learns whom to call.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.UUIDField(unique=True)
    donor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pledges")
    category = models.CharField(_("困难类型"), max_length=20, choices=Category.choices, blank=True, default="")
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("地区"))
    kind = models.CharField(_("愿意给什么"), max_length=10, choices=PledgeKind.choices, default=PledgeKind.MONEY)
    per_household_fen = models.BigIntegerField(_("每户最多"))
    total_fen = models.BigIntegerField(_("总计最多"))
    used_fen = models.BigIntegerField(default=0)
    item = models.CharField(_("项目"), max_length=20, choices=ItemCategory.choices, blank=True, default="")
    unit = models.CharField(_("单位"), max_length=10, choices=Unit.choices, blank=True, default="")
    per_household_quantity = models.PositiveIntegerField(_("每户最多"), default=0)
    total_quantity = models.PositiveIntegerField(_("总计"), default=0)
    used_quantity = models.PositiveIntegerField(default=0)
    charity = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="pledges_taken_up"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    until = models.DateField(_("有效期至"))
    mode = models.CharField(_("方式"), max_length=10, choices=PledgeMode.choices, default=PledgeMode.ASK)
    state = models.CharField(max_length=12, choices=PledgeState.choices, default=PledgeState.REGISTERED)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind="money",
                    per_household_fen__gt=0,
                    total_fen__gt=0,
                    per_household_fen__lte=F("total_fen"),
                    item="",
                    unit="",
                    per_household_quantity=0,
                    total_quantity=0,
                )
                | (
                    Q(kind="goods", unit__in=["piece", "kg", "litre"])
                    | Q(kind="hours", unit="hour")
                    | Q(kind="skill", unit="slot")
                )
                & ~Q(item="")
                & Q(
                    per_household_fen=0,
                    total_fen=0,
                    mode="ask",
                    per_household_quantity__gt=0,
                    total_quantity__gt=0,
                    per_household_quantity__lte=F("total_quantity"),
                ),
                name="donations_pledge_amounts",
            ),
            models.CheckConstraint(
                condition=Q(used_quantity__lte=F("total_quantity")), name="donations_pledge_within_quantity"
            ),
            models.CheckConstraint(
                condition=Q(charity__isnull=True, taken_by__isnull=True, taken_at__isnull=True)
                | Q(charity__isnull=False, taken_by__isnull=False, taken_at__isnull=False) & ~Q(kind="money"),
                name="donations_pledge_taken_up_named",
            ),
            models.CheckConstraint(
                condition=Q(used_quantity=0) | Q(charity__isnull=False), name="donations_pledge_received_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(used_fen__gte=0) & Q(used_fen__lte=F("total_fen")), name="donations_pledge_within_total"
            ),
        ]

    @property
    def left_fen(self) -> int:
        return self.total_fen - self.used_fen

    @property
    def left_quantity(self) -> int:
        return self.total_quantity - self.used_quantity

    @property
    def in_kind(self) -> bool:
        return self.kind != PledgeKind.MONEY


class PledgeDelivery(models.Model):
    """What arrived of a promise in kind, told by the charity; goods may stand in its stock as a lot from then on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.UUIDField(unique=True)
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="deliveries")
    quantity = models.PositiveIntegerField(_("数量"))
    lot = models.OneToOneField("resources.Lot", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["received_at"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="donations_pledgedelivery_quantity_positive"),
        ]


class ShownAs(models.TextChoices):
    ANONYMOUS = "anonymous", _("匿名")
    SURNAME = "surname", _("只显示姓氏")
    NAME = "name", _("显示姓名")


class Channel(models.TextChoices):
    SANDBOX = "sandbox", _("演示付款")
    STRIPE = "stripe", _("在线支付")
    BANK = "bank", _("银行转账")
    HAND_OFF = "hand_off", _("慈善组织自有捐赠页")


class Gift(models.Model):
    """A gift to a programme, perhaps earmarked to one published need.

    When it is received, `to_need_fen` covers the need and `to_programme_fen` follows the surplus rule; together they are
    the amount, to the fen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.UUIDField(unique=True)
    number = models.CharField(max_length=24, unique=True)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="gifts")
    public_need = models.ForeignKey(
        "needs.PublicNeed", on_delete=models.PROTECT, null=True, blank=True, related_name="gifts"
    )
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, null=True, blank=True, related_name="gifts")
    amount_fen = models.BigIntegerField(_("金额"))
    to_need_fen = models.BigIntegerField(default=0)
    to_programme_fen = models.BigIntegerField(default=0)
    donor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="gifts"
    )
    shown_as = models.CharField(_("公开显示为"), max_length=10, choices=ShownAs.choices, default=ShownAs.ANONYMOUS)
    donor_name = EncryptedTextField(blank=True, default="", masked=Masked.NAME)
    donor_contact = EncryptedTextField(blank=True, default="", masked=Masked.CONTACT)
    donor_contact_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    invoice_title = EncryptedTextField(blank=True, default="")
    unrelated_declared = models.BooleanField(_("声明与受助人无利害关系"), default=False)
    channel = models.CharField(_("付款方式"), max_length=10, choices=Channel.choices, blank=True, default="")
    reference = models.CharField(max_length=16, blank=True, default="")
    state = models.CharField(max_length=20, choices=GiftState.choices, default=GiftState.STARTED)
    failure = models.CharField(max_length=80, blank=True, default="")
    payout = models.ForeignKey(
        "donations.Payout", on_delete=models.PROTECT, null=True, blank=True, related_name="gifts"
    )
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"donor_name", "donor_contact", "donor_contact_index", "invoice_title"})

    class Meta:
        indexes = [models.Index(fields=["programme", "state"], name="donations_gift_programme")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="donations_gift_amount_positive"),
            models.CheckConstraint(
                condition=Q(state="received", received_at__isnull=False)
                & Q(amount_fen=F("to_need_fen") + F("to_programme_fen"))
                | ~Q(state="received") & Q(received_at__isnull=True, to_need_fen=0, to_programme_fen=0),
                name="donations_gift_received_is_allocated",
            ),
            models.CheckConstraint(
                condition=Q(to_need_fen__gte=0, to_programme_fen__gte=0), name="donations_gift_parts_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(to_need_fen=0) | Q(public_need__isnull=False), name="donations_gift_need_named"
            ),
            models.CheckConstraint(
                condition=Q(unrelated_declared=True), name="donations_gift_donor_declares_unrelated"
            ),
            models.CheckConstraint(
                condition=Q(payout__isnull=True) | Q(to_need_fen__gt=0), name="donations_gift_paid_out_for_a_need"
            ),
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="donations_gift_reference_once"
            ),
        ]

    @property
    def shown_name(self) -> str:
        """As the donor chose to be shown; never more."""
        if self.shown_as == ShownAs.NAME and self.donor_name:
            return unseal(self.donor_name, purpose=Internal.AS_DONOR_CHOSE)
        if self.shown_as == ShownAs.SURNAME and self.donor_name:
            return str(self.donor_name)
        return str(ShownAs.ANONYMOUS.label)


class Payment(models.Model):
    """One attempt to pay a gift through one channel; `id` goes to the provider as key, so a retry is the same payment.

    `amount_fen` is what was asked for: a provider's figure counts only when it equals it. `hold_key` names the part of
    the need's gap that waits for this attempt. `ended_at` is set once the attempt can bring nothing any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="payments")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    account = models.CharField(max_length=64)
    object_id = models.CharField(max_length=120, blank=True, default="")
    amount_fen = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    hold_key = models.CharField(max_length=80, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gift"], condition=Q(ended_at__isnull=True), name="donations_payment_one_open_per_gift"
            ),
            models.UniqueConstraint(
                fields=["channel", "account", "object_id"],
                condition=~Q(object_id=""),
                name="donations_payment_object_once",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="donations_payment_amount_positive"),
        ]


class PaymentEffect(models.Model):
    """One business effect, once, whichever and however many events carry it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=20)
    account = models.CharField(max_length=64)
    object_id = models.CharField(max_length=120)
    effect = models.CharField(max_length=20)
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="effects")
    amount_fen = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "account", "object_id", "effect"], name="donations_paymenteffect_once"
            ),
            models.UniqueConstraint(
                fields=["gift"], condition=Q(effect="captured"), name="donations_paymenteffect_one_capture_per_gift"
            ),
        ]


class InboundEvent(models.Model):
    """A provider's event as it came: stored once, then looked into by a worker."""

    class State(models.TextChoices):
        STORED = "stored", _("已收到")
        DONE = "done", _("已处理")
        IGNORED = "ignored", _("无需处理")
        UNPOSTED = "unposted", _("待人工处理")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=20)
    account = models.CharField(max_length=64)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.STORED)
    problem = models.CharField(max_length=120, blank=True, default="")
    stored_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "account", "event_id"], name="donations_inboundevent_stored_once"
            )
        ]


class Receipt(models.Model):
    """The confirmation of one gift, with a number that has no gaps and a code that anybody can check."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gift = models.OneToOneField(Gift, on_delete=models.PROTECT, related_name="receipt")
    number = models.CharField(max_length=24, unique=True)
    code = models.CharField(max_length=12, unique=True)
    issued_at = models.DateTimeField()


class Payout(models.Model):
    """Earmarked gifts given on to the household in one go: paid out, handed over, confirmed by a second person.

    Matches have deliveries of their own; this is the same path for money that donors gave for one need. Donors read
    `public_words` only after the confirmation (product reference §2.2, D10).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.UUIDField(unique=True)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payouts")
    amount_fen = models.BigIntegerField()
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    paid_at = models.DateTimeField()
    delivered_on = models.DateField(_("交付日期"), null=True, blank=True)
    public_words = models.CharField(_("给捐赠人看的话"), max_length=120, blank=True, default="")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reported_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["paid_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="donations_payout_amount_positive"),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True, reported_by__isnull=True, delivered_on__isnull=True)
                | Q(reported_at__isnull=False, reported_by__isnull=False, delivered_on__isnull=False),
                name="donations_payout_report_paired",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, reported_at__isnull=False),
                name="donations_payout_confirmation_paired",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (Q(reported_by__isnull=False) & ~Q(confirmed_by=F("reported_by")) & ~Q(confirmed_by=F("paid_by"))),
                name="donations_payout_confirmed_by_another",
            ),
        ]
