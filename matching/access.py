"""Which matches a person may have: officers by area, charities and enterprises their own, donors their pledges'."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from matching.models import Match, Run
from matching.models.queries import MatchQuerySet
from matching.runs.records.models import NetworkRecord
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P

LISTED = ("case", "item")  # what every list says of a match: which need, counted how


def _listed(matches: MatchQuerySet) -> MatchQuerySet:
    return matches.select_related(*LISTED)


def _offered(own: Q) -> MatchQuerySet:
    """What partners see: a proposal is the office's alone until it is approved."""
    return _listed(Match.objects.filter(own).exclude(state__in=["proposed", "returned", "superseded"]))


def _handed_over_by(own: list) -> Q:
    return Q(programme__charity__in=own) | Q(fund__custodian__in=own) | Q(resource__keeper__in=own)


def matches_for_officer(user: User) -> MatchQuerySet:
    prefixes = [*access.region_prefixes(user, P.APPROVE_MATCH), *access.region_prefixes(user, P.RUN_MATCHING)]
    return _listed(Match.objects.filter(access.within_regions(prefixes, "county__code")))


def runs_for_officer(user: User) -> QuerySet[Run]:
    """Runs of the own area that left a record; a run without one proves nothing and is not shown."""
    prefixes = [*access.region_prefixes(user, P.APPROVE_MATCH), *access.region_prefixes(user, P.RUN_MATCHING)]
    proved = Exists(NetworkRecord.objects.filter(run=OuterRef("pk")))
    runs = Run.objects.filter(proved, access.within_regions(prefixes, "county__code"), finished_at__isnull=False)
    return runs.select_related("county", "started_by")


def matches_for_charity(user: User) -> MatchQuerySet:
    """Offers to its programmes and of its goods and services, and whatever it keeps for others and delivers."""
    own = [one.pk for one in access.organisations_with(user, P.ANSWER_MATCH)]
    return _offered(_handed_over_by(own) | Q(resource__owner__in=own))


def matches_to_deliver(user: User) -> MatchQuerySet:
    """Those whose help the own organisation hands over: only its people meet the household or see its papers."""
    own = [one.pk for one in access.organisations_with(user, P.RECORD_DELIVERY)]
    return _offered(_handed_over_by(own))


def matches_for_enterprise(user: User) -> MatchQuerySet:
    own = [one.pk for one in access.organisations_with(user, P.SEE_STATEMENT)]
    return _offered(Q(fund__enterprise__in=own) | Q(resource__owner__in=own, resource__owner__kind="enterprise"))


def matches_for_donor(user: User) -> MatchQuerySet:
    return _listed(Match.objects.filter(pledge__donor=user, state="offered"))
