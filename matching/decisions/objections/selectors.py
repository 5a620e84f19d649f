"""Is somebody's objection to this match open? While it is, nothing is accepted and nothing is paid."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from matching.decisions.objections.models import Objection, ObjectionKind


class ObjectionOpen(Refusal):
    def __init__(self) -> None:
        super().__init__(_("家庭对这笔安排提出了异议，还没有答复。答复之前不能继续办理。"))


def open_against(match) -> QuerySet[Objection]:
    """Objections to this match, to its pool or to the whole case; a request for an explanation stops nothing."""
    this = Q(match__pool=match.pool_id) if match.pool_id else Q(match=match.pk)
    return Objection.objects.filter(
        this | Q(match__isnull=True), case=match.case_id, kind=ObjectionKind.OBJECTION, answered_at__isnull=True
    )


def require_no_objection(match) -> None:
    if open_against(match).exists():
        raise ObjectionOpen
