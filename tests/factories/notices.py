"""Public notices in named situations, each made by the services and the people who would do it."""

from datetime import datetime, timedelta
from typing import Any

from common.calendar import add_working_days
from demo.people import Cast
from needs import services as needs
from needs.models import Case
from publication.notices import services
from publication.notices.models import NoticeObjection, PublicNotice
from tests.factories import cases as make
from tests.factories.cases import FACTS, START, Y

WORDS = "这家去年刚买了车，不应该算困难。"


def surveyed_case(cast: Cast, at: datetime = START, home: Any = None, *, track: str = "expenditure") -> Case:
    """Track C, two people signed, nothing granted yet."""
    case = make.opened_case(cast, at, home or make.family())
    Case.objects.filter(pk=case.pk).update(track=track)
    case = Case.objects.get(pk=case.pk)
    make.costed_item(cast, case, at + timedelta(hours=3))
    visit = needs.sign_first(
        case=case, method="visit", visited_on=at.date(), facts=FACTS, by=cast.users["clerk"], at=at + timedelta(hours=3)
    )
    needs.sign_second(verification=visit, by=cast.users["reviewer"], at=at + timedelta(hours=3))
    return Case.objects.get(pk=case.pk)


def drafted(
    cast: Cast, at: datetime = START, home: Any = None, *, case: Case | None = None, yuan: int = 6_000
) -> PublicNotice:
    case = case or surveyed_case(cast, at, home)
    return services.draft_notice(
        case=case,
        place=case.clues.get().region,
        amount_fen=yuan * Y,
        by=cast.users["clerk"],
        at=at + timedelta(hours=4),
    )


def posted(cast: Cast, at: datetime = START, home: Any = None, **fields: Any) -> PublicNotice:
    one = drafted(cast, at, home, **fields)
    one = services.check_notice(notice=one, by=cast.users["reviewer"], at=at + timedelta(hours=5))
    return services.post_notice(notice=one, board="village", by=cast.users["reviewer"], at=at + timedelta(hours=6))


def ended(cast: Cast, at: datetime = START, home: Any = None, **fields: Any) -> PublicNotice:
    one = posted(cast, at, home, **fields)
    services.end_notices(one.ends_at)
    return PublicNotice.objects.get(pk=one.pk)


def objected(cast: Cast, at: datetime = START, home: Any = None, *, days: int = 2, **fields: Any) -> NoticeObjection:
    """Somebody objects on the website after so many working days."""
    one = posted(cast, at, home, **fields)
    return services.object_to_notice(
        notice=one, words=WORDS, at=add_working_days(one.posted_at, days) - timedelta(hours=2)
    )


def case_of(notice: PublicNotice) -> Case:
    return Case.objects.get(notice_links__notice=notice)
