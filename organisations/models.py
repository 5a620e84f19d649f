"""Who takes part: offices, charities, enterprises, their people, and what each person may do where."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from common.links import Reader, Subject
from common.messages import named
from common.sealed import Masked
from organisations.roles import ROLE_CHOICES


class OrganisationKind(models.TextChoices):
    CIVIL_AFFAIRS = "civil_affairs", _("民政部门")
    TOWNSHIP = "township", _("街道（乡镇）")
    VILLAGE = "village", _("村（社区）")
    CHARITY = "charity", _("慈善组织")
    SERVICE_ORG = "service_org", _("社会服务机构")
    ENTERPRISE = "enterprise", _("企业")
    HOSPITAL = "hospital", _("医院")
    SCHOOL = "school", _("学校")
    DEPARTMENT = "department", _("其他政府部门")


class Organisation(models.Model):
    """A body that takes part. `region` is its area: an office's jurisdiction, a charity's seat."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("名称"), max_length=100, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True, unique=True)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    contact_phone = models.CharField(_("联系电话"), max_length=20, blank=True)
    address = models.CharField(_("办公地址"), max_length=200, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    payment_account = models.CharField(_("线上收款账户"), max_length=64, blank=True)
    bank_account_label = models.CharField(_("对公账户"), max_length=120, blank=True)
    donation_page = models.URLField(_("自有捐赠页"), blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(uscc__isnull=True) | Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="organisations_organisation_uscc_form",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["charity", "service_org", "enterprise"]) | Q(uscc__isnull=False),
                name="organisations_organisation_partner_has_uscc",
            ),
            models.UniqueConstraint(fields=["id", "kind"], name="organisations_organisation_id_kind"),
        ]

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        """In the reader's language, as far as one is known."""
        return str(named(self))


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, *, email: str | None = None, display_name: str = "", password: str | None = None, **extra: Any
    ) -> User:
        user = self.model(email=self.normalize_email(email) if email else None, display_name=display_name, **extra)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email=email, password=password, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: staff, partner or donor. Personal rights come from memberships, never from flags."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("电子邮箱"), null=True, blank=True, unique=True)
    phone = EncryptedTextField(null=True, blank=True, masked=Masked.PHONE)
    phone_index = models.CharField(max_length=64, null=True, blank=True, unique=True)
    phone_verified = models.BooleanField(default=False)
    display_name = models.CharField(_("姓名"), max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    PERSONAL = frozenset({"email", "phone", "phone_index", "display_name"})
    USERNAME_FIELD = "email"
    objects = UserManager()

    _live_memberships: list[Membership]  # kept by `organisations.access.memberships`

    def __str__(self) -> str:
        return self.display_name or str(self.id)

    @property
    def audit_label(self) -> str:
        """What may stand in a log for ever: staff answer with their name, a donor is a donor."""
        return self.display_name if self.memberships.exists() else "donor"

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class Membership(models.Model):
    """A role held in an organisation, for a time. Revoking acts at the next request: nothing is cached longer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ended_at__isnull=True),
                name="organisations_membership_one_live",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("granted_at")),
                name="organisations_membership_period",
            ),
            # four eyes: nobody grants a role to themselves
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")),
                name="organisations_membership_not_self_granted",
            ),
        ]


class QualificationKind(models.TextChoices):
    PUBLIC_FUNDRAISING = "pf_qualification", _("公开募捐资格")


class Qualification(models.Model):
    """A certificate with dates. Public fundraising needs one (慈善法 22); a lapsed one stops gifts at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="qualifications")
    kind = models.CharField(max_length=30, choices=QualificationKind.choices)
    number = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="organisations_qualification_number"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="organisations_qualification_period"
            ),
        ]

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


class NotificationKind(models.TextChoices):
    """What a person is told. The words name nobody: a number and a link is all that a notification carries."""

    CLUE_TAKEN = "clue_taken", _("上报已有人接手")
    CLUE_QUESTION = "clue_question", _("需要您补充情况")
    CLUE_OPENED = "clue_opened", _("上报已立案")
    CLUE_RETURNED = "clue_returned", _("上报已退回，请看理由")
    CASE_PUBLISHED = "case_published", _("求助已公开")
    TEXT_RETURNED = "text_returned", _("公开文字已退回修改")
    MATCH_RETURNED = "match_returned", _("对接建议已退回")
    MATCH_SECOND = "match_second", _("有一笔对接待会签")
    MATCH_OFFERED = "match_offered", _("有一笔对接待您答复")
    MATCH_ANSWERED = "match_answered", _("对接已有答复")
    OBJECTION_RAISED = "objection_raised", _("家庭提出异议或要求说明，待答复")
    OBJECTION_ANSWERED = "objection_answered", _("家庭提出的异议或要求已有答复")
    GIFT_RECEIVED = "gift_received", _("捐赠已到账")
    PAID_OUT = "paid_out", _("款项已拨付")
    ISSUED = "issued", _("物资已出库，服务已开始")
    DELIVERED = "delivered", _("救助已交付")
    CONFIRMED = "confirmed", _("受助家庭已确认收到")
    PLEDGE_TAKEN_UP = "pledge_taken_up", _("您的意愿已有慈善组织接洽")
    CASE_CLOSED = "case_closed", _("求助已办结")
    PROGRAMME_REVIEWED = "programme_reviewed", _("项目审核有结果")
    FUND_REVIEWED = "fund_reviewed", _("基金审核有结果")
    TOP_UP_RECEIVED = "top_up_received", _("追加资金已到账")
    FUND_LOW = "fund_low", _("基金余额低于提醒线")
    PURPOSE_CHANGE = "purpose_change", _("基金变更用途有进展")
    RESERVE_PROPOSED = "reserve_proposed", _("有一笔备用金安排待审批")
    RESERVE_ANSWERED = "reserve_answered", _("备用金安排有结果")
    VOLUNTEER_ASKED = "volunteer_asked", _("有一次志愿服务待安排")
    VOLUNTEER_ANSWERED = "volunteer_answered", _("志愿服务有进展")
    VOLUNTEER_VETTED = "volunteer_vetted", _("志愿者审核有进展")
    STAY_MOVED = "stay_moved", _("救助站有人转入或转出")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("同意已撤回，请停止使用资料")
    COMPLAINT_NEW = "complaint_new", _("有一件投诉待分派")
    COMPLAINT_ASSIGNED = "complaint_assigned", _("有一件投诉交您办理")
    COMPLAINT_SUBMITTED = "complaint_submitted", _("投诉答复待审核")
    COMPLAINT_RETURNED = "complaint_returned", _("投诉答复已退回修改")
    COMPLAINT_ACCEPTED = "complaint_accepted", _("投诉已受理")
    COMPLAINT_ANSWERED = "complaint_answered", _("投诉已有答复")
    COMPLAINT_REFUSED = "complaint_refused", _("投诉不予受理，请看理由")
    SIGNAL_FOUND = "signal_found", _("发现一条苗头信息，待研判")
    REFERRAL_RECEIVED = "referral_received", _("收到一份转介，请接收或退回")
    REFERRAL_ANSWERED = "referral_answered", _("转介有进展")
    REFERRAL_REMINDED = "referral_reminded", _("转介被催办")
    REFERRAL_DUE = "referral_due", _("转介临近或超过期限")
    REFERRAL_ESCALATED = "referral_escalated", _("转介两次被退回，请督办")
    REFERRAL_RECALLED = "referral_recalled", _("转介已撤回，请停止使用资料")
    NOTICE_OBJECTION = "notice_objection", _("公示收到异议，请复核")
    NOTICE_ENDED = "notice_ended", _("公示期满")
    BULK_READING = "bulk_reading", _("有人短时间内打开了大量个人信息，请查看日志")


class Notification(models.Model):
    """In-app record; mail and SMS only point to it. Once per person and event: `key` makes a replay harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=24, choices=NotificationKind.choices)
    number = models.CharField(max_length=24)
    subject = models.CharField(max_length=32, blank=True)
    subject_key = models.CharField(max_length=64, blank=True)
    reader = models.CharField(max_length=8, blank=True)
    path = models.CharField(max_length=200, blank=True)  # what rows of before 2026-12 open instead of a subject
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="organisations_notification_once"),
            models.CheckConstraint(
                condition=models.Q(path="", reader__in=[one.value for one in Reader]) & ~models.Q(subject="")
                | models.Q(subject="", subject_key="", reader="") & ~models.Q(path=""),
                name="organisations_notification_opens",
            ),
        ]

    @property
    def about(self) -> Subject | None:
        """None: an old row, which opens its `path`."""
        return Subject(self.subject, self.subject_key, Reader(self.reader)) if self.subject else None
