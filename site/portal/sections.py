"""The rail of a person's own pages: for everybody who is signed in, donors above all. Counted in households, never ranked."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.messages import Fen
from matching.access import matches_for_donor
from matching.models import Match
from workspace.sections import ANYBODY, Rail, Section, Task, TaskKind, Viewer


def _offers(viewer: Viewer) -> QuerySet[Match]:
    return matches_for_donor(viewer.user)


def _offer(match: Match, _viewer: Viewer) -> Task:
    need = match.case.public_need
    return Task(
        _("按您的承诺找到的求助"),
        match.number,
        reverse("portal:offer", args=[match.number]),
        _("看看"),
        need.title if need else match.item.get_category_display(),
        Fen(match.approved),
    )


RAIL = Rail(
    title=_("我的周急"),
    sections=(
        Section("portal:my", _("我的"), "user", ANYBODY),
        Section("portal:my_gifts", _("我的捐赠"), "gift", ANYBODY),
        Section(
            "portal:my_pledges",
            _("我的承诺"),
            "hand-heart",
            ANYBODY,
            tasks=(
                TaskKind(ANYBODY, rows=_offers, task=_offer, due="reply_by", related=("case__public_need", "item")),
            ),
            pages=("portal:offer",),
        ),
    ),
)
