"""Which volunteers could do it, and what each lacks: the office sees numbers, skills and checks, never a name."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from common.durations import duration
from needs.models import Case, NeedItem
from programmes.volunteers.models import Volunteer
from programmes.volunteers.requirements import Requirement, requirements
from programmes.volunteers.skills import FITTING
from programmes.volunteers.states import VolunteerState
from volunteering.models import Assignment
from volunteering.rules import minors_concerned, overlap, week_of
from volunteering.states import TAKING

MOST = 30


@dataclass(frozen=True)
class Candidate:
    """`left_minutes` of the week; `may` when nothing is in the way at this time."""

    volunteer: Volunteer
    requirements: list[Requirement]
    left_minutes: int
    busy: bool
    consented: bool
    may: bool

    @property
    def left_text(self) -> str:
        return duration(self.left_minutes)


def candidates(case: Case, item: NeedItem, starts_at: datetime, minutes: int, at: datetime) -> list[Candidate]:
    """Those with a fitting skill whose area holds the county; who may come first, then by number."""
    day, minors = localdate(starts_at), minors_concerned(case, item)
    skilled = Q()
    for skill in sorted(FITTING.get(item.category, ())):
        skilled |= Q(skills__contains=[skill])
    near = Q(region__code__startswith=case.county_id[:6]) | Q(region__code=f"{case.county_id[:4]}00000000")
    found = (
        Volunteer.objects.filter(skilled, near, organisation__suspended_at__isnull=True)
        .exclude(state=VolunteerState.LEFT)
        .select_related("organisation", "region")
    )
    agreed = {one.recipient_id for one in case.consents.filter(purpose="share") if one.is_live(at)}
    ready: list[tuple[Volunteer, list[Requirement]]] = []
    blocked: list[tuple[Volunteer, list[Requirement]]] = []
    for volunteer in found.order_by("number") if skilled else []:
        asked = requirements(volunteer, on=day, minors=minors)
        (ready if all(one.met for one in asked) else blocked).append((volunteer, asked))
    ready.sort(key=lambda pair: pair[0].organisation_id not in agreed)
    chosen = [*ready[:MOST], *blocked[: MOST // 3]]
    taken = _taken([volunteer for volunteer, _asked in chosen], day)
    return [
        _candidate(volunteer, asked, starts_at, minutes, taken[volunteer.pk], volunteer.organisation_id in agreed)
        for volunteer, asked in chosen
    ]


def _taken(volunteers: list[Volunteer], day: date) -> dict[UUID, list[Assignment]]:
    """What each of them has in this week, in one query."""
    monday, after = week_of(day)
    found: dict[UUID, list[Assignment]] = defaultdict(list)
    for one in Assignment.objects.filter(
        volunteer__in=volunteers, state__in=TAKING, serves_on__gte=monday, serves_on__lt=after
    ).only("volunteer_id", "starts_at", "planned_minutes"):
        found[one.volunteer_id].append(one)
    return found


def _candidate(
    volunteer: Volunteer,
    asked: list[Requirement],
    starts_at: datetime,
    minutes: int,
    taken: list[Assignment],
    consented: bool,
) -> Candidate:
    left = max(0, volunteer.weekly_minutes - sum(one.planned_minutes for one in taken))
    busy = any(overlap(one.starts_at, one.planned_minutes, starts_at, minutes) for one in taken)
    may = all(one.met for one in asked) and left >= minutes and not busy
    return Candidate(volunteer, asked, left, busy, consented, may)
