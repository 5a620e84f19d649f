"""What anybody may read of a need."""

from django.db.models import QuerySet

from publication.models import PublicNeed


def public_needs() -> QuerySet[PublicNeed]:
    """Live, approved, in a public state."""
    return PublicNeed.objects.filter(live=True, state__in=["published", "covered", "closed"])
