"""Complaints about a match or a charity's programme: whoever proposed, decided, answered or approved it."""

from django.db.models import Q

from casework.complaints.models import SubjectKind
from casework.complaints.subjects import Subject, resolves, subject
from matching.models import Match
from programmes.models import Programme


@resolves(SubjectKind.MATCH)
def match(number: str) -> Subject | None:
    """Of a match, or of a pool of promises that was decided as one."""
    number = number.upper()
    one = Match.objects.filter(Q(number=number) | Q(pool__number=number)).order_by("number").first()
    if one is None:
        return None
    return subject(
        SubjectKind.MATCH, number, one.county_id, [one.proposed_by_id, one.decided_by_id, one.answered_by_id]
    )


@resolves(SubjectKind.PROGRAMME)
def programme(slug: str) -> Subject | None:
    """The place is the charity's county; a charity of the city is the city's own matter."""
    one = Programme.objects.filter(slug=slug).select_related("charity").first()
    if one is None:
        return None
    return subject(SubjectKind.PROGRAMME, one.slug, one.charity.region_id, [one.created_by_id, one.approved_by_id])
