"""Complaints about a match or a charity's programme: whoever proposed, decided, answered or approved it."""

from matching.models import Match
from needs.complaints.models import SubjectKind
from needs.complaints.subjects import Subject, resolves, subject
from programmes.models import Programme


@resolves(SubjectKind.MATCH)
def match(number: str) -> Subject | None:
    one = Match.objects.filter(number=number.upper()).first()
    return one and subject(SubjectKind.MATCH, one.number, one.county_id,
                           [one.proposed_by_id, one.decided_by_id, one.answered_by_id])


@resolves(SubjectKind.PROGRAMME)
def programme(slug: str) -> Subject | None:
    """The place is the charity's county; a charity of the city is the city's own matter."""
    one = Programme.objects.filter(slug=slug).select_related("charity").first()
    return one and subject(SubjectKind.PROGRAMME, one.slug, one.charity.region_id,
                           [one.created_by_id, one.approved_by_id])
