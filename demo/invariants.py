"""What must hold of the invented city beside what holds everywhere (domain reference §7.7)."""

from django.db import connection
from django.db.models import Count, Q

from common.invariants import Breaches, invariant
from common.regions import demo_city
from needs.models import Case, StatutoryAid
from publication.models import PublicNeed

STANDARDS = {county.code: (county.dibao_urban_fen, county.dibao_rural_fen) for county in demo_city.COUNTIES}
SEEN_TWICE = 2  # scenario 2 (fast aid twice) and scenario 5 (education aid twice): the same person has two cases


@invariant
def fast_aid_is_at_most_a_month() -> Breaches:
    """Temporary aid of the fast track is at most one month's 低保 standard per person (CC-2026, §3.3)."""
    fast = StatutoryAid.objects.filter(case__track="fast", aid_type="temporary_aid", state="granted")
    for aid in fast.select_related("case__household", "case__township"):
        if aid.amount_fen > _fast_cap_fen(aid.case):
            yield f"fast aid of {aid.case.number}"


@invariant
def only_the_meant_people_are_seen_twice() -> Breaches:
    """No identity number is in two households, but for those that two scenarios are about."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id_index from needs_person where id_index <> '' group by id_index "
            "having count(distinct household_id) > 1"
        )
        reused = len(cursor.fetchall())
    if reused > SEEN_TWICE:
        yield f"{reused} identity numbers in two households, {SEEN_TWICE} are meant to be"


def counts() -> dict[str, int]:
    """What a seed reports at its end."""
    states = Case.objects.aggregate(cases=Count("pk"), open=Count("pk", filter=~Q(closed_at__isnull=False)))
    return {**states, "public": PublicNeed.objects.filter(live=True).count()}


def _fast_cap_fen(case: Case) -> int:
    """Of the kind of place: urban or rural."""
    urban, rural = STANDARDS[case.county_id]
    base = urban if case.township and case.township.area_type == "urban" else rural
    return base * case.household.size
