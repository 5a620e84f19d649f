"""A9 转介: the recipient's next step, the sender's, and the supervisor's."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.referrals import todo
from casework.referrals.models import Referral
from organisations.permissions import Permission as P
from workspace.sections import Section, Task, TaskKind, Viewer


def _task(one: Referral, viewer: Viewer) -> Task:
    step = todo.step(one, viewer.user)
    other = one.sender if step.side == "in" else one.recipient
    return Task(step.what, one.number, reverse("desk:referral", args=[one.number]), step.action, other.name)


SECTION = Section(
    "desk:referrals",
    _("转介"),
    "arrow-up-right",
    (P.SEE_CASES, P.ANSWER_REFERRAL),
    tasks=(
        TaskKind(
            (P.SEND_REFERRAL, P.SUPERVISE_REFERRAL, P.ANSWER_REFERRAL),
            rows=lambda viewer: todo.waiting(viewer.user, viewer.now),
            task=_task,
            due="due_at",
            urgent=Q(urgent=True),
            related=("case__county", "recipient", "sender"),
        ),
    ),
    pages=("desk:referral",),
)
