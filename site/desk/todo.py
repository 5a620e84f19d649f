"""“What needs me today”: each row says what, who, how late, and has one button."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.counting import count_each
from common.workdays import add_working_days
from donations.models import Payout
from funds.models import Fund
from funds.purpose_changes import access as changes
from funds.purpose_changes.models import PurposeChange
from funds.reserves.access import moves_to_approve
from matching.access import matches_for_officer
from matching.objections.models import Objection
from matching.pools.selectors import one_per_pool
from needs.access import area_clues_for, cases_for, own_clues
from needs.complaints import access as complaints
from needs.emerging import access as signals
from needs.models import Case, ClueQuestion, DuplicateFinding
from needs.notices import access as notices
from needs.notices.models import CaseNotice
from needs.referrals import todo as referrals
from organisations import access
from organisations.permissions import Permission as P
from programmes.models import Programme

MOST_ROWS = 30
CHECK_WITHIN_DAYS = 1  # working days: the family waits for the notice to begin
DESK = (P.SEE_CASES, P.SEE_CLUES, P.SEE_RESERVES, P.ANSWER_REFERRAL, P.ANALYSE_SIGNALS, *complaints.ROOM)  # whoever has one of these starts at today's list
REVIEW_WITHIN_DAYS = 3  # working days, as for programmes and funds
JUDGE_WITHIN_DAYS = 3  # working days: an early sign that waits is none any more
ASK_WITHIN_DAYS = 5  # working days: donors wait for the household's word


@dataclass(frozen=True)
class Task:
    what: str
    number: str
    url: str
    due_at: datetime
    action: str
    urgency: str = ""
    detail: str = ""


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
        return (self.clues + self.duplicates + self.cases + self.texts + self.matches + self.partners
                + self.referrals + self.notices + self.complaints + self.changes + self.reserves + self.signals)


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
    return DuplicateFinding.objects.filter(access.within_regions(prefixes, "clue__region__code"), decision="",
                                           clue__state__in=["received", "taken"])


def my_cases(user) -> QuerySet:
    """Cases that wait for this person: to verify, to sign second, to confirm the gap, to write the public text."""
    wanted = Q(pk__in=[])
    if access.has_permission(user, P.VERIFY_CASE):
        wanted |= Q(state="verifying", owner=user)
        wanted |= Q(state="verifying", verifications__second_by__isnull=True, verifications__isnull=False) & ~Q(
            verifications__first_by=user)
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
    n = count_each({
        "clues": waiting_clues(user), "duplicates": open_findings(user), "cases": my_cases(user),
        "texts": waiting_texts(user), "matches": waiting_matches(user), "objections": open_objections(user),
        "programmes": waiting_programmes(user), "funds": waiting_funds(user), "questions": open_questions(user),
        "complaints": complaints.waiting_for(user), "signals": signals.waiting_for(user),
        "notice_objections": notices.waiting_objections(user), "notices": notices.waiting_notices(user),
        "reserves": moves_to_approve(user),
    })
    return Counts(
        clues=n["clues"], duplicates=n["duplicates"], cases=n["cases"], texts=n["texts"],
        matches=n["matches"] + n["objections"], partners=n["programmes"] + n["funds"], questions=n["questions"],
        complaints=n["complaints"], signals=n["signals"], referrals=len(waiting.referrals),
        notices=n["notice_objections"] + n["notices"], changes=len(waiting.changes), reserves=n["reserves"],
    )


def tasks(waiting: Waiting) -> list[Task]:
    """Rows of today's list: what is overdue first, then by deadline; life danger before everything."""
    user = waiting.user
    rows = [*_clue_tasks(user), *_duplicate_tasks(user), *_case_tasks(user), *_text_tasks(user), *_match_tasks(user), *_objection_tasks(user),
            *_partner_tasks(user), *_complaint_tasks(user), *_signal_tasks(user), *_referral_tasks(waiting), *_notice_tasks(user), *_change_tasks(waiting), *_reserve_tasks(user)]
    return sorted(rows, key=lambda task: (task.urgency != "red", task.due_at, task.number))


def _clue_tasks(user) -> list[Task]:
    clues = waiting_clues(user).select_related("county", "township").order_by("contact_due_at")[:MOST_ROWS]
    return [
        Task(_("线索待接手") if clue.state == "received" else _("已接手，待立案或退回"), clue.number,
             reverse("desk:clue", args=[clue.number]), clue.contact_due_at,
             _("接手") if clue.state == "received" else _("处理"), "red" if clue.life_danger else clue.urgency,
             f"{clue.get_category_display()} · {(clue.township or clue.county).local_name}")
        for clue in clues
    ]


def _duplicate_tasks(user) -> list[Task]:
    findings = open_findings(user).select_related("clue", "case").order_by("found_at")[:MOST_ROWS]
    return [
        Task(_("可能是同一户"), finding.clue.number, reverse("desk:duplicate", args=[finding.pk]),
             finding.clue.contact_due_at, _("比对"), "",
             _("信号%(strength)s") % {"strength": finding.get_strength_display()})
        for finding in findings
    ]


def _case_tasks(user) -> list[Task]:
    reported = waiting_payouts(user).filter(claim__public_need=OuterRef("public_need")).order_by("reported_at")
    cases = my_cases(user).select_related("county", "township", "public_need").order_by("due_at").annotate(
        payout_reported_at=Subquery(reported.values("reported_at")[:1]))[:MOST_ROWS]
    return [
        Task(what, case.number, reverse("desk:case", args=[case.number]), due_at, _("继续"), case.urgency,
             f"{case.get_cause_display()} · {(case.township or case.county).local_name}")
        for case in cases for what, due_at in [_of_case(case)]
    ]


def _of_case(case) -> tuple[str, datetime]:
    if case.state == "verifying":
        return _("个案待核实"), case.due_at
    if case.payout_reported_at and case.state != "awaiting":
        return _("捐赠送到，待向家庭核实"), add_working_days(case.payout_reported_at, ASK_WITHIN_DAYS)
    return _("待写公开文字"), case.due_at


def _text_tasks(user) -> list[Task]:
    cases = waiting_texts(user).select_related("county", "township").order_by("due_at")[:MOST_ROWS]
    return [
        Task(_("公开文字待审批"), case.number, reverse("desk:text", args=[case.number]), case.due_at, _("审批"),
             case.urgency, f"{case.get_cause_display()} · {(case.township or case.county).local_name}")
        for case in cases
    ]


def _referral_tasks(waiting: Waiting) -> list[Task]:
    return [
        Task(row.what, row.referral.number, reverse("desk:referral", args=[row.referral.number]), row.referral.due_at,
             row.action, "red" if row.referral.urgent else "",
             (row.referral.sender if row.side == "in" else row.referral.recipient).name)
        for row in waiting.referrals
    ]


def _notice_tasks(user) -> list[Task]:
    numbers = dict(CaseNotice.objects.filter(notice__in=notices.waiting_notices(user)[:MOST_ROWS])
                   .values_list("notice", "case__number"))
    return [
        *[Task(_("公示异议待复核"), one.number, reverse("desk:notice_objection", args=[one.number]), one.due_at, _("复核"), "",
               one.notice.place.local_name) for one in notices.waiting_objections(user)[:MOST_ROWS]],
        *[Task(_("公示待核对") if one.state == "drafted" else _("公示待张贴"), numbers[one.pk],
               reverse("desk:case_notice", args=[numbers[one.pk]]), add_working_days(one.drafted_at, CHECK_WITHIN_DAYS),
               _("核对") if one.state == "drafted" else _("张贴"), "", one.place.local_name)
          for one in notices.waiting_notices(user)[:MOST_ROWS]],
    ]


def _match_tasks(user) -> list[Task]:
    matches = waiting_matches(user).order_by("decide_by")[:MOST_ROWS]
    return [
        Task(_("对接待会签") if match.state == "cosigning" else _("对接建议待审批"), match.pool.number if match.pool else match.number,
             reverse("desk:match", args=[match.case.number]), match.decide_by,
             _("会签") if match.state == "cosigning" else _("审批"), match.case.urgency,
             f"{match.case.get_cause_display()} · {match.get_source_kind_display()}")
        for match in matches
    ]


def _objection_tasks(user) -> list[Task]:
    return [
        Task(_("家庭的异议待答复") if one.kind == "objection" else _("家庭请求说明"), one.case.number,
             reverse("desk:case_objections", args=[one.case.number]), one.answer_by, _("答复"), one.case.urgency,
             one.case.get_cause_display())
        for one in open_objections(user).select_related("case").order_by("answer_by")[:MOST_ROWS]
    ]


def _partner_tasks(user) -> list[Task]:
    programmes = waiting_programmes(user).select_related("charity")[:MOST_ROWS]
    funds = waiting_funds(user).select_related("enterprise")[:MOST_ROWS]
    return [
        *[Task(_("慈善项目待审核"), one.name, reverse("desk:programme", args=[one.pk]), one.created_at, _("审核"), "",
               one.charity.name) for one in programmes],
        *[Task(_("企业基金待审核"), one.name, reverse("desk:fund", args=[one.pk]), one.created_at, _("审核"), "",
               one.enterprise.name) for one in funds],
    ]


def _complaint_tasks(user) -> list[Task]:
    words = {"new": _("投诉待受理分派"), "for_approval": _("投诉答复待审核")}
    waiting = complaints.waiting_for(user).select_related("county").order_by("answer_by")[:MOST_ROWS]
    return [
        Task(words.get(one.state, _("投诉待办理")), one.number, reverse("desk:complaint", args=[one.number]),
             one.acknowledge_by if one.state == "new" else one.answer_by, _("处理"), "",
             f"{one.get_kind_display()} · {one.county.local_name}")
        for one in waiting
    ]


def _change_tasks(waiting: Waiting) -> list[Task]:
    return [
        Task(_("基金变更用途待批准"), one.number, reverse("desk:change", args=[one.number]),
             add_working_days(one.agreed_at, REVIEW_WITHIN_DAYS), _("审批"), "", one.fund.enterprise.name)
        for one in waiting.changes if one.agreed_at
    ]


def _signal_tasks(user) -> list[Task]:
    waiting = signals.waiting_for(user).select_related("county").order_by("found_at")[:MOST_ROWS]
    return [
        Task(_("苗头信息待研判"), one.number, reverse("desk:emerging_finding", args=[one.number]),
             add_working_days(one.found_at, JUDGE_WITHIN_DAYS), _("研判"), "",
             f"{one.get_kind_display()} · {one.county.local_name}")
        for one in waiting
    ]


def _reserve_tasks(user) -> list[Task]:
    waiting = moves_to_approve(user).select_related("reserve__office__region")[:MOST_ROWS]
    return [
        Task(_("资金划转待审批"), one.number, reverse("desk:reserve_move", args=[one.number]),
             add_working_days(one.proposed_at, REVIEW_WITHIN_DAYS), _("审批"), "", one.reserve.title)
        for one in waiting
    ]
