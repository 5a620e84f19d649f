"""我的上报: what officers asked about clues that this person reported."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from needs.access import own_clues
from needs.models import ClueQuestion
from organisations.models import User
from organisations.permissions import Permission as P
from workspace.sections import Section, Task, TaskKind, Viewer


def open_questions(user: User) -> QuerySet[ClueQuestion]:
    return ClueQuestion.objects.filter(clue__in=own_clues(user), answered_at__isnull=True)


def _task(one: ClueQuestion, _viewer: Viewer) -> Task:
    url = reverse("desk:report_answer", args=[one.clue.number, one.pk])
    return Task(_("上报的线索，经办人有提问"), one.clue.number, url, _("回复"), one.clue.get_category_display())


SECTION = Section(
    "desk:reports",
    _("我的上报"),
    "send",
    (P.FILE_CLUE,),
    tasks=(
        TaskKind(
            (P.FILE_CLUE,),
            rows=lambda viewer: open_questions(viewer.user),
            task=_task,
            number="clue__number",
            related=("clue",),
        ),
    ),
    pages=("desk:report",),
)
