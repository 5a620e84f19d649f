"""苗头信息: early signs to judge."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.early_warning.access import waiting_for
from casework.early_warning.models import Finding
from organisations.permissions import Permission as P
from policy.clocks import Clock
from workspace.sections import Section, Task, TaskKind, Viewer


def _task(one: Finding, _viewer: Viewer) -> Task:
    url = reverse("desk:emerging_finding", args=[one.number])
    detail = f"{one.get_kind_display()} · {one.county.local_name}"
    return Task(_("苗头信息待研判"), one.number, url, _("研判"), detail)


SECTION = Section(
    "desk:emerging",
    _("苗头信息"),
    "bell",
    (P.ANALYSE_SIGNALS,),
    tasks=(
        TaskKind(
            (P.ANALYSE_SIGNALS,),
            rows=lambda viewer: waiting_for(viewer.user),
            task=_task,
            due="found_at",
            clock=Clock.SIGNAL_JUDGE,
            county="county_id",
            related=("county",),
        ),
    ),
    pages=("desk:emerging",),
)
