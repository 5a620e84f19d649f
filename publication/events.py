"""What follows from news about publication: the officer is told, the page closes with its case, time takes it down."""

from datetime import datetime

from common.links import for_office
from common.outbox.services import every_tick, subscribe
from needs.models import Case
from organisations.models import NotificationKind as Kind
from organisations.notices import tell
from publication.services.taking_down import close_public_need, expire_public_needs


@subscribe("need.published")
def tell_published(event, at: datetime) -> None:
    case = Case.objects.get(pk=event.payload["case_id"])
    tell(
        users=[case.owner],
        kind=Kind.CASE_PUBLISHED,
        number=case.number,
        about=for_office("case", case.number),
        key=event.key,
        at=at,
    )


@subscribe("need.sent_back")
def tell_sent_back(event, at: datetime) -> None:
    case = Case.objects.get(pk=event.payload["case_id"])
    tell(
        users=[case.owner],
        kind=Kind.TEXT_RETURNED,
        number=case.number,
        about=for_office("case.text", case.number),
        key=event.key,
        at=at,
    )


@subscribe("case.completed")
def close_publication(event, at: datetime) -> None:
    case = Case.objects.get(pk=event.payload["case_id"])
    if case.public_need_id:
        close_public_need(case=case, at=at)


@every_tick
def expire(at: datetime) -> None:
    expire_public_needs(at)
