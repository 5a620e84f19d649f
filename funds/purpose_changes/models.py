"""A request to change what a running fund's money is for, and who of the three sides said yes to it (慈善法 56)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funds.models import Audience
from funds.purpose_changes.states import OPEN_STATES, ChangeState


def _person() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


def _paired(name: str) -> Q:
    empty = Q(**{f"{name}_by__isnull": True, f"{name}_at__isnull": True})
    return empty | Q(**{f"{name}_by__isnull": False, f"{name}_at__isnull": False})


class PurposeChange(models.Model):
    """The fund's restriction as it would be: area, audience, purpose, cap, conditions. Nothing changes before approval.

    `before` holds the same five terms as they stood, and `text_sha256` the hash of the agreement that the enterprise
    was shown and consented to: the other two sides say yes to that text or to none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=16, unique=True)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="purpose_changes")
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.REQUESTED)
    suggested = models.BooleanField(default=False)  # by civil affairs, not by the enterprise itself
    reason = models.CharField(_("理由"), max_length=400)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("地区"))
    audience = models.CharField(_("适用对象"), max_length=12, choices=Audience.choices)
    purpose = models.TextField(_("用途"), max_length=600)
    cap_fen = models.BigIntegerField(_("单户上限"))
    rules = models.JSONField(_("救助条件"), default=dict)
    before = models.JSONField()
    text_sha256 = models.CharField(max_length=64, blank=True, default="")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    consented_by, consented_at = _person(), models.DateTimeField(null=True, blank=True)
    agreed_by, agreed_at = _person(), models.DateTimeField(null=True, blank=True)
    approved_by, approved_at = _person(), models.DateTimeField(null=True, blank=True)
    ended_by, ended_at = _person(), models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=400, blank=True, default="")
    agreement = models.OneToOneField(
        "funds.FundAgreement", on_delete=models.PROTECT, null=True, blank=True, related_name="purpose_change"
    )

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund"], condition=Q(state__in=OPEN_STATES), name="purpose_changes_purposechange_one_open"
            ),
            models.CheckConstraint(condition=Q(cap_fen__gt=0), name="purpose_changes_purposechange_cap_positive"),
            models.CheckConstraint(condition=~Q(reason=""), name="purpose_changes_purposechange_has_reason"),
            *[
                models.CheckConstraint(condition=_paired(name), name=f"purpose_changes_purposechange_{name}_paired")
                for name in ("consented", "agreed", "approved", "ended")
            ],
            models.CheckConstraint(
                condition=Q(consented_by__isnull=True, text_sha256="")
                | Q(consented_by__isnull=False, text_sha256__regex=r"^[0-9a-f]{64}$"),
                name="purpose_changes_purposechange_consent_is_to_a_text",
            ),
            models.CheckConstraint(
                condition=Q(state="requested", consented_by__isnull=True, agreed_by__isnull=True)
                | Q(state="consented", consented_by__isnull=False, agreed_by__isnull=True)
                | Q(state__in=["agreed", "approved"], consented_by__isnull=False, agreed_by__isnull=False)
                | Q(state__in=["declined", "withdrawn"]),
                name="purpose_changes_purposechange_in_turn",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_by__isnull=False, agreement__isnull=False)
                | (~Q(state="approved") & Q(approved_by__isnull=True, agreement__isnull=True)),
                name="purpose_changes_purposechange_approved_has_agreement",
            ),
            models.CheckConstraint(
                condition=Q(state="declined", ended_by__isnull=False) & ~Q(end_reason="")
                | Q(state="withdrawn", ended_by__isnull=False)
                | (~Q(state__in=["declined", "withdrawn"]) & Q(ended_by__isnull=True)),
                name="purpose_changes_purposechange_end_is_named",
            ),
            models.CheckConstraint(
                condition=(Q(agreed_by__isnull=True) | ~Q(agreed_by=F("consented_by")))
                & (
                    Q(approved_by__isnull=True)
                    | ~Q(approved_by=F("consented_by"))
                    & ~Q(approved_by=F("agreed_by"))
                    & ~Q(approved_by=F("requested_by"))
                ),
                name="purpose_changes_purposechange_three_people",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
