"""办理时限: what holds in a county and since when, for everybody at the desk; rules that a second person is to confirm."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.presence import present
from organisations import access
from organisations.permissions import Permission as P
from policy.models import DatedRule, TimeLimit, UrgencyOrder
from policy.states import RuleState
from policy.wording import named_rule
from workspace.sections import Section, Task, TaskKind, Viewer


def _to_confirm(kind: type[DatedRule]) -> Callable[[Viewer], QuerySet]:
    def rows(viewer: Viewer) -> QuerySet:
        """Not what this person entered."""
        inside = access.within_regions(access.region_prefixes(viewer.user, P.CONFIRM_LOCAL_RULES), "region__code")
        return kind._default_manager.filter(inside, state=RuleState.PROPOSED).exclude(entered_by=viewer.user.pk)

    return rows


def _task(row: DatedRule, _viewer: Viewer) -> Task:
    url = f"{reverse('desk:time_limits')}?county={row.region_id}"
    return Task(_("时限规定待确认"), present(row.region).local_name, url, _("去确认"), str(named_rule(row)))


SECTION = Section(
    "desk:time_limits",
    _("办理时限"),
    "clock-3",
    tuple(P),
    tasks=tuple(
        TaskKind(
            (P.CONFIRM_LOCAL_RULES,),
            rows=_to_confirm(kind),
            task=_task,
            due="valid_from",
            number="region__name",
            related=("region",),
        )
        for kind in (TimeLimit, UrgencyOrder)
    ),
    pages=("desk:time_limit",),
)
