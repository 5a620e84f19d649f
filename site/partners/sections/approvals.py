"""E7 拨款审批: grants that wait for the enterprise's answer."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching.access import matches_for_enterprise
from matching.models import Match
from matching.models.queries import MatchQuerySet
from matching.states import MatchState
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from workspace.sections import Section, Task, TaskKind, Viewer


def grants(user: User) -> MatchQuerySet:
    """By deadline."""
    own = access.organisations_with(user, P.ANSWER_GRANT)
    mine = Q(fund__enterprise__in=own) | Q(resource__owner__in=own)
    return matches_for_enterprise(user).filter(mine, state=MatchState.OFFERED).order_by("reply_by", "number")


def _task(one: Match, _viewer: Viewer) -> Task:
    url = f"{reverse('partners:approvals')}?number={one.number}#{one.number}"
    return Task(_("拨款待审批"), one.number, url, _("审批"), amount=one.words)


SECTION = Section(
    "partners:approvals",
    _("拨款审批"),
    "scale",
    (P.ANSWER_GRANT,),
    tasks=(TaskKind((P.ANSWER_GRANT,), rows=lambda viewer: grants(viewer.user), task=_task, due="reply_by"),),
)
