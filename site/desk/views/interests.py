"""For the auditor: what people have declared, and which attempts to help a certain person were stopped."""

from django.utils import timezone

from casework.conflicts_of_interest import services
from casework.conflicts_of_interest.access import blocks_for_audit
from desk.frame import page
from desk.views.door import staff_only
from organisations import access
from organisations.permissions import Permission as P
from privacy.purposes import Purpose
from privacy.responses import shown
from workspace.door import SignedIn
from workspace.paging import paged


@staff_only
def index(request: SignedIn):
    access.require(request.user, P.SEE_INTERESTS)
    declared = services.read_all(by=request.user, at=timezone.now())
    stopped = paged(request, blocks_for_audit(request.user))
    stopped.object_list = [one for row in stopped for one in shown(request, row, row, "words", purpose=Purpose.OVERSEE)]
    return page(request, "interests.html", {"declared": declared, "blocks": stopped})
