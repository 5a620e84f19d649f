"""转介: what government sent to this organisation."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.referrals import todo
from casework.referrals.models import Referral
from organisations.permissions import Permission as P
from workspace.sections import Section, Task, TaskKind, Viewer


def _task(one: Referral, viewer: Viewer) -> Task:
    step = todo.step(one, viewer.user)
    return Task(step.what, one.number, reverse("partners:referral", args=[one.number]), step.action)


SECTION = Section(
    "partners:referrals",
    _("转介"),
    "arrow-up-right",
    (P.ANSWER_REFERRAL,),
    tasks=(TaskKind((P.ANSWER_REFERRAL,), rows=lambda viewer: todo.received(viewer.user), task=_task, due="due_at"),),
    pages=("partners:referral",),
)
