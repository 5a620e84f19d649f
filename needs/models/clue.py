"""A clue 线索: what somebody saw or heard, in their own words, before anybody has checked it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from common.sealed import Masked
from needs.causes import Category, Channel, Urgency
from needs.states import ClueState


class OralConsent(models.TextChoices):
    YES = "yes", _("已口头同意")
    NOT_YET = "not_yet", _("尚未询问")
    UNSUITABLE = "unsuitable", _("不便询问")


class Clue(models.Model):
    """The reporter and the household are two people: the reporter's words stay untouched beside the case.

    `token` makes a resent report the same report. `owner` is who was asked first 首问负责: it stays theirs until another
    accepts it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=24, unique=True)
    token = models.UUIDField(unique=True)
    channel = models.CharField(_("来源"), max_length=20, choices=Channel.choices)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="clues"
    )
    reporter_name = EncryptedTextField(blank=True, default="", masked=Masked.NAME)
    reporter_phone = EncryptedTextField(blank=True, default="", masked=Masked.PHONE)
    reporter_phone_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    life_danger = models.BooleanField(_("有生命危险"), default=False)
    category = models.CharField(_("困难类型"), max_length=20, choices=Category.choices)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    township = models.ForeignKey("regions.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    household_name = EncryptedTextField(blank=True, default="", masked=Masked.NAME)
    household_phone = EncryptedTextField(blank=True, default="", masked=Masked.PHONE)
    household_phone_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    words = EncryptedTextField(blank=True, default="")
    oral_consent = models.CharField(max_length=20, choices=OralConsent.choices, default=OralConsent.NOT_YET)
    urgency = models.CharField(_("紧急程度"), max_length=10, choices=Urgency.choices, default=Urgency.YELLOW)
    state = models.CharField(max_length=20, choices=ClueState.choices, default=ClueState.RECEIVED)
    received_at = models.DateTimeField()
    contact_due_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_clues"
    )
    owned_at = models.DateTimeField(null=True, blank=True)
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="clues")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    closed_reason = EncryptedTextField(blank=True, default="")

    PERSONAL = frozenset(
        {
            "reporter_name",
            "reporter_phone",
            "reporter_phone_index",
            "household_name",
            "household_phone",
            "household_phone_index",
            "words",
            "closed_reason",
        }
    )

    class Meta:
        indexes = [
            models.Index(fields=["county", "state", "contact_due_at"], name="needs_clue_queue"),
            models.Index(fields=["reporter", "-received_at"], name="needs_clue_mine"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True, owned_at__isnull=True) | Q(owner__isnull=False, owned_at__isnull=False),
                name="needs_clue_owner_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(owner__isnull=False), name="needs_clue_taken_has_owner"
            ),
            models.CheckConstraint(
                condition=~Q(state="opened") | Q(case__isnull=False), name="needs_clue_opened_has_case"
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(case__isnull=False) | Q(merged_into__isnull=False),
                name="needs_clue_merged_names_target",
            ),
            models.CheckConstraint(
                condition=Q(contact_due_at__gte=models.F("received_at")), name="needs_clue_due_after_received"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_tightly(self) -> bool:
        return self.case is not None and self.case.household.sensitive


class ClueQuestion(models.Model):
    """One question back to the reporter, one answer: screens G7 and G8."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="questions")
    question = EncryptedTextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = EncryptedTextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    PERSONAL = frozenset({"question", "answer"})

    class Meta:
        ordering = ["asked_at"]
