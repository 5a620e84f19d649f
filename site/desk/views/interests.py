"""For the auditor: what people have declared, and which attempts to help a certain person were stopped."""

from django.utils import timezone

from casework.conflicts_of_interest import services
from casework.conflicts_of_interest.access import blocks_for_audit
from desk.frame import page
from desk.views.door import staff_only
from organisations import access
from organisations.permissions import Permission as P
from workspace.paging import paged


@staff_only
def index(request):
    access.require(request.user, P.SEE_INTERESTS)
    declared = services.read_all(by=request.user, at=timezone.now())
    return page(
        request, "interests.html", {"declared": declared, "blocks": paged(request, blocks_for_audit(request.user))}
    )
