"""Volunteers under their real names, who checked what about them, and a book of their hours (慈善法 66 to 69)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.crypto import EncryptedTextField
from common.durations import duration
from common.sealed import Masked
from programmes.volunteers.skills import Skill
from programmes.volunteers.states import VolunteerState

MOST_MINUTES_A_WEEK = 40 * 60


class Volunteer(models.Model):
    """One person at one organisation. The `…_until` dates are those of the last check that was passed.

    `vetted_until`: identity seen and insured (69); `record_until` and `training_until`: what work with minors asks for
    beside it (未成年人保护法 62, 慈善法 68). The last valid day counts as valid.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("编号"), max_length=16, unique=True)
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="volunteers",
        limit_choices_to={"kind__in": ["charity", "service_org"]},
    )
    name = EncryptedTextField(_("姓名"), masked=Masked.NAME)
    phone = EncryptedTextField(_("手机号"), masked=Masked.PHONE)
    id_no = EncryptedTextField(_("身份证号"), masked=Masked.ID_NO)
    id_index = models.CharField(max_length=64, db_index=True)
    skills = models.JSONField(_("能做的事"), default=list)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("服务地区"))
    weekly_minutes = models.PositiveIntegerField(_("每周可服务时间"))
    state = models.CharField(max_length=10, choices=VolunteerState.choices, default=VolunteerState.NEW)
    vetted_until = models.DateField(null=True, blank=True)
    record_until = models.DateField(null=True, blank=True)
    training_until = models.DateField(null=True, blank=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    PERSONAL = frozenset({"name", "phone", "id_no", "id_index"})

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["organisation", "state"], name="volunteers_volunteer_list")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id_index"], name="volunteers_volunteer_once"),
            models.CheckConstraint(
                condition=Q(skills__contained_by=Skill.values) & ~Q(skills=[]), name="volunteers_volunteer_skills_known"
            ),
            models.CheckConstraint(
                condition=Q(weekly_minutes__gt=0, weekly_minutes__lte=MOST_MINUTES_A_WEEK),
                name="volunteers_volunteer_weekly_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["vetted", "expired"]) | Q(vetted_until__isnull=False),
                name="volunteers_volunteer_vetted_has_end",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_skills_display(self) -> str:
        return str(_("、")).join(str(Skill(one).label) for one in self.skills)

    @property
    def weekly_text(self) -> str:
        return duration(self.weekly_minutes)


class Decision(models.TextChoices):
    VETTED = "vetted", pgettext_lazy("volunteer", "审核通过")
    REFUSED = "refused", pgettext_lazy("volunteer", "不予通过")


class Vetting(models.Model):
    """What one person checked and another decided. A passed record check lasts at most a year (未成年人保护法 62)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="vettings")
    identity_seen = models.BooleanField(_("已核对身份证原件"), default=False)
    insurance_policy = models.CharField(_("保险单号"), max_length=40, blank=True, default="")
    insurance_until = models.DateField(_("保险有效期至"), null=True, blank=True)
    record_checked_on = models.DateField(_("违法犯罪记录查询日期"), null=True, blank=True)
    record_until = models.DateField(_("查询结果有效期至"), null=True, blank=True)
    trained_on = models.DateField(_("未成年人保护培训日期"), null=True, blank=True)
    training_until = models.DateField(_("培训有效期至"), null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default="")
    reason = EncryptedTextField(_("理由"), blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"reason"})

    class Meta:
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(fields=["volunteer"], condition=Q(decision=""), name="volunteers_vetting_one_open"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="volunteers_vetting_decision_named",
            ),
            # four eyes: who collected the papers does not pass them
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("submitted_by")),
                name="volunteers_vetting_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(decision="vetted") | Q(identity_seen=True, insurance_until__isnull=False),
                name="volunteers_vetting_passed_is_known_and_insured",
            ),
            models.CheckConstraint(
                condition=Q(record_checked_on__isnull=True, record_until__isnull=True)
                | Q(
                    record_checked_on__isnull=False, record_until__isnull=False, record_until__gt=F("record_checked_on")
                ),
                name="volunteers_vetting_record_period",
            ),
            models.CheckConstraint(
                condition=Q(trained_on__isnull=True, training_until__isnull=True)
                | Q(trained_on__isnull=False, training_until__isnull=False, training_until__gt=F("trained_on")),
                name="volunteers_vetting_training_period",
            ),
        ]


class Activity(models.TextChoices):
    SERVICE = "service", _("帮扶服务")
    EVENT = "event", _("机构活动")


class HourEntry(models.Model):
    """One line of the hours book, in whole minutes. Written once: the certificate is made of these (慈善法 66)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="hours")
    served_on = models.DateField(_("服务日期"))
    minutes = models.PositiveIntegerField(_("服务时间"))
    activity = models.CharField(_("类别"), max_length=10, choices=Activity.choices)
    skill = models.CharField(_("内容"), max_length=12, choices=Skill.choices)
    effect_key = models.CharField(max_length=120, unique=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()

    class Meta:
        ordering = ["-served_on", "-booked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=12 * 60), name="volunteers_hourentry_minutes"
            ),
            models.CheckConstraint(condition=Q(skill__in=Skill.values), name="volunteers_hourentry_skill_known"),
        ]

    @property
    def time_text(self) -> str:
        return duration(self.minutes)
