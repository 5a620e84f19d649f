"""A complaint 投诉举报: whoever makes it may stay unnamed, and whoever it is about never sees it.

Its words and the complainant's contact are encrypted. `number` ends in digits drawn from its token, so that no gap in a
series tells a respondent that there is one. The account of a signed-in complainant is never kept.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.complaints.states import ComplaintState
from common.crypto import EncryptedTextField
from common.sealed import Masked


class ComplaintKind(models.TextChoices):
    DECISION = "decision", _("对办理过程或决定有意见")
    CONDUCT = "conduct", _("工作人员作风或违纪")
    MONEY = "money", _("款物被截留、冒领或用途不对")
    INFORMATION = "information", _("求助或项目信息不实、泄露隐私")
    SUGGESTION = "suggestion", _("意见和建议")


class SubjectKind(models.TextChoices):
    """What it is about, where the complainant's number or link names something that we know."""

    NONE = "", _("未指明")
    NEED = "need", _("公开求助")
    CASE = "case", _("个案")
    CLUE = "clue", _("线索")
    MATCH = "match", _("对接")
    PROGRAMME = "programme", _("慈善项目")


class Outcome(models.TextChoices):
    UPHELD = "upheld", _("属实，已纠正")
    PARTLY = "partly", _("部分属实")
    NOT_UPHELD = "not_upheld", _("不属实")
    EXPLAINED = "explained", _("已作解释说明")


def _user(**how):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **how)


def _maybe_user():
    return _user(null=True, blank=True)


def _paired(*names: str) -> Q:
    """All of these columns are set, or none is."""
    return Q(**{f"{name}__isnull": True for name in names}) | Q(**{f"{name}__isnull": False for name in names})


HANDLED = ("assigned", "in_progress", "for_approval", "closed")


class Complaint(models.Model):
    """`office` is whose people deal with it: the county's, or the city's. `code_index` opens it without an account.

    `facts` stay inside; `reply` is what the complainant reads. `administrative`: it is about an administrative decision,
    so the reply names reconsideration and lawsuit (社会救助暂行办法 65).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("编号"), max_length=24, unique=True)
    token = models.UUIDField(unique=True)
    code_index = models.CharField(max_length=64)
    kind = models.CharField(_("类型"), max_length=12, choices=ComplaintKind.choices)
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=10, choices=SubjectKind.choices, blank=True, default="")
    subject_number = models.CharField(max_length=60, blank=True, default="")
    about = EncryptedTextField(_("投诉对象"), blank=True, default="")
    words = EncryptedTextField(_("经过"))
    name = EncryptedTextField(_("称呼"), blank=True, default="", masked=Masked.NAME)
    phone = EncryptedTextField(_("联系电话"), blank=True, default="", masked=Masked.PHONE)
    phone_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    sensitive = models.BooleanField(_("敏感"), default=False)
    state = models.CharField(max_length=12, choices=ComplaintState.choices, default=ComplaintState.NEW)
    received_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField(_("受理期限"))
    answer_by = models.DateTimeField(_("答复期限"))
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    assigned_by = _maybe_user()
    handler = _maybe_user()
    facts = EncryptedTextField(_("查明的事实"), blank=True, default="")
    outcome = models.CharField(_("结论"), max_length=12, choices=Outcome.choices, blank=True, default="")
    reply = EncryptedTextField(_("给投诉人的答复"), blank=True, default="")
    administrative = models.BooleanField(_("涉及行政决定"), default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    review_note = EncryptedTextField(_("退回修改的理由"), blank=True, default="")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = _maybe_user()
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = _maybe_user()
    refusal = EncryptedTextField(_("不予受理的理由"), blank=True, default="")
    appeal_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="appeal")

    PERSONAL = frozenset({"about", "words", "name", "phone", "phone_index", "facts", "reply", "review_note", "refusal"})

    class Meta:
        indexes = [models.Index(fields=["office", "state", "answer_by"], name="complaints_complaint_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledge_by__gte=F("received_at"), answer_by__gte=F("acknowledge_by")),
                name="complaints_complaint_clocks_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="new") | Q(acknowledged_at__isnull=False), name="complaints_complaint_acknowledged"
            ),
            models.CheckConstraint(
                condition=_paired("assigned_at", "assigned_by", "handler"),
                name="complaints_complaint_assignment_paired",
            ),
            models.CheckConstraint(
                condition=Q(state="new", handler__isnull=True)
                | Q(state__in=HANDLED, handler__isnull=False)
                | Q(state="refused"),
                name="complaints_complaint_state_has_handler",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["for_approval", "closed"]) | Q(submitted_at__isnull=False) & ~Q(outcome=""),
                name="complaints_complaint_submitted_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", approved_at__isnull=False, approved_by__isnull=False)
                | ~Q(state="closed") & Q(approved_at__isnull=True, approved_by__isnull=True),
                name="complaints_complaint_closed_by_somebody",
            ),
            # four eyes: NULL-safe, since an approver stands only beside a handler
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(handler__isnull=False) & ~Q(approved_by=F("handler")),
                name="complaints_complaint_approver_not_handler",
            ),
            models.CheckConstraint(
                condition=Q(state="refused", refused_at__isnull=False, refused_by__isnull=False)
                | ~Q(state="refused") & Q(refused_at__isnull=True, refused_by__isnull=True),
                name="complaints_complaint_refused_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(appeal_of__isnull=True) | ~Q(office=F("county")), name="complaints_complaint_appeal_goes_up"
            ),
            models.CheckConstraint(
                condition=Q(subject_kind="", subject_number="") | ~Q(subject_kind="") & ~Q(subject_number=""),
                name="complaints_complaint_subject_paired",
            ),
            # complaints_complaint_handler_not_respondent: a trigger, since it reads another table (migration 0002)
        ]

    def __str__(self) -> str:
        return self.number


class RespondentSource(models.TextChoices):
    DERIVED = "derived", _("由投诉的对象推出")
    NAMED = "named", _("由分派人指明")
    EARLIER = "earlier", _("曾经办理，投诉人不服")


class Respondent(models.Model):
    """Somebody the complaint is about. For this person the complaint does not exist; a row is never taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="respondents")
    user = _user()
    source = models.CharField(max_length=10, choices=RespondentSource.choices)
    named_at = models.DateTimeField()
    named_by = _maybe_user()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "user"], name="complaints_respondent_once"),
            models.CheckConstraint(
                condition=Q(source="named", named_by__isnull=False) | ~Q(source="named") & Q(named_by__isnull=True),
                name="complaints_respondent_named_by_somebody",
            ),
        ]
