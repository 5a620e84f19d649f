"""C5: offers to the own programmes, goods and services. A fund's grants are its enterprise's to answer."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching.access import matches_for_charity
from matching.models import Match
from matching.models.queries import MatchQuerySet
from matching.states import MatchState
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from workspace.sections import Section, Task, TaskKind, Viewer


def offers(user: User) -> MatchQuerySet:
    """By deadline."""
    own = access.organisations_with(user, P.ANSWER_MATCH)
    mine = Q(programme__charity__in=own) | Q(resource__owner__in=own)
    return matches_for_charity(user).filter(mine, state=MatchState.OFFERED).order_by("reply_by", "number")


def _task(one: Match, _viewer: Viewer) -> Task:
    url = reverse("partners:match", args=[one.number])
    return Task(_("对接待答复"), one.number, url, _("答复"), amount=one.words)


SECTION = Section(
    "partners:matches",
    _("待答复的对接"),
    "inbox",
    (P.ANSWER_MATCH,),
    tasks=(TaskKind((P.ANSWER_MATCH,), rows=lambda viewer: offers(viewer.user), task=_task, due="reply_by"),),
)
