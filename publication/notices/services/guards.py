"""Locks in the order case, notice, objection; proof of what hung where; the note in the case's log."""

from datetime import datetime
from hashlib import sha256

from common.audit.services import record
from common.outbox.services import announce
from needs.models import Case
from organisations.models import User
from publication.notices.models import NoticeProof, PublicNotice


def locked(notice: PublicNotice) -> tuple[Case, PublicNotice]:
    case = Case.objects.select_for_update().get(notice_links__notice=notice.pk)
    PublicNotice.objects.select_for_update().get(pk=notice.pk)
    return case, PublicNotice.objects.select_related("place", "county").get(pk=notice.pk)


def prove(notice: PublicNotice, kind: str, board: str, by: User | None, at: datetime) -> NoticeProof:
    """The hash is of the words that the template makes of the row at this moment."""
    return NoticeProof.objects.create(
        notice=notice, kind=kind, board=board, by=by, at=at, sha256=sha256(notice.text().encode()).hexdigest()
    )


def last_board(notice: PublicNotice) -> str:
    return notice.proofs.filter(kind="posted").values_list("board", flat=True).get()


def noted(
    case: Case, notice: PublicNotice, verb: str, by: User | None, at: datetime, *, topic: str = "", **data
) -> None:
    record(
        actor=by,
        verb=verb,
        subject=notice,
        case_id=case.pk,
        county=case.county_id,
        data={"notice": notice.slug, **data},
        at=at,
    )
    if topic:
        announce(topic, f"notice:{notice.pk}:{topic}:{at.timestamp()}", notice_id=notice.pk, case_id=case.pk)
