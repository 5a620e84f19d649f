"""What anybody may read of notices, and what staff of the area may."""

from django.db.models import Q, QuerySet

from needs.access import cases_for
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from publication.notices.models import CaseNotice, NoticeObjection, PublicNotice
from publication.notices.states import PUBLIC

COUNTY_DIGITS = 6


def current_notices() -> QuerySet[PublicNotice]:
    """On the board now; the day after its end a notice does not exist for the public."""
    return PublicNotice.objects.filter(state__in=PUBLIC).select_related("place__parent", "county")


def notices_for(user: User) -> QuerySet[PublicNotice]:
    if not access.has_permission(user, P.SEE_CASES):
        return PublicNotice.objects.none()
    own = CaseNotice.objects.filter(case__in=cases_for(user))
    return PublicNotice.objects.filter(pk__in=own.values("notice")).select_related("place", "county")


def objections_for(user: User) -> QuerySet[NoticeObjection]:
    """For those who decide about them in this area."""
    prefixes = access.region_prefixes(user, P.DECIDE_OBJECTION)
    return NoticeObjection.objects.filter(access.within_regions(prefixes, "notice__county__code")).select_related(
        "notice__place", "notice__county", "rechecker", "decided_by"
    )


def waiting_objections(user: User) -> QuerySet[NoticeObjection]:
    """Open ones that this person may take: not yet anybody's, or already theirs; never one of an own case."""
    own = CaseNotice.objects.filter(case__owner=user).values("notice")
    waiting = Q(state="received") & ~Q(notice__in=own)
    return objections_for(user).filter(waiting | Q(state="rechecking", rechecker=user)).order_by("due_at", "number")


def waiting_notices(user: User) -> QuerySet[PublicNotice]:
    """To check or to post, for the township's reviewer; not what this person drafted. The county steps in by the list."""
    towns = [prefix for prefix in access.region_prefixes(user, P.CHECK_NOTICE) if len(prefix) > COUNTY_DIGITS]
    links = CaseNotice.objects.filter(access.within_regions(towns, "case__township__code"))
    waiting = Q(state="drafted") & ~Q(drafted_by=user) | Q(state="checked")
    return (
        PublicNotice.objects.filter(waiting, pk__in=links.values("notice"))
        .select_related("place")
        .order_by("drafted_at")
    )
