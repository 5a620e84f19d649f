"""“What needs me today”: each row says what, who, how late, and has one button."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.complaints import access as complaints
from casework.early_warning import access as signals
from desk.todo.waiting import (
    Waiting,
    my_cases,
    open_findings,
    open_objections,
    waiting_clues,
    waiting_funds,
    waiting_matches,
    waiting_payouts,
    waiting_programmes,
    waiting_texts,
)
from funds.reserves.access import moves_to_approve
from policy.clocks import Clock
from policy.selectors import due
from publication.notices import access as notices
from publication.notices.models import CaseNotice

MOST_ROWS = 30


@dataclass(frozen=True)
class Task:
    what: str
    number: str
    url: str
    due_at: datetime
    action: str
    urgency: str = ""
    detail: str = ""


def tasks(waiting: Waiting) -> list[Task]:
    """Rows of today's list: what is overdue first, then by deadline; life danger before everything."""
    user = waiting.user
    rows = [
        *_clue_tasks(user),
        *_duplicate_tasks(user),
        *_case_tasks(user),
        *_text_tasks(user),
        *_match_tasks(user),
        *_objection_tasks(user),
        *_partner_tasks(user),
        *_complaint_tasks(user),
        *_signal_tasks(user),
        *_referral_tasks(waiting),
        *_notice_tasks(user),
        *_change_tasks(waiting),
        *_reserve_tasks(user),
    ]
    return sorted(rows, key=lambda task: (task.urgency != "red", task.due_at, task.number))


def _clue_tasks(user) -> list[Task]:
    clues = waiting_clues(user).select_related("county", "township").order_by("contact_due_at")[:MOST_ROWS]
    return [
        Task(
            _("线索待接手") if clue.state == "received" else _("已接手，待立案或退回"),
            clue.number,
            reverse("desk:clue", args=[clue.number]),
            clue.contact_due_at,
            _("接手") if clue.state == "received" else _("处理"),
            "red" if clue.life_danger else clue.urgency,
            f"{clue.get_category_display()} · {(clue.township or clue.county).local_name}",
        )
        for clue in clues
    ]


def _duplicate_tasks(user) -> list[Task]:
    findings = open_findings(user).select_related("clue", "case").order_by("found_at")[:MOST_ROWS]
    return [
        Task(
            _("可能是同一户"),
            finding.clue.number,
            reverse("desk:duplicate", args=[finding.pk]),
            finding.clue.contact_due_at,
            _("比对"),
            "",
            _("信号%(strength)s") % {"strength": finding.get_strength_display()},
        )
        for finding in findings
    ]


def _case_tasks(user) -> list[Task]:
    reported = waiting_payouts(user).filter(claim__public_need=OuterRef("public_need")).order_by("reported_at")
    cases = (
        my_cases(user)
        .select_related("county", "township", "public_need")
        .order_by("due_at")
        .annotate(payout_reported_at=Subquery(reported.values("reported_at")[:1]))[:MOST_ROWS]
    )
    return [
        Task(
            what,
            case.number,
            reverse("desk:case", args=[case.number]),
            due_at,
            _("继续"),
            case.urgency,
            f"{case.get_cause_display()} · {(case.township or case.county).local_name}",
        )
        for case in cases
        for what, due_at in [_of_case(case)]
    ]


def _of_case(case) -> tuple[str, datetime]:
    if case.state == "verifying":
        return _("个案待核实"), case.due_at
    if case.payout_reported_at and case.state != "awaiting":
        return _("捐赠送到，待向家庭核实"), due(
            Clock.PAYOUT_CONFIRM, case.urgency, case.payout_reported_at, case.county_id
        )
    return _("待写公开文字"), case.due_at


def _text_tasks(user) -> list[Task]:
    cases = waiting_texts(user).select_related("county", "township").order_by("due_at")[:MOST_ROWS]
    return [
        Task(
            _("公开文字待审批"),
            case.number,
            reverse("desk:text", args=[case.number]),
            case.due_at,
            _("审批"),
            case.urgency,
            f"{case.get_cause_display()} · {(case.township or case.county).local_name}",
        )
        for case in cases
    ]


def _referral_tasks(waiting: Waiting) -> list[Task]:
    return [
        Task(
            row.what,
            row.referral.number,
            reverse("desk:referral", args=[row.referral.number]),
            row.referral.due_at,
            row.action,
            "red" if row.referral.urgent else "",
            (row.referral.sender if row.side == "in" else row.referral.recipient).name,
        )
        for row in waiting.referrals
    ]


def _notice_tasks(user) -> list[Task]:
    numbers = dict(
        CaseNotice.objects.filter(notice__in=notices.waiting_notices(user)[:MOST_ROWS]).values_list(
            "notice", "case__number"
        )
    )
    return [
        *[
            Task(
                _("公示异议待复核"),
                one.number,
                reverse("desk:notice_objection", args=[one.number]),
                one.due_at,
                _("复核"),
                "",
                one.notice.place.local_name,
            )
            for one in notices.waiting_objections(user)[:MOST_ROWS]
        ],
        *[
            Task(
                _("公示待核对") if one.state == "drafted" else _("公示待张贴"),
                numbers[one.pk],
                reverse("desk:case_notice", args=[numbers[one.pk]]),
                due(Clock.NOTICE_CHECK, "", one.drafted_at, one.county_id),
                _("核对") if one.state == "drafted" else _("张贴"),
                "",
                one.place.local_name,
            )
            for one in notices.waiting_notices(user)[:MOST_ROWS]
        ],
    ]


def _match_tasks(user) -> list[Task]:
    matches = waiting_matches(user).order_by("decide_by")[:MOST_ROWS]
    return [
        Task(
            _("对接待会签") if match.state == "cosigning" else _("对接建议待审批"),
            match.pool.number if match.pool else match.number,
            reverse("desk:match", args=[match.case.number]),
            match.decide_by,
            _("会签") if match.state == "cosigning" else _("审批"),
            match.case.urgency,
            f"{match.case.get_cause_display()} · {match.get_source_kind_display()}",
        )
        for match in matches
    ]


def _objection_tasks(user) -> list[Task]:
    return [
        Task(
            _("家庭的异议待答复") if one.kind == "objection" else _("家庭请求说明"),
            one.case.number,
            reverse("desk:case_objections", args=[one.case.number]),
            one.answer_by,
            _("答复"),
            one.case.urgency,
            one.case.get_cause_display(),
        )
        for one in open_objections(user).select_related("case").order_by("answer_by")[:MOST_ROWS]
    ]


def _partner_tasks(user) -> list[Task]:
    programmes = waiting_programmes(user).select_related("charity")[:MOST_ROWS]
    funds = waiting_funds(user).select_related("enterprise")[:MOST_ROWS]
    return [
        *[
            Task(
                _("慈善项目待审核"),
                one.name,
                reverse("desk:programme", args=[one.pk]),
                one.created_at,
                _("审核"),
                "",
                one.charity.local_name,
            )
            for one in programmes
        ],
        *[
            Task(
                _("企业基金待审核"),
                one.name,
                reverse("desk:fund", args=[one.pk]),
                one.created_at,
                _("审核"),
                "",
                one.enterprise.local_name,
            )
            for one in funds
        ],
    ]


def _complaint_tasks(user) -> list[Task]:
    words = {"new": _("投诉待受理分派"), "for_approval": _("投诉答复待审核")}
    waiting = complaints.waiting_for(user).select_related("county").order_by("answer_by")[:MOST_ROWS]
    return [
        Task(
            words.get(one.state, _("投诉待办理")),
            one.number,
            reverse("desk:complaint", args=[one.number]),
            one.acknowledge_by if one.state == "new" else one.answer_by,
            _("处理"),
            "",
            f"{one.get_kind_display()} · {one.county.local_name}",
        )
        for one in waiting
    ]


def _change_tasks(waiting: Waiting) -> list[Task]:
    return [
        Task(
            _("基金变更用途待批准"),
            one.number,
            reverse("desk:change", args=[one.number]),
            due(Clock.PARTNER_REVIEW, "", one.agreed_at, one.fund.region_id),
            _("审批"),
            "",
            one.fund.enterprise.local_name,
        )
        for one in waiting.changes
        if one.agreed_at
    ]


def _signal_tasks(user) -> list[Task]:
    waiting = signals.waiting_for(user).select_related("county").order_by("found_at")[:MOST_ROWS]
    return [
        Task(
            _("苗头信息待研判"),
            one.number,
            reverse("desk:emerging_finding", args=[one.number]),
            due(Clock.SIGNAL_JUDGE, "", one.found_at, one.county_id),
            _("研判"),
            "",
            f"{one.get_kind_display()} · {one.county.local_name}",
        )
        for one in waiting
    ]


def _reserve_tasks(user) -> list[Task]:
    waiting = moves_to_approve(user).select_related("reserve__office__region")[:MOST_ROWS]
    return [
        Task(
            _("资金划转待审批"),
            one.number,
            reverse("desk:reserve_move", args=[one.number]),
            due(Clock.PARTNER_REVIEW, "", one.proposed_at, one.reserve.office.region_id),
            _("审批"),
            "",
            one.reserve.title,
        )
        for one in waiting
    ]
