"""A10 个案: cases that wait for this person: to verify, to write the public text, to ask whether money arrived."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from donations.models import Payout
from needs.access import cases_for
from needs.models import Case
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from policy.clocks import Clock
from workspace.sections import Section, Task, TaskKind, Text, Viewer

ASKERS = (P.VERIFY_CASE, P.CONFIRM_GAP)


def waiting(user: User) -> QuerySet[Case]:
    """All of them; each stands on today's list once."""
    return cases_for(user).filter(_to_verify(user) | _to_write(user) | _to_ask(user)).distinct()


def confirms_payouts(user: User) -> bool:
    """Staff who ask the household whether donors' money arrived; the area is asked by the service."""
    return any(access.has_permission(user, permission) for permission in ASKERS)


def waiting_payouts(user: User) -> QuerySet[Payout]:
    """Reported by a charity, not yet confirmed, and not this person's own."""
    waiting = Payout.objects.filter(reported_at__isnull=False, confirmed_at__isnull=True)
    return waiting.exclude(Q(paid_by=user) | Q(reported_by=user))


def _to_verify(user: User) -> Q:
    """To survey, to sign second, to confirm the gap."""
    wanted = Q(pk__in=[])
    if access.has_permission(user, P.VERIFY_CASE):
        wanted |= Q(state="verifying", owner=user)
        wanted |= Q(state="verifying", verifications__second_by__isnull=True, verifications__isnull=False) & ~Q(
            verifications__first_by=user
        )
    if access.has_permission(user, P.CONFIRM_GAP):
        wanted |= Q(state="verifying", verifications__second_by__isnull=False)
    return wanted


def _to_write(user: User) -> Q:
    if not access.has_permission(user, P.WRITE_PUBLIC_TEXT):
        return Q(pk__in=[])
    unwritten = Q(state="awaiting", owner=user, public_need__isnull=True) & ~Q(cause="HC14")
    return unwritten | Q(state="awaiting", owner=user, public_need__state="draft")


def _to_ask(user: User) -> Q:
    """A case that is verified or written about again is asked after that."""
    if not confirms_payouts(user):
        return Q(pk__in=[])
    reported = waiting_payouts(user).values("claim__public_need")
    return Q(public_need__in=reported) & ~Q(state__in=["verifying", "awaiting"])


def _of(wanted):
    return lambda viewer: cases_for(viewer.user).filter(wanted(viewer.user)).distinct()


def _asked(viewer: Viewer) -> QuerySet[Case]:
    reported = waiting_payouts(viewer.user).filter(claim__public_need=OuterRef("public_need")).order_by("reported_at")
    return _of(_to_ask)(viewer).annotate(payout_reported_at=Subquery(reported.values("reported_at")[:1]))


def _task(what: Text):
    def task(case: Case, _viewer: Viewer) -> Task:
        url = reverse("desk:case", args=[case.number])
        return Task(what, case.number, url, _("继续"), situation(case))

    return task


def situation(case: Case) -> str:
    return f"{case.get_cause_display()} · {(case.township or case.county).local_name}"


RED, PLACE = Q(urgency="red"), ("county", "township")
SECTION = Section(
    "desk:cases",
    _("个案"),
    "folder",
    (P.SEE_CASES,),
    tasks=(
        TaskKind(
            (P.VERIFY_CASE, P.CONFIRM_GAP),
            rows=_of(_to_verify),
            task=_task(_("个案待核实")),
            due="due_at",
            urgent=RED,
            related=PLACE,
        ),
        TaskKind(
            (P.WRITE_PUBLIC_TEXT,),
            rows=_of(_to_write),
            task=_task(_("待写公开文字")),
            due="due_at",
            urgent=RED,
            related=PLACE,
        ),
        TaskKind(
            ASKERS,
            rows=_asked,
            task=_task(_("捐赠送到，待向家庭核实")),
            due="payout_reported_at",
            clock=Clock.PAYOUT_CONFIRM,
            county="county_id",
            urgency="urgency",
            urgent=RED,
            related=PLACE,
        ),
    ),
    pages=("desk:case",),
)
