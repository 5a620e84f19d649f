"""志愿者: checks that a colleague submitted: nobody decides about their own."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from programmes.volunteers.access import own_volunteers
from programmes.volunteers.models import Vetting
from workspace.sections import Section, Task, TaskKind, Viewer


def to_decide(user: User) -> QuerySet[Vetting]:
    if not access.has_permission(user, P.VET_VOLUNTEER):
        return Vetting.objects.none()
    mine = own_volunteers(user).values("pk")
    return Vetting.objects.filter(decision="", volunteer__in=mine).exclude(submitted_by=user)


def _task(one: Vetting, _viewer: Viewer) -> Task:
    url = reverse("partners:volunteer", args=[one.volunteer.number])
    return Task(_("志愿者资格待审核"), one.volunteer.number, url, _("审核"))


SECTION = Section(
    "partners:volunteers",
    _("志愿者"),
    "users",
    (P.MANAGE_VOLUNTEERS,),
    tasks=(
        TaskKind(
            (P.VET_VOLUNTEER,),
            rows=lambda viewer: to_decide(viewer.user),
            task=_task,
            number="volunteer__number",
            related=("volunteer",),
        ),
    ),
    pages=("partners:volunteer",),
)
