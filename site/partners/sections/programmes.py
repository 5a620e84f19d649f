"""C2 慈善项目: public reports that are due within two weeks or overdue (慈善法 79)."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from policy.clocks import Clock
from policy.selectors import due as due_on
from programmes.access import own_programmes
from programmes.models import Programme
from workspace.sections import Section, Task, TaskKind, Viewer


def reports(user: User, today: date) -> QuerySet[Programme]:
    if not access.has_permission(user, P.MANAGE_PROGRAMMES):
        return Programme.objects.none()
    due = (
        own_programmes(user)
        .filter(report_due_on__lte=due_on(Clock.PROGRAMME_REMIND, "", today))
        .exclude(state="stopped")
    )
    return due.order_by("report_due_on")


def _task(one: Programme, _viewer: Viewer) -> Task:
    url = reverse("partners:programme_report", args=[one.slug])
    return Task(_("项目公开报告"), one.title, url, _("登记报告"))


SECTION = Section(
    "partners:programmes",
    _("慈善项目"),
    "layers",
    (P.MANAGE_PROGRAMMES, P.ANSWER_MATCH),
    tasks=(
        TaskKind(
            (P.MANAGE_PROGRAMMES,),
            rows=lambda viewer: reports(viewer.user, viewer.today),
            task=_task,
            due="report_due_on",
            number="name",
        ),
    ),
    pages=("partners:programme",),
)
