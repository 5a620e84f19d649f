"""What follows from a notice's news: the county is told of an objection, the owner of its end; a decision archives it."""

from datetime import datetime

from common.links import for_office
from common.outbox.services import every_tick, subscribe
from needs.models import Case, StatutoryAid
from organisations.models import NotificationKind as Kind
from organisations.models import Organisation
from organisations.notices import members_with, tell
from organisations.permissions import Permission as P
from publication.notices.models import PublicNotice
from publication.notices.selectors import GRANTED, TEMPORARY
from publication.notices.services import end_notices
from publication.notices.services.notices import archive_notice


@subscribe("notice.objected")
def tell_county(event, at: datetime) -> None:
    case = Case.objects.get(pk=event.payload["case_id"])
    office = Organisation.objects.filter(kind="civil_affairs", region=case.county_id).first()
    if office is not None:
        tell(
            users=members_with(office, P.DECIDE_OBJECTION),
            kind=Kind.NOTICE_OBJECTION,
            number=case.number,
            about=for_office("notices"),
            key=event.key,
            at=at,
        )


@subscribe("notice.ended")
def tell_owner(event, at: datetime) -> None:
    case = Case.objects.select_related("owner").get(pk=event.payload["case_id"])
    tell(
        users=[case.owner],
        kind=Kind.NOTICE_ENDED,
        number=case.number,
        about=for_office("case", case.number),
        key=event.key,
        at=at,
    )


@subscribe("aid.recorded")
def archive(event, at: datetime) -> None:
    case = Case.objects.get(pk=event.payload["case_id"])
    if StatutoryAid.objects.filter(case=case, aid_type=TEMPORARY, state=GRANTED).exists():
        archive_notice(case=case, at=at)


@every_tick
def take_down_what_is_over(at: datetime) -> None:
    if PublicNotice.objects.filter(state="posted", ends_at__lte=at).exists():
        end_notices(at)
