"""项目与基金审核: what charities and enterprises propose, reviewed by another person."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funds.models import Fund
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from programmes.models import Programme
from workspace.sections import Section, Task, TaskKind, Viewer


def waiting_programmes(user: User) -> QuerySet[Programme]:
    prefixes = access.region_prefixes(user, P.APPROVE_PROGRAMME)
    return Programme.objects.filter(access.within_regions(prefixes, "charity__region__code"), state="review")


def waiting_funds(user: User) -> QuerySet[Fund]:
    prefixes = access.region_prefixes(user, P.APPROVE_FUND)
    return Fund.objects.filter(access.within_regions(prefixes, "enterprise__region__code"), state="review")


def _programme(one: Programme, _viewer: Viewer) -> Task:
    url = reverse("desk:programme", args=[one.pk])
    return Task(_("慈善项目待审核"), one.name, url, _("审核"), one.charity.local_name)


def _fund(one: Fund, _viewer: Viewer) -> Task:
    url = reverse("desk:fund", args=[one.pk])
    return Task(_("企业基金待审核"), one.name, url, _("审核"), one.enterprise.local_name)


SECTION = Section(
    "desk:partners",
    _("项目与基金审核"),
    "landmark",
    (P.APPROVE_PROGRAMME, P.APPROVE_FUND),
    tasks=(
        TaskKind(
            (P.APPROVE_PROGRAMME,),
            rows=lambda viewer: waiting_programmes(viewer.user),
            task=_programme,
            due="created_at",
            number="name",
            related=("charity",),
        ),
        TaskKind(
            (P.APPROVE_FUND,),
            rows=lambda viewer: waiting_funds(viewer.user),
            task=_fund,
            due="created_at",
            number="name",
            related=("enterprise",),
        ),
    ),
    pages=("desk:programme", "desk:fund"),
)
