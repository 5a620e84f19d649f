"""Which matches a person may have: officers by area, charities and enterprises their own, donors their pledges'."""

from django.db.models import Q, QuerySet

from matching.models import Match, Run
from organisations import access
from organisations.permissions import Permission as P

WITH_PARTS = ("case__household", "case__county", "item", "programme__charity", "fund__enterprise", "fund__custodian",
              "pledge", "decided_by", "answered_by")


def matches_for_officer(user) -> QuerySet[Match]:
    prefixes = [*access.region_prefixes(user, P.APPROVE_MATCH), *access.region_prefixes(user, P.RUN_MATCHING)]
    return Match.objects.filter(access.within_regions(prefixes, "county__code")).select_related(*WITH_PARTS)


def runs_for_officer(user) -> QuerySet[Run]:
    """Runs of the own area that left a sheet; a run without one proves nothing and is not shown."""
    prefixes = [*access.region_prefixes(user, P.APPROVE_MATCH), *access.region_prefixes(user, P.RUN_MATCHING)]
    runs = Run.objects.filter(access.within_regions(prefixes, "county__code"), sheet__isnull=False, finished_at__isnull=False)
    return runs.select_related("county", "started_by")


def matches_for_charity(user) -> QuerySet[Match]:
    """Offers to its programmes, and grants of funds that it keeps (which it pays and delivers)."""
    own = [one.pk for one in access.organisations_with(user, P.ANSWER_MATCH)]
    return (
        Match.objects.filter(Q(programme__charity__in=own) | Q(fund__custodian__in=own))
        .exclude(state__in=["proposed", "returned", "superseded"]).select_related(*WITH_PARTS)
    )


def matches_for_enterprise(user) -> QuerySet[Match]:
    own = [one.pk for one in access.organisations_with(user, P.SEE_STATEMENT)]
    return (
        Match.objects.filter(fund__enterprise__in=own).exclude(state__in=["proposed", "returned", "superseded"])
        .select_related(*WITH_PARTS)
    )


def matches_for_donor(user) -> QuerySet[Match]:
    return Match.objects.filter(pledge__donor=user, state="offered").select_related(*WITH_PARTS)
