"""The public timeline: days counted from the report, fixed sentences, no dates and no places."""

from datetime import datetime

from django.utils.timezone import localdate

from needs.models import Case
from publication.models import PublicNeed, PublicStep


def add_step(
    need: PublicNeed, kind: str, *, key: str, at: datetime, amount_fen: int | None = None, source_label: str = ""
) -> None:
    """Add one step; the same key adds it once."""
    case = Case.objects.filter(public_need=need).first()
    first = localdate(reported_at(case)) if case else localdate(at)
    PublicStep.objects.bulk_create(
        [
            PublicStep(
                public_need=need,
                kind=kind,
                day=max(1, (localdate(at) - first).days + 1),
                amount_fen=amount_fen,
                source_label=source_label,
                effect_key=key,
                at=at,
            )
        ],
        ignore_conflicts=True,
    )


def reported_at(case: Case) -> datetime:
    """Day 1: when the first clue came in."""
    clue = case.clues.order_by("received_at").first()
    return clue.received_at if clue else case.opened_at
