"""志愿服务: asked for and not answered, or begun and not reported."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.permissions import Permission as P
from volunteering.access import for_organisation
from volunteering.models import Assignment
from workspace.sections import Section, Task, TaskKind, Viewer


def to_arrange(viewer: Viewer) -> QuerySet[Assignment]:
    begun = Q(state="confirmed", starts_at__lte=viewer.now)
    return for_organisation(viewer.user).filter(Q(state="proposed") | begun)


def _task(one: Assignment, _viewer: Viewer) -> Task:
    asked = one.state == "proposed"
    return Task(
        _("志愿服务待安排") if asked else _("志愿服务待登记结果"),
        one.number,
        reverse("partners:assignment", args=[one.number]),
        _("去安排") if asked else _("登记"),
    )


SECTION = Section(
    "partners:assignments",
    _("志愿服务"),
    "calendar-clock",
    (P.MANAGE_VOLUNTEERS,),
    tasks=(TaskKind((P.MANAGE_VOLUNTEERS,), rows=to_arrange, task=_task, due="starts_at"),),
    pages=("partners:assignment",),
)
