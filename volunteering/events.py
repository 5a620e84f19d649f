"""Whom an assignment is told to: the organisation what is asked of it, the office what became of it."""

from datetime import datetime

from common.links import for_office, for_partner
from common.outbox.services import every_tick, subscribe
from needs.models import Case, Consent
from organisations.models import NotificationKind as Kind
from organisations.notices import members_with, tell
from organisations.permissions import Permission as P
from volunteering.models import Assignment
from volunteering.services import lapse_unanswered, recall


def _assignment(event) -> Assignment:
    return Assignment.objects.select_related("case__owner", "organisation", "proposed_by").get(
        pk=event.payload["assignment_id"]
    )


def _tell_organisation(event, at: datetime) -> None:
    one = _assignment(event)
    tell(
        users=members_with(one.organisation, P.MANAGE_VOLUNTEERS),
        kind=Kind.VOLUNTEER_ASKED,
        number=one.number,
        about=for_partner("assignment", one.number),
        key=event.key,
        at=at,
    )


def _tell_office(event, at: datetime) -> None:
    one = _assignment(event)
    tell(
        users={one.proposed_by, one.case.owner},
        kind=Kind.VOLUNTEER_ANSWERED,
        number=one.number,
        about=for_office("case.volunteers", one.case.number),
        key=event.key,
        at=at,
    )


@subscribe("assignment.proposed")
def on_proposed(event, at: datetime) -> None:
    _tell_organisation(event, at)


@subscribe("assignment.sent_back")
def on_sent_back(event, at: datetime) -> None:
    _tell_organisation(event, at)


@subscribe("assignment.recalled")
def on_recalled(event, at: datetime) -> None:
    _tell_organisation(event, at)


@subscribe("assignment.cancelled")
def on_cancelled(event, at: datetime) -> None:
    _tell_organisation(event, at)
    _tell_office(event, at)


@subscribe("assignment.confirmed")
def on_confirmed(event, at: datetime) -> None:
    _tell_office(event, at)


@subscribe("assignment.declined")
def on_declined(event, at: datetime) -> None:
    _tell_office(event, at)


@subscribe("assignment.lapsed")
def on_lapsed(event, at: datetime) -> None:
    _tell_office(event, at)


@subscribe("assignment.reported")
def on_reported(event, at: datetime) -> None:
    _tell_office(event, at)


@subscribe("consent.withdrawn")
def stop_visits(event, at: datetime) -> None:
    consent = Consent.objects.select_related("case").get(pk=event.payload["consent_id"])
    if consent.purpose == "share":
        recall(case=consent.case, consent=consent, at=at)


@subscribe("case.completed")
def stop_when_completed(event, at: datetime) -> None:
    recall(case=Case.objects.get(pk=event.payload["case_id"]), at=at)


@subscribe("case.ended")
def stop_when_ended(event, at: datetime) -> None:
    recall(case=Case.objects.get(pk=event.payload["case_id"]), at=at)


@every_tick
def lapse(at: datetime) -> None:
    lapse_unanswered(at)
