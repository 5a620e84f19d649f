"""Who is told of a complaint: never those it is about; the complainant by a number, where a phone was left."""

from datetime import datetime

from casework.complaints import offices
from casework.complaints.models import Complaint
from common.links import for_office
from common.outbox.services import subscribe
from organisations.models import NotificationKind as Kind
from organisations.models import User
from organisations.notices import tell, text_family
from organisations.permissions import Permission as P
from privacy.internal import unseal
from privacy.purposes import Internal


def _complaint(event) -> Complaint:
    return Complaint.objects.get(pk=event.payload["complaint_id"])


def _tell_people(complaint: Complaint, permission: P, kind: Kind, key: str, at: datetime, *, but=()) -> None:
    out = {*complaint.respondents.values_list("user_id", flat=True), *but}
    users = User.objects.filter(pk__in=offices.people_of(complaint.office_id, permission) - out)
    tell(
        users=users, kind=kind, number=complaint.number, about=for_office("complaint", complaint.number), key=key, at=at
    )


def _tell_handler(complaint: Complaint, kind: Kind, key: str, at: datetime) -> None:
    if complaint.handler is not None:
        tell(
            users=[complaint.handler],
            kind=kind,
            number=complaint.number,
            about=for_office("complaint", complaint.number),
            key=key,
            at=at,
        )


def _tell_complainant(complaint: Complaint, kind: Kind) -> None:
    if complaint.phone:
        phone = unseal(complaint.phone, purpose=Internal.TELL_THEM)
        text_family(phone=phone, kind=kind, number=complaint.number)


@subscribe("complaint.filed")
def tell_leads(event, at: datetime) -> None:
    _tell_people(_complaint(event), P.ASSIGN_COMPLAINT, Kind.COMPLAINT_NEW, event.key, at)


@subscribe("complaint.assigned")
def tell_handler(event, at: datetime) -> None:
    _tell_handler(_complaint(event), Kind.COMPLAINT_ASSIGNED, event.key, at)


@subscribe("complaint.assigned")
def acknowledge(event, at: datetime) -> None:
    """Once: a change of the handler is no second acknowledgement."""
    complaint = _complaint(event)
    if complaint.assigned_at is not None and complaint.assigned_at == complaint.acknowledged_at:
        _tell_complainant(complaint, Kind.COMPLAINT_ACCEPTED)


@subscribe("complaint.submitted")
def tell_approvers(event, at: datetime) -> None:
    complaint = _complaint(event)
    _tell_people(complaint, P.APPROVE_COMPLAINT, Kind.COMPLAINT_SUBMITTED, event.key, at, but=[complaint.handler_id])


@subscribe("complaint.sent_back")
def tell_sent_back(event, at: datetime) -> None:
    _tell_handler(_complaint(event), Kind.COMPLAINT_RETURNED, event.key, at)


@subscribe("complaint.closed")
def tell_answer(event, at: datetime) -> None:
    _tell_complainant(_complaint(event), Kind.COMPLAINT_ANSWERED)


@subscribe("complaint.refused")
def tell_refusal(event, at: datetime) -> None:
    _tell_complainant(_complaint(event), Kind.COMPLAINT_REFUSED)
