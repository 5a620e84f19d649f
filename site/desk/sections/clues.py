"""A2 受理队列: clues that nobody asked first yet, and my own until they are a case or are returned."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from needs.access import area_clues_for
from needs.models import Clue
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from workspace.sections import Section, Task, TaskKind, Viewer


def waiting(user: User) -> QuerySet[Clue]:
    mine = Q(state="taken", owner=user)
    if access.has_permission(user, P.TAKE_CLUE):
        return area_clues_for(user).filter(Q(state="received") | mine)
    return area_clues_for(user).filter(mine)


def _task(clue: Clue, _viewer: Viewer) -> Task:
    new = clue.state == "received"
    return Task(
        _("线索待接手") if new else _("已接手，待立案或退回"),
        clue.number,
        reverse("desk:clue", args=[clue.number]),
        _("接手") if new else _("处理"),
        f"{clue.get_category_display()} · {(clue.township or clue.county).local_name}",
    )


SECTION = Section(
    "desk:clues",
    _("受理队列"),
    "inbox",
    (P.SEE_CLUES,),
    tasks=(
        TaskKind(
            (P.SEE_CLUES,),
            rows=lambda viewer: waiting(viewer.user),
            task=_task,
            due="contact_due_at",
            urgent=Q(life_danger=True) | Q(urgency="red"),
            related=("county", "township"),
        ),
    ),
    pages=("desk:clue",),
)
