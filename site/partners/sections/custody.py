"""待确认到账: for the charity that holds an enterprise's money: transfers to find on the statement, changes of use to agree to."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.messages import Fen
from funds.access import top_ups_to_confirm
from funds.models import TopUp
from funds.purpose_changes.access import to_agree
from funds.states import TopUpState
from organisations.models import User
from organisations.permissions import Permission as P
from partners.sections.funds import answer_change
from workspace.sections import Section, Task, TaskKind, Viewer


def top_ups(user: User) -> QuerySet[TopUp]:
    waiting = top_ups_to_confirm(user).filter(state=TopUpState.WAITING)
    return waiting.select_related("fund__enterprise", "fund__custodian").order_by("announced_at")


def _task(one: TopUp, _viewer: Viewer) -> Task:
    url = reverse("partners:custody_top_up", args=[one.reference])
    return Task(_("待核对到账"), one.reference, url, _("核对"), amount=Fen(one.amount_fen))


SECTION = Section(
    "partners:custody",
    _("待确认到账"),
    "banknote",
    (P.CONFIRM_TOP_UP,),
    tasks=(
        TaskKind((P.CONFIRM_TOP_UP,), rows=lambda viewer: top_ups(viewer.user), task=_task, number="reference"),
        TaskKind((P.MANAGE_PROGRAMMES,), rows=lambda viewer: to_agree(viewer.user), task=answer_change),
    ),
    pages=("partners:custody",),
)
