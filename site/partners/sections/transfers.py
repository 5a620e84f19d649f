"""捐赠转账: transfers that a donor announced and the charity looks for on its statement."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.messages import Fen
from donations.models import Gift
from organisations.permissions import Permission as P
from partners import earmarked
from workspace.sections import Section, Task, TaskKind, Viewer


def _task(one: Gift, _viewer: Viewer) -> Task:
    url = reverse("partners:gift_transfer", args=[one.reference])
    return Task(_("捐赠转账待核对"), one.reference, url, _("核对"), amount=Fen(one.amount_fen))


SECTION = Section(
    "partners:gift_transfers",
    _("捐赠转账"),
    "receipt-text",
    (P.CONFIRM_TOP_UP,),
    tasks=(
        TaskKind(
            (P.CONFIRM_TOP_UP,), rows=lambda viewer: earmarked.transfers(viewer.user), task=_task, number="reference"
        ),
    ),
)
