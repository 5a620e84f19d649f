"""Parts of the invariants that look into files: caps of the demo's rule pack, texts, coverage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Count, Q, Sum

from common.regions import demo_city
from needs.models import Case, Commitment, NeedItem
from publication.anonymise.gate import check
from publication.models import PublicNeed
from publication.services.public_text import known_secrets

STANDARDS = {county.code: (county.dibao_urban_fen, county.dibao_rural_fen) for county in demo_city.COUNTIES}
SEEN_TWICE = 2  # scenario 2 (fast aid twice) and scenario 5 (education aid twice): the same person has two cases


def fast_cap_fen(case: Case) -> int:
    """One month's 低保 standard per person, of the kind of place (CC-2026, domain reference §3.3)."""
    urban, rural = STANDARDS[case.county_id]
    base = urban if case.township and case.township.area_type == "urban" else rural
    return base * case.household.size


def people_seen_twice() -> int:
    return SEEN_TWICE


def texts_that_do_not_pass(needs: Iterable[PublicNeed]) -> Iterator[str]:
    cases = Case.objects.filter(public_need__in=needs).select_related("household", "township", "public_need")
    for case in cases.prefetch_related("household__people", "clues__region"):
        need = case.public_need
        result = check(need.gated_text(), known_secrets(case))
        if result.blocked or result.sha256.hex() != need.gate_hash:
            yield f"need {need.slug} does not pass the gate"


def coverage_that_differs() -> Iterator[str]:
    """The public bar is the sum of items and commitments; the items' own sums are the database's."""
    case_of = dict(Case.objects.filter(public_need__live=True).values_list("pk", "public_need_id"))
    sums: dict = defaultdict(lambda: {"charity": 0, "gift": 0})
    rows = Commitment.objects.exclude(state__in=["released"]).exclude(source_kind="gift", state="held")
    for row in rows.filter(item__case__in=case_of).values("item__case", "source_kind").annotate(fen=Sum("amount_fen")):
        sums[case_of[row["item__case"]]][row["source_kind"]] = row["fen"] or 0
    for need in PublicNeed.objects.filter(live=True):
        if (need.charity_fen, need.gifts_fen) != (sums[need.pk]["charity"], sums[need.pk]["gift"]):
            yield f"bar of need {need.slug}"
    totals = Commitment.objects.exclude(state="released").values("item").annotate(fen=Sum("amount_fen"))
    committed = {row["item"]: row["fen"] or 0 for row in totals}
    for pk, fen in NeedItem.objects.filter(kind="cash").values_list("pk", "committed_fen"):
        if fen != committed.get(pk, 0):
            yield f"committed sum of item {pk}"


def counts() -> dict[str, int]:
    """What a seed reports at its end."""
    states = Case.objects.aggregate(
        cases=Count("pk"),
        open=Count("pk", filter=~Q(closed_at__isnull=False)),
    )
    return {**states, "public": PublicNeed.objects.filter(live=True).count()}
