"""公示: notices to check or to post, and what people said against one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.permissions import Permission as P
from policy.clocks import Clock
from publication.notices import access
from publication.notices.models import CaseNotice, NoticeObjection, PublicNotice
from workspace.sections import Section, Task, TaskKind, Viewer

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Number(TypedDict):
        case_number: str

    Numbered = WithAnnotations[PublicNotice, _Number]


def _waiting(viewer: Viewer) -> QuerySet[PublicNotice]:
    """With the number of its case, by which the office speaks of it; the public knows it by another."""
    number = CaseNotice.objects.filter(notice=OuterRef("pk")).values("case__number")[:1]
    return access.waiting_notices(viewer.user).annotate(case_number=Subquery(number))


def _objection(one: NoticeObjection, _viewer: Viewer) -> Task:
    url = reverse("desk:notice_objection", args=[one.number])
    return Task(_("公示异议待复核"), one.number, url, _("复核"), one.notice.place.local_name)


def _notice(one: Numbered, _viewer: Viewer) -> Task:
    drafted = one.state == "drafted"
    return Task(
        _("公示待核对") if drafted else _("公示待张贴"),
        one.case_number,
        reverse("desk:case_notice", args=[one.case_number]),
        _("核对") if drafted else _("张贴"),
        one.place.local_name,
    )


SECTION = Section(
    "desk:notices",
    _("公示"),
    "scroll-text",
    (P.SEE_CASES,),
    tasks=(
        TaskKind(
            (P.DECIDE_OBJECTION,),
            rows=lambda viewer: access.waiting_objections(viewer.user),
            task=_objection,
            due="due_at",
        ),
        TaskKind(
            (P.CHECK_NOTICE,),
            rows=_waiting,
            task=_notice,
            due="drafted_at",
            clock=Clock.NOTICE_CHECK,
            county="county_id",
            number="case_number",
        ),
    ),
    pages=("desk:notice",),
)
