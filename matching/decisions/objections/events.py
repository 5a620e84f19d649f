"""Who hears of what a family objects to or asks: the officers who may answer, then the case's owner and the family."""

from datetime import datetime

from common.links import for_office
from common.outbox.services import subscribe
from matching.decisions.objections.models import Objection
from organisations.models import NotificationKind as Kind
from organisations.notices import officers_for, tell, text_family
from organisations.permissions import Permission as P
from privacy.internal import unseal
from privacy.purposes import Internal


def _objection(event) -> Objection:
    return Objection.objects.select_related("case__household", "case__owner", "match").get(
        pk=event.payload["objection_id"]
    )


@subscribe("objection.raised")
def tell_officers(event, at: datetime) -> None:
    one = _objection(event)
    tell(
        users=officers_for(one.case.county_id, P.APPROVE_MATCH),
        kind=Kind.OBJECTION_RAISED,
        number=one.case.number,
        about=for_office("case.objections", one.case.number),
        key=event.key,
        at=at,
    )


@subscribe("objection.answered")
def tell_owner_and_family(event, at: datetime) -> None:
    one = _objection(event)
    tell(
        users={user for user in (one.case.owner, one.raised_by) if user is not None},
        kind=Kind.OBJECTION_ANSWERED,
        number=one.case.number,
        about=for_office("case.objections", one.case.number),
        key=event.key,
        at=at,
    )
    head = one.case.household.head
    if head and head.phone and not one.case.household.sensitive:
        text_family(
            phone=unseal(head.phone, purpose=Internal.TELL_THEM), kind=Kind.OBJECTION_ANSWERED, number=one.case.number
        )
