"""A7 公开审批: texts to approve, and cases without consent to publish that an approver opens for matching."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk.sections.cases import PLACE, RED, situation
from needs.access import cases_for
from needs.models import Case
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from workspace.sections import Section, Task, TaskKind, Viewer


def waiting(user: User) -> QuerySet[Case]:
    if not access.has_permission(user, P.APPROVE_PUBLIC_TEXT):
        return Case.objects.none()
    return cases_for(user).filter(state="awaiting").filter(Q(public_need__state="submitted") | Q(cause="HC14"))


def _task(case: Case, _viewer: Viewer) -> Task:
    return Task(_("公开文字待审批"), case.number, reverse("desk:text", args=[case.number]), _("审批"), situation(case))


SECTION = Section(
    "desk:texts",
    _("公开审批"),
    "megaphone",
    (P.APPROVE_PUBLIC_TEXT,),
    tasks=(
        TaskKind(
            (P.APPROVE_PUBLIC_TEXT,),
            rows=lambda viewer: waiting(viewer.user),
            task=_task,
            due="due_at",
            urgent=RED,
            related=PLACE,
        ),
    ),
    pages=("desk:text",),
)
