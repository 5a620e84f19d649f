"""One volunteer, one service need, one time. It stands a row above both sides, since neither sees the other."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from common.durations import duration
from volunteering.states import AssignmentState

SHORTEST, LONGEST = 15, 8 * 60
LONGEST_SERVED = 12 * 60


def _user(**how):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **how)


def _paired(*names: str) -> Q:
    return Q(**{f"{name}__isnull": True for name in names}) | Q(**{f"{name}__isnull": False for name in names})


class Assignment(models.Model):
    """Time in whole minutes. `place` is all that the volunteer is told of where; `consent` lets the organisation know
    whom it is for.

    `minors_concerned` and the `…_until` dates are copied from household and volunteer when it is proposed and again
    when it is agreed, and the database compares them with their source (migration 0002): what was valid on that day
    can be shown for ever.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("编号"), max_length=24, unique=True)
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, related_name="assignments")
    item = models.ForeignKey("needs.NeedItem", on_delete=models.PROTECT, related_name="assignments")
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="assignments")
    starts_at = models.DateTimeField(_("开始时间"))
    serves_on = models.DateField(_("服务日期"))
    planned_minutes = models.PositiveIntegerField(_("计划时长"))
    place = EncryptedTextField(_("地点"))
    minors_concerned = models.BooleanField(_("涉及未成年人"))
    vetted_until = models.DateField()
    record_until = models.DateField(null=True, blank=True)
    training_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=AssignmentState.choices, default=AssignmentState.PROPOSED)
    proposed_by = _user()
    proposed_at = models.DateTimeField()
    consent = models.ForeignKey("needs.Consent", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    commitment = models.OneToOneField(
        "needs.Commitment", on_delete=models.PROTECT, null=True, blank=True, related_name="assignment"
    )
    answered_by = _user(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    served_minutes = models.PositiveIntegerField(_("实际时长"), null=True, blank=True)
    reported_by = _user(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    verified_by = _user(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    ended_by = _user(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = EncryptedTextField(_("理由"), blank=True, default="")

    PERSONAL = frozenset({"place", "reason"})

    class Meta:
        ordering = ["starts_at", "number"]
        indexes = [
            models.Index(fields=["organisation", "state", "starts_at"], name="volunteering_assignment_list"),
            models.Index(fields=["volunteer", "starts_at"], name="volunteering_assignment_week"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_minutes__gte=SHORTEST, planned_minutes__lte=LONGEST),
                name="volunteering_assignment_planned_minutes",
            ),
            models.CheckConstraint(
                condition=Q(vetted_until__gte=F("serves_on")), name="volunteering_assignment_vetted_that_day"
            ),
            # NULL-safe on purpose: a volunteer without a record check never meets a child
            models.CheckConstraint(
                condition=Q(minors_concerned=False)
                | Q(
                    record_until__isnull=False,
                    training_until__isnull=False,
                    record_until__gte=F("serves_on"),
                    training_until__gte=F("serves_on"),
                ),
                name="volunteering_assignment_minors_need_checks",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "done", "verified"])
                | Q(consent__isnull=False, commitment__isnull=False, answered_by__isnull=False),
                name="volunteering_assignment_agreed_with_consent",
            ),
            models.CheckConstraint(
                condition=_paired("answered_by", "answered_at"), name="volunteering_assignment_answer_paired"
            ),
            models.CheckConstraint(
                condition=_paired("reported_by", "reported_at", "served_minutes"),
                name="volunteering_assignment_report_paired",
            ),
            models.CheckConstraint(
                condition=Q(served_minutes__isnull=True) | Q(served_minutes__gt=0, served_minutes__lte=LONGEST_SERVED),
                name="volunteering_assignment_served_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "verified"]) | Q(reported_by__isnull=False),
                name="volunteering_assignment_done_is_reported",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | (
                    Q(verified_by__isnull=False, verified_at__isnull=False, reported_by__isnull=False)
                    & ~Q(verified_by=F("reported_by"))
                ),
                name="volunteering_assignment_verified_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_by__isnull=False),
                name="volunteering_assignment_verified_is_named",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def planned_text(self) -> str:
        return duration(self.planned_minutes)

    @property
    def served_text(self) -> str:
        return duration(self.served_minutes) if self.served_minutes else ""

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.planned_minutes)
