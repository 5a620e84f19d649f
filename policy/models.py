"""Dated local rules. A rule holds from a day on until the next row for the same thing in the same area.

So periods cannot overlap: each row ends where the following one begins, and two rows of one beginning are refused.
Rows are never changed. A county goes before its city, that before its province, and all before the default, which has
no area and comes with a release.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.messages import Named
from common.presence import present
from policy.clocks import NATIONWIDE, Clock
from policy.lengths import Length, Unit, words
from policy.states import RuleState

URGENCIES = ("red", "orange", "yellow", "blue")
OF_URGENCY = {
    "": _("各类求助"),
    "red": _("红色求助"),
    "orange": _("橙色求助"),
    "yellow": _("黄色求助"),
    "blue": _("蓝色求助"),
}


class DatedRule(models.Model):
    """What every kind of local rule has in common. A subclass adds its value and, in KEY, what it is a rule for."""

    KEY: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey(
        "regions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("地区")
    )
    valid_from = models.DateField(_("生效日期"))
    basis = models.CharField(_("依据"), max_length=200)
    basis_en = models.CharField(_("依据（英文）"), max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=RuleState.choices, default=RuleState.PROPOSED)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["valid_from"]

    @property
    def falls_back(self) -> bool:
        """The area gives up its own rule from this day on: what holds above it holds here again."""
        return False

    @property
    def why(self) -> Named:
        """The legal basis, in the reader's language where it was written in both."""
        return Named(self.basis, self.basis_en)

    @classmethod
    def key_of(cls, **what: Any) -> tuple[Any, ...]:
        return tuple(what[name] for name in cls.KEY)


def dated(name: str, *key: str) -> list[models.BaseConstraint]:
    """The constraints of a table of dated rules; `key`: what a row is a rule for, besides area and day."""
    nobody = Q(entered_by=None, entered_at=None, decided_by=None, decided_at=None)
    entered = Q(entered_by__isnull=False, entered_at__isnull=False)
    decided = Q(decided_by__isnull=False, decided_at__isnull=False)
    return [
        models.UniqueConstraint(
            fields=[*key, "region", "valid_from"],
            condition=~Q(state=RuleState.REFUSED),
            nulls_distinct=False,
            name=f"{name}_one_per_day",
        ),
        models.CheckConstraint(
            condition=(nobody & Q(state=RuleState.CONFIRMED, region=None))
            | (entered & Q(state=RuleState.PROPOSED, decided_by=None, decided_at=None))
            | (entered & decided & Q(state__in=[RuleState.CONFIRMED, RuleState.REFUSED])),
            name=f"{name}_by_two",
        ),
        models.CheckConstraint(
            condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")), name=f"{name}_two_people"
        ),
        models.CheckConstraint(condition=~Q(basis=""), name=f"{name}_basis"),
    ]


class TimeLimit(DatedRule):
    """How long one step of the work may take. `urgency` empty: for every urgency that has no row of its own."""

    KEY = ("clock", "urgency")

    clock = models.CharField(_("办理事项"), max_length=32, choices=Clock.choices)
    urgency = models.CharField(_("紧急程度"), max_length=6, blank=True, default="")
    amount = models.PositiveSmallIntegerField(_("时限"), null=True, blank=True)  # none: falls back
    unit = models.CharField(_("单位"), max_length=12, choices=Unit.choices, blank=True, default="")

    class Meta(DatedRule.Meta):
        constraints = [
            *dated("policy_timelimit", "clock", "urgency"),
            models.CheckConstraint(condition=Q(clock__in=Clock.values), name="policy_timelimit_known_clock"),
            models.CheckConstraint(condition=Q(urgency__in=["", *URGENCIES]), name="policy_timelimit_known_urgency"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, unit__in=Unit.values) | Q(amount=None, unit="", region__isnull=False),
                name="policy_timelimit_length",
            ),
            models.CheckConstraint(
                condition=Q(region=None) | ~Q(clock__in=list(NATIONWIDE)), name="policy_timelimit_nationwide"
            ),
            models.CheckConstraint(  # a notice counts its days down, and they are working days
                condition=~Q(clock=Clock.NOTICE_POSTED) | Q(unit__in=["", Unit.WORKING_DAYS]),
                name="policy_timelimit_notice_in_working_days",
            ),
            models.CheckConstraint(  # a window is counted back from its end, which working days cannot be
                condition=~Q(clock=Clock.DUPLICATE_WINDOW) | Q(unit__in=["", Unit.DAYS, Unit.MONTHS]),
                name="policy_timelimit_window_in_days",
            ),
        ]

    @property
    def falls_back(self) -> bool:
        return self.amount is None

    @property
    def length(self) -> Length:
        return Length(present(self.amount), Unit(self.unit))

    @property
    def shown(self) -> str:
        return str(_("按上一级规定")) if self.amount is None else words(self.amount, self.unit)

    @property
    def called(self) -> str:
        return str(Clock(self.clock).label)


class UrgencyOrder(DatedRule):
    """The optimiser's queue: which part of which urgency is served first (`optimiser.model.levels`).

    `levels` holds fifteen places, row by row: urgency 1 to 5 (5 is red), in each the basic, the essential and the other
    part. Place 0 is served first; equal places share. Only the order counts, whatever the numbers' distance.
    """

    KEY = ()

    levels = ArrayField(models.PositiveSmallIntegerField(), size=15)

    class Meta(DatedRule.Meta):
        constraints = dated("policy_urgencyorder")

    @property
    def table(self) -> list[tuple[str, list[int]]]:
        """Red first, the places of its three parts counted from 1, for people."""
        return [
            (str(OF_URGENCY[name]), [place + 1 for place in self.levels[row : row + 3]])
            for name, row in zip(URGENCIES, (12, 9, 6, 3), strict=True)
        ]
