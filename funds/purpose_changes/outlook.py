"""“What would it open”: needs that wait today and that only the changed fund would fit, in counts and in money."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from common.rules import Outcome
from funds.models import Fund
from funds.purpose_changes.models import PurposeChange
from needs import criteria
from needs.models import NeedItem

SMALLEST_TOLD = 10  # households; outside the office a smaller number beside narrow conditions would point at somebody


@dataclass(frozen=True, slots=True)
class Opened:
    """`gap_fen` is what the newly fitting households still lack, each item up to the fund's cap."""

    households: int
    gap_fen: int

    @property
    def is_small(self) -> bool:
        return self.households < SMALLEST_TOLD


def opened(change: PurposeChange, at: datetime) -> Opened:
    """Open cash items that fit the new area and conditions and did not fit the old ones."""
    before = Fund(region_id=change.before["region"], rules=change.before["rules"])
    households, gap_fen = set(), 0
    for item in _waiting(change.region_id):
        facts = criteria.facts_of(item, on=localdate(at))
        if _fits(item, change, facts) and not _fits(item, before, facts):
            households.add(item.case.household_id)
            gap_fen += min(item.remaining_fen, change.cap_fen)
    return Opened(len(households), gap_fen)


def _waiting(region: str) -> Iterator[NeedItem]:
    """Verified cash items of open cases somewhere under the new area."""
    items = NeedItem.objects.filter(case__state="open", kind="cash", verified_cost_fen__isnull=False)
    inside = items.filter(case__county__code__startswith=_prefix(region)[:6]).select_related("case__household")
    return (item for item in inside.order_by("pk") if item.remaining_fen > 0)


def _fits(item: NeedItem, source: Fund | PurposeChange, facts: dict) -> bool:
    code = item.case.township_id or item.case.county_id
    return code.startswith(_prefix(source.region_id)) and criteria.judge(source.rules, facts)[0] == Outcome.PASS


def _prefix(code: str) -> str:
    """The significant digits of a code: two for a province, four, six, nine, twelve."""
    return next(code[:digits] for digits in (2, 4, 6, 9, 12) if not code[digits:].strip("0"))
