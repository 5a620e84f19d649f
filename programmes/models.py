"""What charities offer: a programme filed with the authorities, its rules as data, and each version of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.items import ItemKind
from common.messages import Named
from programmes.states import ProgrammeState


class Programme(models.Model):
    """A gift goes to a programme, never to a person. Its money is in the charity's own account; the ledger records it.

    `rules` is the current version's conditions (see `common.rules`); a change makes a `RuleVersion`, and a match keeps
    the version it was judged by.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    charity = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="programmes",
        limit_choices_to={"kind__in": ["charity", "service_org"]},
    )
    name = models.CharField(_("项目名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    purpose = models.TextField(_("项目宗旨"), max_length=600)
    purpose_en = models.TextField(_("英文宗旨"), max_length=1200, blank=True)
    standard = models.CharField(_("救助标准"), max_length=200)
    standard_en = models.CharField(_("英文标准"), max_length=300, blank=True)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("救助地区"))
    kind = models.CharField(
        _("形式"),
        max_length=10,
        choices=ItemKind.choices,
        default="cash",
    )
    filing_no = models.CharField(_("募捐方案备案编号"), max_length=60, blank=True, default="")
    filed_from = models.DateField(_("备案起始"), null=True, blank=True)
    filed_to = models.DateField(_("备案截止"), null=True, blank=True)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    cap_fen = models.BigIntegerField(_("单户上限"), null=True, blank=True)
    minimum_fen = models.BigIntegerField(_("最低救助额"), default=0)
    quota = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    rules = models.JSONField(_("救助条件"), default=dict)
    rule_version = models.PositiveIntegerField(default=1)
    co_funding = models.BooleanField(_("可与其他来源共同救助"), default=True)
    materials = models.TextField(_("需要的材料"), max_length=400, blank=True, default="")
    contact_name = models.CharField(_("联系人"), max_length=40, blank=True, default="")
    contact_phone = models.CharField(_("联系电话"), max_length=20, blank=True, default="")
    fundraising_cost = models.CharField(_("募捐成本"), max_length=200, blank=True, default="")
    surplus_rule = models.CharField(_("多出的钱"), max_length=200)
    surplus_rule_en = models.CharField(_("多出的钱（英文）"), max_length=300, blank=True)
    report_due_on = models.DateField(_("下次报告日期"), null=True, blank=True)
    last_report_on = models.DateField(_("最近报告日期"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=ProgrammeState.choices, default=ProgrammeState.DRAFT)
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

    PERSONAL = frozenset({"contact_name", "contact_phone"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charity", "name"], name="programmes_programme_name_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="programmes_programme_period"),
            models.CheckConstraint(
                condition=Q(filed_from__isnull=True, filed_to__isnull=True)
                | Q(filed_from__isnull=False, filed_to__isnull=False, filed_to__gte=F("filed_from")),
                name="programmes_programme_filing_period",
            ),
            models.CheckConstraint(
                condition=Q(cap_fen__isnull=True) | Q(cap_fen__gt=0), name="programmes_programme_cap_positive"
            ),
            models.CheckConstraint(condition=Q(minimum_fen__gte=0), name="programmes_programme_minimum"),
            models.CheckConstraint(
                condition=Q(cap_fen__isnull=True) | Q(minimum_fen__lte=F("cap_fen")),
                name="programmes_programme_minimum_within_cap",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True, submitted_at__isnull=True)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="programmes_programme_submission_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state="review") | Q(submitted_by__isnull=False),
                name="programmes_programme_review_is_submitted",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="programmes_programme_approval_paired",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(submitted_by__isnull=False) & ~Q(approved_by=F("submitted_by")),
                name="programmes_programme_approver_not_submitter",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
                name="programmes_programme_approver_not_author",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "full", "resting"]) | Q(approved_by__isnull=False),
                name="programmes_programme_running_is_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def _in_language(self, name: str) -> str:
        return str(Named(getattr(self, name), getattr(self, f"{name}_en")))

    @property
    def title(self) -> str:
        return self._in_language("name")

    @property
    def purpose_text(self) -> str:
        return self._in_language("purpose")

    @property
    def standard_text(self) -> str:
        return self._in_language("standard")

    @property
    def surplus_text(self) -> str:
        return self._in_language("surplus_rule")


class RuleVersion(models.Model):
    """The rules as they stood: matches that were judged by an old version keep it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rule_versions")
    version = models.PositiveIntegerField()
    rules = models.JSONField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["programme", "version"], name="programmes_ruleversion_once")]
