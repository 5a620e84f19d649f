"""What follows from news about needs: people are told, and time does its part."""

from datetime import datetime

from common.links import for_office
from common.outbox.services import every_tick, subscribe
from needs.models import Case, Clue, ClueQuestion
from needs.services import release_expired_holds
from organisations.models import NotificationKind as Kind
from organisations.notices import tell, text_family
from privacy.internal import unseal
from privacy.purposes import Internal


def _tell_reporter(clue: Clue, kind: Kind, key: str, at: datetime) -> None:
    if clue.reporter:
        tell(
            users=[clue.reporter],
            kind=kind,
            number=clue.number,
            about=for_office("clue.report", clue.number),
            key=key,
            at=at,
        )


@subscribe("clue.taken")
def tell_taken(event, at: datetime) -> None:
    _tell_reporter(Clue.objects.get(pk=event.payload["clue_id"]), Kind.CLUE_TAKEN, event.key, at)


@subscribe("clue.returned")
def tell_returned(event, at: datetime) -> None:
    _tell_reporter(Clue.objects.get(pk=event.payload["clue_id"]), Kind.CLUE_RETURNED, event.key, at)


@subscribe("clue.asked")
def tell_asked(event, at: datetime) -> None:
    _tell_reporter(ClueQuestion.objects.get(pk=event.payload["question_id"]).clue, Kind.CLUE_QUESTION, event.key, at)


@subscribe("case.opened")
def tell_opened(event, at: datetime) -> None:
    _tell_reporter(Clue.objects.get(pk=event.payload["clue_id"]), Kind.CLUE_OPENED, event.key, at)


@subscribe("case.completed")
def tell_family(event, at: datetime) -> None:
    case = Case.objects.get(pk=event.payload["case_id"])
    head = case.household.head
    if head and head.phone and not case.household.sensitive:
        text_family(phone=unseal(head.phone, purpose=Internal.TELL_THEM), kind=Kind.CASE_CLOSED, number=case.number)


@every_tick
def expire(at: datetime) -> None:
    release_expired_holds(at)
