"""A notice on its way to the board and off it again, by the people of the township."""

from __future__ import annotations

from datetime import datetime, timedelta

from common.presence import present
from demo.bulk.office import Office
from demo.stories import Story
from needs.models import Case
from publication.notices import services
from publication.notices.models import PublicNotice


def walk(office: Office, story: Story, case: Case) -> None:
    """The notice of a live case of track C, at the times of its story; other cases have none."""
    if case.track == "expenditure" and "notice_posted" in story.times:
        one = post(office, story, case, at=story.times["notice_posted"])
        services.end_notices(present(one.ends_at))


def post(office: Office, story: Story, case: Case, *, at: datetime) -> PublicNotice:
    one = draft(office, story, case, at=at - timedelta(minutes=50))
    reviewer = office.reviewer(story)
    one = services.check_notice(notice=one, by=reviewer, at=at - timedelta(minutes=20))
    return services.post_notice(notice=one, board="village", by=reviewer, at=at)


def draft(office: Office, story: Story, case: Case, *, at: datetime) -> PublicNotice:
    fen = min(story.temporary_fen, story.wants[0].statutory_fen)
    return services.draft_notice(
        case=case, place=case.clues.get().region, amount_fen=fen, by=office.clerk(story), at=at
    )
