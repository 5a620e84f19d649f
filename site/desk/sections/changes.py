"""基金变更用途: changes of use on which civil affairs say the third yes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funds.purpose_changes.access import to_approve
from funds.purpose_changes.models import PurposeChange
from organisations.permissions import Permission as P
from policy.clocks import Clock
from workspace.sections import Section, Task, TaskKind, Viewer


def _task(one: PurposeChange, _viewer: Viewer) -> Task:
    url = reverse("desk:change", args=[one.number])
    return Task(_("基金变更用途待批准"), one.number, url, _("审批"), one.fund.enterprise.local_name)


SECTION = Section(
    "desk:changes",
    _("基金变更用途"),
    "signature",
    (P.RUN_MATCHING, P.APPROVE_FUND),
    tasks=(
        TaskKind(
            (P.APPROVE_FUND,),
            rows=lambda viewer: to_approve(viewer.user),
            task=_task,
            due="agreed_at",
            clock=Clock.PARTNER_REVIEW,
            county="fund__region_id",
            related=("fund__enterprise",),
        ),
    ),
    pages=("desk:change",),
)
