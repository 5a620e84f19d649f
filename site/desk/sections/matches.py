"""A8 匹配审批: proposals to decide or to sign second, and what families said about theirs."""

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching.access import matches_for_officer
from matching.decisions.objections.models import Objection
from matching.models import Match
from matching.runs.pools.selectors import one_per_pool
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from workspace.sections import Section, Task, TaskKind, Viewer

RED = Q(case__urgency="red")


def waiting(user: User) -> QuerySet[Match]:
    if not access.has_permission(user, P.APPROVE_MATCH):
        return matches_for_officer(user).none()
    undecided = Q(state="proposed") | Q(state="cosigning") & ~Q(decided_by=user)
    return one_per_pool(matches_for_officer(user).filter(undecided).exclude(proposed_by=user))


def open_objections(user: User) -> QuerySet[Objection]:
    """What families said about their matches, for whoever may answer in this area."""
    inside = access.within_regions(access.region_prefixes(user, P.APPROVE_MATCH), "case__county__code")
    return Objection.objects.filter(inside, answered_at__isnull=True).exclude(raised_by=user)


def _match(match: Match, _viewer: Viewer) -> Task:
    second = match.state == "cosigning"
    return Task(
        _("对接待会签") if second else _("对接建议待审批"),
        match.pool.number if match.pool else match.number,
        reverse("desk:match", args=[match.case.number]),
        _("会签") if second else _("审批"),
        f"{match.case.get_cause_display()} · {match.get_source_kind_display()}",
    )


def _objection(one: Objection, _viewer: Viewer) -> Task:
    return Task(
        _("家庭的异议待答复") if one.kind == "objection" else _("家庭请求说明"),
        one.case.number,
        reverse("desk:case_objections", args=[one.case.number]),
        _("答复"),
        one.case.get_cause_display(),
    )


SECTION = Section(
    "desk:matches",
    _("匹配审批"),
    "scale",
    (P.APPROVE_MATCH, P.RUN_MATCHING),
    tasks=(
        TaskKind(
            (P.APPROVE_MATCH,),
            rows=lambda viewer: waiting(viewer.user),
            task=_match,
            due="decide_by",
            urgent=RED,
            number=Coalesce(F("pool__number"), F("number")),
        ),
        TaskKind(
            (P.APPROVE_MATCH,),
            rows=lambda viewer: open_objections(viewer.user),
            task=_objection,
            due="answer_by",
            urgent=RED,
            number="case__number",
            related=("case",),
        ),
    ),
    pages=("desk:match", "desk:run", "desk:runs", "desk:what"),
)
