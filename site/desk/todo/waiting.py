"""What waits for a person, as querysets and as the figures of the rail."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from casework.complaints import access as complaints
from casework.early_warning import access as signals
from casework.referrals import todo as referrals
from common.counting import count_each
from donations.models import Payout
from funds.models import Fund
from funds.purpose_changes import access as changes
from funds.purpose_changes.models import PurposeChange
from funds.reserves.access import moves_to_approve
from matching.access import matches_for_officer
from matching.decisions.objections.models import Objection
from matching.runs.pools.selectors import one_per_pool
from needs.access import area_clues_for, cases_for, own_clues
from needs.models import Case, ClueQuestion, DuplicateFinding
from organisations import access
from organisations.permissions import Permission as P
from programmes.models import Programme
from publication.notices import access as notices

DESK = (
    P.SEE_CASES,
    P.SEE_CLUES,
    P.SEE_RESERVES,
    P.ANSWER_REFERRAL,
    P.ANALYSE_SIGNALS,
    *complaints.ROOM,
)  # whoever has one of these starts at today's list


@dataclass(frozen=True)
class Counts:
    clues: int = 0
    duplicates: int = 0
    cases: int = 0
    texts: int = 0
    matches: int = 0
    partners: int = 0
    questions: int = 0
    complaints: int = 0
    signals: int = 0
    referrals: int = 0
    notices: int = 0
    changes: int = 0
    reserves: int = 0

    @property
    def total(self) -> int:
        return (
            self.clues
            + self.duplicates
            + self.cases
            + self.texts
            + self.matches
            + self.partners
            + self.referrals
            + self.notices
            + self.complaints
            + self.changes
            + self.reserves
            + self.signals
        )


class Waiting:
    """What the rail counts and today's list names as well: read once for both."""

    def __init__(self, user, now: datetime) -> None:
        self.user, self.now = user, now

    @cached_property
    def changes(self) -> list[PurposeChange]:
        return changes.waiting_for(self.user)

    @cached_property
    def referrals(self) -> list[referrals.Row]:
        return referrals.rows(self.user, self.now)


def waiting(request: HttpRequest) -> Waiting:
    """This request's own, kept on it."""
    if not hasattr(request, "desk_waiting"):
        request.desk_waiting = Waiting(request.user, timezone.now())
    return request.desk_waiting


def waiting_clues(user) -> QuerySet:
    """Nobody asked first yet, or it is mine and not yet a case."""
    mine = Q(state="taken", owner=user)
    if access.has_permission(user, P.TAKE_CLUE):
        return area_clues_for(user).filter(Q(state="received") | mine)
    return area_clues_for(user).filter(mine)


def open_findings(user) -> QuerySet:
    if not access.has_permission(user, P.DECIDE_DUPLICATE):
        return DuplicateFinding.objects.none()
    prefixes = access.region_prefixes(user, P.DECIDE_DUPLICATE)
    return DuplicateFinding.objects.filter(
        access.within_regions(prefixes, "clue__region__code"), decision="", clue__state__in=["received", "taken"]
    )


def my_cases(user) -> QuerySet:
    """Cases that wait for this person: to verify, to sign second, to confirm the gap, to write the public text."""
    wanted = Q(pk__in=[])
    if access.has_permission(user, P.VERIFY_CASE):
        wanted |= Q(state="verifying", owner=user)
        wanted |= Q(state="verifying", verifications__second_by__isnull=True, verifications__isnull=False) & ~Q(
            verifications__first_by=user
        )
    if access.has_permission(user, P.CONFIRM_GAP):
        wanted |= Q(state="verifying", verifications__second_by__isnull=False)
    if access.has_permission(user, P.WRITE_PUBLIC_TEXT):
        wanted |= Q(state="awaiting", owner=user, public_need__isnull=True) & ~Q(cause="HC14")
        wanted |= Q(state="awaiting", owner=user, public_need__state="draft")
    if confirms_payouts(user):
        wanted |= Q(public_need__claims__payouts__in=waiting_payouts(user))
    return cases_for(user).filter(wanted).distinct()


def confirms_payouts(user) -> bool:
    """Staff who ask the household whether donors' money arrived; the area is asked by the service."""
    return any(access.has_permission(user, permission) for permission in (P.VERIFY_CASE, P.CONFIRM_GAP))


def waiting_payouts(user) -> QuerySet[Payout]:
    """Reported by a charity, not yet confirmed, and not this person's own."""
    waiting = Payout.objects.filter(reported_at__isnull=False, confirmed_at__isnull=True)
    return waiting.exclude(Q(paid_by=user) | Q(reported_by=user))


def waiting_texts(user) -> QuerySet:
    """Texts to approve, and cases without consent to publish that an approver opens for matching."""
    if not access.has_permission(user, P.APPROVE_PUBLIC_TEXT):
        return Case.objects.none()
    return cases_for(user).filter(state="awaiting").filter(Q(public_need__state="submitted") | Q(cause="HC14"))


def waiting_matches(user) -> QuerySet:
    if not access.has_permission(user, P.APPROVE_MATCH):
        return matches_for_officer(user).none()
    undecided = Q(state="proposed") | Q(state="cosigning") & ~Q(decided_by=user)
    return one_per_pool(matches_for_officer(user).filter(undecided).exclude(proposed_by=user))


def open_objections(user) -> QuerySet[Objection]:
    """What families said about their matches, for whoever may answer in this area."""
    inside = access.within_regions(access.region_prefixes(user, P.APPROVE_MATCH), "case__county__code")
    return Objection.objects.filter(inside, answered_at__isnull=True).exclude(raised_by=user)


def waiting_programmes(user) -> QuerySet:
    prefixes = access.region_prefixes(user, P.APPROVE_PROGRAMME)
    return Programme.objects.filter(access.within_regions(prefixes, "charity__region__code"), state="review")


def waiting_funds(user) -> QuerySet:
    prefixes = access.region_prefixes(user, P.APPROVE_FUND)
    return Fund.objects.filter(access.within_regions(prefixes, "enterprise__region__code"), state="review")


def open_questions(user) -> QuerySet:
    return ClueQuestion.objects.filter(clue__in=own_clues(user), answered_at__isnull=True)


def counts(waiting: Waiting) -> Counts:
    user = waiting.user
    n = count_each(
        {
            "clues": waiting_clues(user),
            "duplicates": open_findings(user),
            "cases": my_cases(user),
            "texts": waiting_texts(user),
            "matches": waiting_matches(user),
            "objections": open_objections(user),
            "programmes": waiting_programmes(user),
            "funds": waiting_funds(user),
            "questions": open_questions(user),
            "complaints": complaints.waiting_for(user),
            "signals": signals.waiting_for(user),
            "notice_objections": notices.waiting_objections(user),
            "notices": notices.waiting_notices(user),
            "reserves": moves_to_approve(user),
        }
    )
    return Counts(
        clues=n["clues"],
        duplicates=n["duplicates"],
        cases=n["cases"],
        texts=n["texts"],
        matches=n["matches"] + n["objections"],
        partners=n["programmes"] + n["funds"],
        questions=n["questions"],
        complaints=n["complaints"],
        signals=n["signals"],
        referrals=len(waiting.referrals),
        notices=n["notice_objections"] + n["notices"],
        changes=len(waiting.changes),
        reserves=n["reserves"],
    )
