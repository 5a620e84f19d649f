"""Confirming the gap: from here on charity may be asked, and only for this much."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from needs import hooks
from needs.act_subjects import CASES
from needs.models import Case
from needs.models.verification import Finding
from needs.services.guards import require_reason
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due


class NotReady(Refusal):
    """Something is missing before the gap can stand; the sentence says what."""


def confirm_gap(*, case: Case, by: User, at: datetime) -> Case:
    """Two signatures, every item verified, statutory aid looked at, a gap above zero."""
    with (doing := act(CASES, case, "confirm_gap", by=by, at=at)) as case:
        if blockers := gap_blockers(case):
            raise NotReady(blockers[0])
        case.gap_confirmed_at, case.gap_confirmed_by = at, by
        case.due_at = due(Clock.CASE_DECIDE, case.urgency, at, case.county_id)
        doing.data["amount_fen"] = sum(item.gap_fen or 0 for item in case.items.filter(kind="cash"))
    return case


def gap_blockers(case: Case) -> list[str | Promise]:
    """What still stands in the way, as sentences; the page shows them before anybody clicks."""
    blockers: list[str | Promise] = []
    signed = [one for one in case.verifications.all() if one.second_by_id]
    if not signed:
        blockers.append(_("还没有两个人签字的核实。"))
    elif Finding.FALSE in signed[0].facts.values():
        blockers.append(_("核实中有“不实”的事项，不能确认缺口。"))
    items = list(case.items.all())
    if not items:
        blockers.append(_("还没有登记需要什么。"))
    elif any(item.verified_cost_fen is None for item in items):
        blockers.append(_("还有项目没有核实费用。"))
    elif not any(item.remaining_fen > 0 or item.remaining_quantity > 0 for item in items):
        blockers.append(_("没有缺口了，请转政府救助或办结。"))
    if not case.statutory_aids.exists():
        blockers.append(_("请先登记政府救助：已申请、已给予、不符合或不适用。"))
    else:
        blockers += filter(None, hooks.gap_blockers.ask(case=case))
    return blockers


def send_back_case(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """Back to verification: something was not looked at closely enough."""
    with act(CASES, case, "send_back", by=by, at=at) as case:
        require_reason(reason)
    return case
