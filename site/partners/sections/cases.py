"""C7 在办救助: accepted and not yet confirmed by the family; what the charity pays or hands over, for others' funds and
goods too."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching.access import matches_to_deliver
from matching.models import Match
from matching.models.queries import MatchQuerySet
from matching.states import MatchState
from organisations.models import User
from organisations.permissions import Permission as P
from workspace.sections import Section, Task, TaskKind, Viewer

IN_HAND = (MatchState.ACCEPTED, MatchState.DISBURSING, MatchState.DELIVERED)


def in_hand(user: User) -> MatchQuerySet:
    """By deadline."""
    return matches_to_deliver(user).filter(state__in=IN_HAND).order_by("deliver_by", "number")


def _task(one: Match, _viewer: Viewer) -> Task:
    delivered = one.state == MatchState.DELIVERED
    return Task(
        _("等家庭确认收到") if delivered else _("待发放"),
        one.number,
        reverse("partners:match", args=[one.number]),
        _("登记确认") if delivered else _("登记发放"),
        amount=one.words,
    )


SECTION = Section(
    "partners:cases",
    _("在办救助"),
    "heart-handshake",
    (P.RECORD_DELIVERY,),
    tasks=(TaskKind((P.RECORD_DELIVERY,), rows=lambda viewer: in_hand(viewer.user), task=_task, due="deliver_by"),),
)
