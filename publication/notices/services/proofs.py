"""Proof of what hung where."""

from datetime import datetime
from hashlib import sha256

from organisations.models import User
from publication.notices.models import NoticeProof, PublicNotice


def prove(notice: PublicNotice, kind: str, board: str, by: User | None, at: datetime) -> NoticeProof:
    """The hash is of the words that the template makes of the row at this moment."""
    return NoticeProof.objects.create(
        notice=notice, kind=kind, board=board, by=by, at=at, sha256=sha256(notice.text().encode()).hexdigest()
    )


def last_board(notice: PublicNotice) -> str:
    return notice.proofs.filter(kind="posted").values_list("board", flat=True).get()
