"""A4 疑似重复: clues that may be of a household that is known already."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needs.models import DuplicateFinding
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from workspace.sections import Section, Task, TaskKind, Viewer


def open_findings(user: User) -> QuerySet[DuplicateFinding]:
    prefixes = access.region_prefixes(user, P.DECIDE_DUPLICATE)
    return DuplicateFinding.objects.filter(
        access.within_regions(prefixes, "clue__region__code"), decision="", clue__state__in=["received", "taken"]
    )


def _task(finding: DuplicateFinding, _viewer: Viewer) -> Task:
    return Task(
        _("可能是同一户"),
        finding.clue.number,
        reverse("desk:duplicate", args=[finding.pk]),
        _("比对"),
        gettext("信号%(strength)s") % {"strength": finding.get_strength_display()},
    )


SECTION = Section(
    "desk:duplicates",
    _("疑似重复"),
    "copy",
    (P.DECIDE_DUPLICATE,),
    tasks=(
        TaskKind(
            (P.DECIDE_DUPLICATE,),
            rows=lambda viewer: open_findings(viewer.user),
            task=_task,
            due="clue__contact_due_at",
            number="clue__number",
            related=("clue",),
        ),
    ),
    pages=("desk:duplicate",),
)
