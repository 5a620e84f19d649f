"""“Of the last 90 days, 37 households would fit and 6 nearly”: what a rule would do, in counts and nothing else.

Real verified items of the source's region, judged by the same evaluator as the matches. Counts below ten are not told:
a small number beside a narrow rule would point at somebody (domain reference §5.4).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from common.regions.models import Level, Region
from common.rules import Outcome
from needs import criteria
from needs.models import NeedItem
from needs.states import CaseState

DAYS = 90
SMALLEST_TOLD = 10
LEFT_OUT = (CaseState.RETURNED, CaseState.MERGED)
FIELDS = (
    "category",
    "verified_cost_fen",
    "insurance_fen",
    "statutory_fen",
    "gap_fen",
    "case__cause",
    "case__urgency",
    "case__event_on",
    "case__household__identity",
    "case__household__monthly_income_fen",
    "case__household__size",
    "case__household__minors",
    "case__household__elderly",
    "case__household__disabled",
    "case__household__local_hukou",
)


@dataclass(frozen=True)
class Preview:
    """Households, not items. `near`: exactly one condition fails, or only facts that nobody has established yet."""

    fits: int
    near: int

    @property
    def fits_hidden(self) -> bool:
        return self.fits < SMALLEST_TOLD

    @property
    def near_hidden(self) -> bool:
        return self.near < SMALLEST_TOLD


def preview(rule: dict[str, Any], region: Region, kind: str, at: datetime) -> Preview:
    """Count over the verified items of one kind; only the columns that a rule may speak of are read."""
    place = "case__township__code" if region.level >= Level.TOWNSHIP else "case__county__code"
    items = (
        NeedItem.objects.filter(case__opened_at__gte=at - timedelta(days=DAYS), case__opened_at__lte=at, kind=kind)
        .filter(**{f"{place}__startswith": region.prefix}, verified_cost_fen__isnull=False)
        .exclude(case__state__in=LEFT_OUT)
        .select_related("case__household")
        .only(*FIELDS)
    )
    fits, near = set(), set()
    for item in items.iterator(chunk_size=500):
        outcome, reasons = criteria.judge(rule, criteria.facts_of(item, on=localdate(at)))
        failed = sum(reason.outcome == Outcome.FAIL for reason in reasons)
        if outcome == Outcome.PASS:
            fits.add(item.case.household_id)
        elif outcome == Outcome.UNKNOWN or failed == 1:
            near.add(item.case.household_id)
    return Preview(len(fits), len(near - fits))
