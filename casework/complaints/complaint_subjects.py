"""Complaints about what the demand side owns: a report, a case, a public need."""

from casework.complaints.models import SubjectKind
from casework.complaints.subjects import Subject, resolves, subject
from needs.models import Case, Clue
from publication.models import PublicNeed


@resolves(SubjectKind.CLUE)
def clue(number: str) -> Subject | None:
    """Who was asked first and answers for it."""
    one = Clue.objects.filter(number=number.upper()).first()
    return subject(SubjectKind.CLUE, one.number, one.county_id, [one.owner_id]) if one else None


@resolves(SubjectKind.CASE)
def case(number: str) -> Subject | None:
    """Whoever keeps it, both signers of each verification, and who confirmed the gap."""
    one = Case.objects.filter(number=number).first()
    if one is None:
        return None
    signed = [user for pair in one.verifications.values_list("first_by", "second_by") for user in pair]
    return subject(SubjectKind.CASE, one.number, one.county_id, [one.owner_id, one.gap_confirmed_by_id, *signed])


@resolves(SubjectKind.NEED)
def need(slug: str) -> Subject | None:
    """Author and approver of the text: of one that is, or was, public."""
    one = PublicNeed.objects.filter(slug=slug, approved_by__isnull=False).first()
    return subject(SubjectKind.NEED, one.slug, one.county_id, [one.author_id, one.approved_by_id]) if one else None
