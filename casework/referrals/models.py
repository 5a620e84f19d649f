"""A referral: one case, one other organisation, the items it may read, and how it ended. Its returns are rows apart."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.referrals.states import ReferralState
from common.crypto import EncryptedTextField


class Basis(models.TextChoices):
    """Why the recipient may learn this (PIPL 13, 23, 34). Duty needs no consent but a notice to the family (35)."""

    CONSENT = "consent", _("家庭同意")
    DUTY = "duty", _("法定职责")
    OVERRIDE = "override", _("紧急情况，未经同意")


class Outcome(models.TextChoices):
    SOLVED = "solved", _("已解决")
    PARTLY = "partly", _("部分解决")
    NOT_ELIGIBLE = "not_eligible", _("不符合条件")
    NOT_POSSIBLE = "not_possible", _("无法办理")


def _user(**fields):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **fields)


def _nobody_yet():
    return _user(null=True, blank=True)


def _paired(name: str) -> models.CheckConstraint:
    by, at = f"{name}_by", f"{name}_at"
    return models.CheckConstraint(
        condition=Q(**{f"{by}__isnull": True, f"{at}__isnull": True})
        | Q(**{f"{by}__isnull": False, f"{at}__isnull": False}),
        name=f"referrals_referral_{name}_paired",
    )


class Referral(models.Model):
    """`due_at` is the deadline of whoever has the next move; `rung` counts the steps of the ladder climbed towards it.

    `round` counts the recipients: 1 first, 2 after a return, 3 as the supervisor decided; that one is not returned.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, related_name="referrals")
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("转介目的"), max_length=200)
    items = models.JSONField(_("提供的内容"))
    basis = models.CharField(max_length=10, choices=Basis.choices)
    consent = models.ForeignKey("needs.Consent", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    override_by = _nobody_yet()
    override_reason = EncryptedTextField(blank=True, default="")
    told = models.BooleanField(_("已告知家庭"), default=False)
    urgent = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.ISSUED)
    sent_by = _user()
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    reply_by = models.DateTimeField()
    rung = models.PositiveSmallIntegerField(default=0)
    accepted_by = _nobody_yet()
    accepted_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    answer = EncryptedTextField(blank=True, default="")
    answered_by = _nobody_yet()
    answered_at = models.DateTimeField(null=True, blank=True)
    feedback = EncryptedTextField(blank=True, default="")
    fed_back_by = _nobody_yet()
    fed_back_at = models.DateTimeField(null=True, blank=True)
    closed_by = _nobody_yet()
    closed_at = models.DateTimeField(null=True, blank=True)
    supervisor = _nobody_yet()
    escalated_at = models.DateTimeField(null=True, blank=True)
    decided_by = _nobody_yet()
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = EncryptedTextField(blank=True, default="")
    reminded_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = _nobody_yet()
    recall_reason = EncryptedTextField(blank=True, default="")

    PERSONAL = frozenset({"override_reason", "answer", "feedback", "decision_reason", "recall_reason"})

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "state", "due_at"], name="referrals_received"),
            models.Index(fields=["county", "state", "due_at"], name="referrals_county"),
        ]
        constraints = [
            *[_paired(name) for name in ("accepted", "answered", "fed_back", "closed", "decided")],
            models.CheckConstraint(
                condition=Q(basis="consent", consent__isnull=False, override_by__isnull=True)
                | Q(basis="duty", consent__isnull=True, override_by__isnull=True)
                | Q(basis="override", consent__isnull=True, override_by__isnull=False),
                name="referrals_referral_basis_named",
            ),
            models.CheckConstraint(condition=~Q(recipient=F("sender")), name="referrals_referral_to_another"),
            models.CheckConstraint(condition=~Q(items=[]), name="referrals_referral_carries_something"),
            models.CheckConstraint(condition=Q(round__gte=1, round__lte=3), name="referrals_referral_three_rounds"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "working", "answered", "fed_back", "closed"])
                | Q(accepted_by__isnull=False),
                name="referrals_referral_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "fed_back", "closed"])
                | (Q(answered_by__isnull=False) & ~Q(outcome="")),
                name="referrals_referral_answered_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["fed_back", "closed"]) | Q(fed_back_by__isnull=False),
                name="referrals_referral_family_told",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="referrals_referral_closed_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="recalled", recalled_at__isnull=False)
                | (~Q(state="recalled") & Q(recalled_at__isnull=True)),
                name="referrals_referral_recalled_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="escalated") | Q(escalated_at__isnull=False),
                name="referrals_referral_escalated_dated",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("sent_by")),
                name="referrals_referral_decider_not_sender",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "recalled"], due_at__isnull=True)
                | (~Q(state__in=["closed", "recalled"]) & Q(due_at__isnull=False)),
                name="referrals_referral_live_has_deadline",
            ),
        ]

    @property
    def urgency(self) -> str:
        """What its clocks run by: whether the case was red when it was sent, and nothing later."""
        return "red" if self.urgent else ""

    def __str__(self) -> str:
        return self.number


class ReferralReturn(models.Model):
    """One organisation sent it back, and why. Written once: two of these bring the county in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="returns")
    round = models.PositiveSmallIntegerField()
    recipient = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField()
    returned_by = _user()
    returned_at = models.DateTimeField()

    PERSONAL = frozenset({"reason"})

    class Meta:
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["referral", "round"], name="referrals_referralreturn_once")]
