"""Signal 7 of domain reference §3.9: one charity, or one person who decides, with an unusual share of a county's matches."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from casework.early_warning.models import SignalKind
from casework.early_warning.registry import Sign, signal
from casework.early_warning.thresholds import TABLE
from matching.models import Match
from matching.runs.pools.selectors import one_decision_each

SOURCES = 3  # where fewer charities took part there is no share to speak of
DECIDERS = 2  # a county with a single person who decides is no finding
Row = tuple[str, UUID | None, UUID | None]  # number, charity, who decided


@signal(SignalKind.CONCENTRATION)
def concentration(at: datetime) -> Iterator[Sign]:
    """Of the matches that were approved within ninety days."""
    rule = TABLE[SignalKind.CONCENTRATION]
    start = at - timedelta(days=rule.days)
    decided = Match.objects.filter(decided_at__gt=start, decided_at__lte=at).exclude(state="returned")
    rows = one_decision_each(decided).values_list(
        "county_id", "number", "programme__charity_id", "fund__custodian_id", "decided_by_id"
    )
    by_county: dict[str, list[Row]] = defaultdict(list)
    for county, number, charity, custodian, person in rows:
        by_county[county].append((number, charity or custodian, person))
    for county, found in sorted(by_county.items()):
        for who, key, numbers in unusual(found, rule.least, rule.factor):
            yield Sign(
                county,
                localdate(start),
                localdate(at),
                numbers,
                f"{who}:{key}",
                facts={"who": who, "matches": len(numbers), "all": len(found)},
            )


def unusual(found: list[Row], least: int, share: float) -> Iterator[tuple[str, UUID, tuple[str, ...]]]:
    """A charity or a person with this share or more of at least so many matches, and the numbers of those matches."""
    charities = [(number, charity) for number, charity, _person in found]
    people = [(number, person) for number, _charity, person in found]
    for rows, who, others in ((charities, "charity", SOURCES), (people, "person", DECIDERS)):
        counts = Counter(one for _number, one in rows if one)
        if len(found) < least or len(counts) < others:
            continue
        key, number = counts.most_common(1)[0]
        if number >= share * len(found):
            yield who, key, tuple(sorted(name for name, one in rows if one == key))
