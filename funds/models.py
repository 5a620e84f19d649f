"""Enterprise emergency-aid funds: a company's money in a charity's custody, given by the company's rules."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.messages import named
from funds.states import FundState, TopUpState


class Audience(models.TextChoices):
    EMPLOYEES = "employees", _("本企业员工")
    TRADE = "trade", _("行业从业者")
    PUBLIC = "public", _("社会公众")


class ApprovalMode(models.TextChoices):
    ASK = "ask", _("逐笔审批")
    AUTOMATIC = "automatic", _("限额内自动同意")


class DeadlineDefault(models.TextChoices):
    AGREE = "agree", _("视为同意")
    DECLINE = "decline", _("视为不同意")


class Fund(models.Model):
    """The custodian charity holds the money; the platform keeps the record. Without a signed agreement no match."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enterprise = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="funds")
    custodian = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="custody_funds",
        null=True,
        blank=True,
        verbose_name=_("托管慈善组织"),
    )
    name = models.CharField(_("基金名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    purpose = models.TextField(_("用途"), max_length=600, blank=True, default="")
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("地区"))
    audience = models.CharField(_("适用对象"), max_length=12, choices=Audience.choices, default=Audience.PUBLIC)
    cap_fen = models.BigIntegerField(_("单户上限"), null=True, blank=True)
    minimum_fen = models.BigIntegerField(_("最低救助额"), default=0)
    planned_total_fen = models.BigIntegerField(_("计划总额"), null=True, blank=True)
    cooling_days = models.PositiveSmallIntegerField(_("同一家庭间隔天数"), default=0)
    starts_on = models.DateField(_("开始日期"), null=True, blank=True)
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)
    rules = models.JSONField(_("救助条件"), default=dict)
    rule_version = models.PositiveIntegerField(default=1)
    co_funding = models.BooleanField(_("可与其他来源共同救助"), default=True)
    approval_mode = models.CharField(
        _("审批方式"), max_length=12, choices=ApprovalMode.choices, default=ApprovalMode.ASK
    )
    automatic_up_to_fen = models.BigIntegerField(_("自动同意上限"), default=0)
    reply_days = models.PositiveSmallIntegerField(_("答复期限（工作日）"), default=3)
    deadline_default = models.CharField(
        _("逾期未答复"), max_length=10, choices=DeadlineDefault.choices, default=DeadlineDefault.DECLINE
    )
    warn_below_fen = models.BigIntegerField(_("余额提醒线"), default=0)
    privacy_note_accepted = models.BooleanField(_("已阅读员工隐私说明"), default=False)
    agreement_version = models.CharField(max_length=20, blank=True, default="")
    agreement_hash = models.CharField(max_length=64, blank=True, default="")
    agreement_signed_at = models.DateTimeField(null=True, blank=True)
    agreement_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=FundState.choices, default=FundState.DRAFT)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(_("退回意见"), max_length=400, blank=True, default="")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "name"], name="funds_fund_name_once"),
            models.CheckConstraint(
                condition=Q(cap_fen__isnull=True) | Q(cap_fen__gt=0), name="funds_fund_cap_positive"
            ),
            models.CheckConstraint(
                condition=Q(planned_total_fen__isnull=True) | Q(planned_total_fen__gt=0),
                name="funds_fund_total_positive",
            ),
            models.CheckConstraint(
                condition=Q(cap_fen__isnull=True)
                | Q(planned_total_fen__isnull=True)
                | Q(cap_fen__lte=F("planned_total_fen")),
                name="funds_fund_cap_within_total",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="funds_fund_period",
            ),
            models.CheckConstraint(
                condition=Q(agreement_signed_at__isnull=True, agreement_signed_by__isnull=True)
                | (Q(agreement_signed_at__isnull=False, agreement_signed_by__isnull=False) & ~Q(agreement_hash="")),
                name="funds_fund_agreement_paired",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True, submitted_at__isnull=True)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="funds_fund_submission_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state="review") | Q(submitted_by__isnull=False), name="funds_fund_review_is_submitted"
            ),
            models.CheckConstraint(
                condition=~Q(audience="employees") | Q(privacy_note_accepted=True),
                name="funds_fund_employees_need_privacy_note",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="funds_fund_approval_paired",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(submitted_by__isnull=False) & ~Q(approved_by=F("submitted_by")),
                name="funds_fund_approver_not_submitter",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
                name="funds_fund_approver_not_author",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "paused"])
                | Q(
                    approved_by__isnull=False,
                    agreement_signed_at__isnull=False,
                    custodian__isnull=False,
                    cap_fen__isnull=False,
                ),
                name="funds_fund_running_is_signed_and_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return str(named(self))


class FundRuleVersion(models.Model):
    """The fund's rules as they stood when a grant was proposed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="rule_versions")
    version = models.PositiveIntegerField()
    rules = models.JSONField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["fund", "version"], name="funds_fundruleversion_once")]


class FundAgreement(models.Model):
    """What was signed, word for word: the fund's terms as data and as text, and the hash of that text.

    Rows are written once. Terms that differ from the last row need a new signature before the fund gets new matches.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=20)
    terms = models.JSONField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "number"], name="funds_fundagreement_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="funds_fundagreement_hash_form"),
        ]


class TopUp(models.Model):
    """Money on its way to the custodian's account; it counts only when the custodian confirms the bank line."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="top_ups")
    token = models.UUIDField(unique=True)
    amount_fen = models.BigIntegerField()
    reference = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=10, choices=TopUpState.choices, default=TopUpState.WAITING)
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    bank_line = models.CharField(max_length=60, null=True, blank=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="funds_topup_amount_positive"),
            models.CheckConstraint(
                condition=Q(
                    state="received", confirmed_by__isnull=False, confirmed_at__isnull=False, bank_line__isnull=False
                )
                | (~Q(state="received") & Q(confirmed_by__isnull=True, confirmed_at__isnull=True)),
                name="funds_topup_received_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("announced_by")),
                name="funds_topup_confirmed_by_another",
            ),
        ]
