"""What needs the keepers of volunteers: checks to decide, services to arrange or to report."""

from django.db.models import QuerySet
from django.utils import timezone

from organisations import access
from organisations.permissions import Permission as P
from programmes.volunteers.access import own_volunteers
from programmes.volunteers.models import Vetting
from volunteering.access import for_organisation
from volunteering.models import Assignment


def to_decide(user) -> QuerySet[Vetting]:
    """Checks that a colleague submitted: nobody decides about their own."""
    if not access.has_permission(user, P.VET_VOLUNTEER):
        return Vetting.objects.none()
    mine = own_volunteers(user).values("pk")
    return Vetting.objects.filter(decision="", volunteer__in=mine).exclude(submitted_by=user)


def to_arrange(user) -> QuerySet[Assignment]:
    """Asked for and not answered, or over and not reported."""
    if not access.has_permission(user, P.MANAGE_VOLUNTEERS):
        return Assignment.objects.none()
    mine = for_organisation(user)
    return mine.filter(state="proposed") | mine.filter(state="confirmed", starts_at__lte=timezone.now())
