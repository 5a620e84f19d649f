"""A4 疑似重复: two records side by side, which signal and how strong, and a person's decision."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.attempts import attempt
from desk.forms.clues import ReasonForm
from desk.frame import page
from desk.sections.duplicates import open_findings
from desk.views.door import staff_only
from needs import services
from needs.services.duplicates import SIGNALS, same_name
from organisations import access
from organisations.permissions import Permission as P
from policy.clocks import Clock
from policy.selectors import since
from workspace.door import SignedIn
from workspace.paging import paged


@staff_only
def index(request: SignedIn):
    access.require(request.user, P.DECIDE_DUPLICATE)
    findings = open_findings(request.user).select_related("clue__county", "clue__township", "case")
    return page(
        request,
        "duplicates.html",
        {"findings": paged(request, findings.order_by("found_at", "pk")), "signals": SIGNALS},
    )


@staff_only
def compare(request: SignedIn, pk):
    """Equal dimmed, different marked; merging is one decision with a reason, “not the same” another."""
    access.require(request.user, P.DECIDE_DUPLICATE)
    finding = get_object_or_404(
        open_findings(request.user).select_related("clue__region", "clue__township", "case__household__township"),
        pk=pk,
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and attempt(
        request, form, lambda data: _decide(request, finding, data), _("已记录您的判断。")
    ):
        return redirect("desk:clue", finding.clue.number)
    return page(
        request,
        "duplicate.html",
        {
            "finding": finding,
            "signal": SIGNALS[finding.signal],
            "rows": _rows(finding),
            "form": form,
            "aid": _recent_aid(finding.case),
        },
        status=422 if form.errors else 200,
    )


def _decide(request: SignedIn, finding, data):
    if request.POST.get("decision") == "same":
        return services.merge_clue(
            clue=finding.clue, case=finding.case, reason=data["reason"], by=request.user, at=timezone.now()
        )
    return services.decide_different(finding=finding, reason=data["reason"], by=request.user, at=timezone.now())


def _rows(finding) -> list[dict]:
    """Sealed on both sides, so masked: the decision needs likeness, not the full identity."""
    clue, case = finding.clue, finding.case
    head = case.household.head
    return [
        {
            "label": _("姓名"),
            "left": clue.household_name or "—",
            "right": head.name if head else "—",
            "same": bool(head and same_name(clue, head)),
            "signal": finding.signal == "name_township",
        },
        {
            "label": _("电话"),
            "left": clue.household_phone or "—",
            "right": head.phone if head and head.phone else "—",
            "same": bool(head and clue.household_phone_index and clue.household_phone_index == head.phone_index),
            "signal": finding.signal == "phone",
        },
        {
            "label": _("街道（乡镇）"),
            "left": (clue.township or clue.county).local_name,
            "right": (case.township or case.county).local_name,
            "same": clue.township_id == case.township_id,
        },
        {"label": _("困难类型"), "left": clue.get_category_display(), "right": case.get_cause_display()},
        {
            "label": _("时间"),
            "left": f"{timezone.localdate(clue.received_at)}",
            "right": f"{timezone.localdate(case.opened_at)}",
        },
    ]


def _recent_aid(case):
    """What the household got while it counts as the same help: a second report may be a second hardship."""
    counts = since(Clock.DUPLICATE_WINDOW, case.urgency, timezone.now(), case.county_id)
    return case.statutory_aids.filter(state="granted", recorded_at__gte=counts)
