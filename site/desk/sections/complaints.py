"""A11 投诉与反馈: to assign, to handle, to approve; never one that is about this person."""

from django.db.models import Case, F, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.complaints.access import ROOM, waiting_for
from casework.complaints.models import Complaint
from workspace.sections import Section, Task, TaskKind, Viewer

WORDS = {"new": _("投诉待受理分派"), "for_approval": _("投诉答复待审核")}


def _task(one: Complaint, _viewer: Viewer) -> Task:
    url = reverse("desk:complaint", args=[one.number])
    detail = f"{one.get_kind_display()} · {one.county.local_name}"
    return Task(WORDS.get(one.state, _("投诉待办理")), one.number, url, _("处理"), detail)


SECTION = Section(
    "desk:complaints",
    _("投诉"),
    "message-square",
    ROOM,
    tasks=(
        TaskKind(
            ROOM,
            rows=lambda viewer: waiting_for(viewer.user),
            task=_task,
            due=Case(When(state="new", then=F("acknowledge_by")), default=F("answer_by")),
            related=("county",),
        ),
    ),
    pages=("desk:complaint",),
)
