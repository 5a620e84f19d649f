"""政府救助资金: moves of money that a second person approves."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funds.reserves.access import moves_to_approve
from funds.reserves.models import Move
from organisations.permissions import Permission as P
from policy.clocks import Clock
from workspace.sections import Section, Task, TaskKind, Viewer


def _task(one: Move, _viewer: Viewer) -> Task:
    url = reverse("desk:reserve_move", args=[one.number])
    return Task(_("资金划转待审批"), one.number, url, _("审批"), one.reserve.title)


SECTION = Section(
    "desk:reserves",
    _("政府救助资金"),
    "banknote",
    (P.SEE_RESERVES,),
    tasks=(
        TaskKind(
            (P.APPROVE_RESERVES,),
            rows=lambda viewer: moves_to_approve(viewer.user),
            task=_task,
            due="proposed_at",
            clock=Clock.PARTNER_REVIEW,
            county="reserve__office__region_id",
            related=("reserve__office__region",),
        ),
    ),
    pages=("desk:reserve",),
)
