"""The six signals that the demand side's own rows give (domain reference §3.9, 1–6).

They write nothing but the index of an employer. A village is told apart by its region, an employer by a blind index;
neither is named.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from statistics import mean, pstdev

from django.db.models import Q
from django.utils.timezone import localdate

from casework.complaints.models import Complaint
from casework.early_warning.models import EmployerMark, SignalKind
from casework.early_warning.registry import Sign, signal
from casework.early_warning.thresholds import KEYWORDS, TABLE
from common.crypto import blind_index
from common.ids import compact
from common.regions.models import Level
from needs.causes import Cause
from needs.models import Case, Clue
from privacy.internal import unseal
from privacy.purposes import Internal

WEEK = timedelta(days=7)


def _window(kind: SignalKind, at: datetime) -> tuple[datetime, date, date]:
    start = at - timedelta(days=TABLE[kind].days)
    return start, localdate(start), localdate(at)


def is_burst(now: int, weeks: list[int], least: int, factor: float) -> bool:
    """This week's count against those of the weeks before."""
    return now >= least and now > mean(weeks) + factor * pstdev(weeks)


@signal(SignalKind.BURST)
def burst(at: datetime) -> Iterator[Sign]:
    """(1) Cause × township: five cases or more in a week, above the mean of twelve weeks by two standard deviations."""
    rule = TABLE[SignalKind.BURST]
    start, since, until = _window(SignalKind.BURST, at)
    rows = Case.objects.filter(
        opened_at__gt=start - timedelta(days=rule.before), opened_at__lte=at, township__isnull=False
    )
    weeks: dict[tuple, Counter] = defaultdict(Counter)
    numbers: dict[tuple, list[str]] = defaultdict(list)
    for county, township, cause, opened, number in rows.values_list(
        "county_id", "township_id", "cause", "opened_at", "number"
    ):
        week = int((at - opened) / WEEK)
        weeks[county, township, cause][week] += 1
        if week == 0:
            numbers[county, township, cause].append(number)
    for (county, township, cause), found in sorted(numbers.items()):
        before = [weeks[county, township, cause][week] for week in range(1, rule.before // 7 + 1)]
        if is_burst(len(found), before, rule.least, rule.factor):
            yield Sign(
                county,
                since,
                until,
                tuple(sorted(found)),
                f"{township}:{cause}",
                township,
                {"cause": cause, "mean": round(mean(before), 2), "deviation": round(pstdev(before), 2)},
            )


@signal(SignalKind.COMPLAINTS)
def repeated_complaints(at: datetime) -> Iterator[Sign]:
    """(2) Three complaints in fourteen days about one thing, or in words that mean one thing; appeals are no second one."""
    start, since, until = _window(SignalKind.COMPLAINTS, at)
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in Complaint.objects.filter(received_at__gt=start, received_at__lte=at, appeal_of__isnull=True):
        if one.subject_kind:
            groups[one.county_id, f"{one.subject_kind}:{one.subject_number}"].add(one.number)
        words = unseal(one.words, purpose=Internal.SIGNALS)
        for word, spellings in KEYWORDS.items():
            if any(spelling in words for spelling in spellings):
                groups[one.county_id, f"word:{word}"].add(one.number)
    for (county, key), found in sorted(groups.items()):
        if len(found) >= TABLE[SignalKind.COMPLAINTS].least:
            yield Sign(county, since, until, tuple(sorted(found)), key, facts={"about": key})


@signal(SignalKind.EMPLOYER)
def unpaid_by_one_employer(at: datetime) -> Iterator[Sign]:
    """(3) Three households in ninety days whom one employer owes wages."""
    start, since, until = _window(SignalKind.EMPLOYER, at)
    cases = Case.objects.filter(cause=Cause.WAGES, opened_at__gt=start, opened_at__lte=at)
    _mark(cases.exclude(pk__in=EmployerMark.objects.values("case")))
    groups: dict[tuple[str, str], list[tuple[str, str | None]]] = defaultdict(list)
    marks = EmployerMark.objects.filter(case__in=cases).values_list(
        "case__county_id", "index", "case__number", "case__township_id", "case__household_id"
    )
    households = set()
    for county, index, number, township, household in marks.order_by("case__number"):
        if (index, household) not in households:
            households.add((index, household))
            groups[county, index].append((number, township))
    for (county, index), found in sorted(groups.items()):
        if len(found) >= TABLE[SignalKind.EMPLOYER].least:
            towns = {township for _number, township in found}
            yield Sign(
                county,
                since,
                until,
                tuple(number for number, _township in found),
                index,
                towns.pop() if len(towns) == 1 else None,
            )


def _mark(cases) -> None:
    """The index of employers not seen before; an empty name has none."""
    EmployerMark.objects.bulk_create(
        [
            EmployerMark(case=case, index=blind_index(name, "emerging.employer"))
            for case in cases
            if (name := compact(unseal(case.employer, purpose=Internal.SIGNALS)))
        ],
        ignore_conflicts=True,
    )


@signal(SignalKind.LATE)
def late_share(at: datetime) -> Iterator[Sign]:
    """(4) The share of first contacts that came too late is twice that of the twelve weeks before."""
    rule = TABLE[SignalKind.LATE]
    start, since, until = _window(SignalKind.LATE, at)
    rows = Clue.objects.filter(received_at__gt=start - timedelta(days=rule.before), contact_due_at__lte=at).filter(
        Q(owned_at__isnull=False) | Q(state="received")
    )
    late: dict[str, list[str]] = defaultdict(list)
    counts: dict[str, Counter] = defaultdict(Counter)
    for county, received, due, owned, number in rows.values_list(
        "county_id", "received_at", "contact_due_at", "owned_at", "number"
    ):
        period, too_late = ("now" if received > start else "before"), (owned or at) > due
        counts[county][period] += 1
        counts[county][period, "late"] += too_late
        if too_late and period == "now":
            late[county].append(number)
    for county, found in sorted(late.items()):
        of = counts[county]
        if len(found) >= rule.least and len(found) * of["before"] >= rule.factor * of["before", "late"] * of["now"]:
            yield Sign(
                county,
                since,
                until,
                tuple(sorted(found)),
                facts={
                    "late": len(found),
                    "all": of["now"],
                    "late_before": of["before", "late"],
                    "all_before": of["before"],
                },
            )


@signal(SignalKind.BOTTOM_LINE)
def bottom_line(at: datetime) -> Iterator[Sign]:
    """(5) Two reports in thirty days of danger to life or of violence at home (C02), in one county."""
    start, since, until = _window(SignalKind.BOTTOM_LINE, at)
    rows = (
        Clue.objects.filter(received_at__gt=start, received_at__lte=at)
        .exclude(state="merged")
        .filter(Q(life_danger=True) | Q(case__cause=Cause.VIOLENCE))
    )
    groups: dict[str, set[str]] = defaultdict(set)
    for county, number in rows.values_list("county_id", "number"):
        groups[county].add(number)
    for county, found in sorted(groups.items()):
        if len(found) >= TABLE[SignalKind.BOTTOM_LINE].least:
            yield Sign(county, since, until, tuple(sorted(found)))


@signal(SignalKind.TURNED_AWAY)
def turned_away(at: datetime) -> Iterator[Sign]:
    """(6) Three from one village in ninety days whom nobody helped: returned as a report or as a case."""
    start, since, until = _window(SignalKind.TURNED_AWAY, at)
    rows = Clue.objects.filter(received_at__gt=start, received_at__lte=at, region__level=Level.VILLAGE).filter(
        Q(state="returned") | Q(case__state="returned")
    )
    groups: dict[tuple, list[str]] = defaultdict(list)
    for county, township, village, number in rows.values_list("county_id", "township_id", "region_id", "number"):
        groups[county, township, village].append(number)
    for (county, township, village), found in sorted(groups.items()):
        if len(found) >= TABLE[SignalKind.TURNED_AWAY].least:
            yield Sign(county, since, until, tuple(sorted(found)), village, township)
