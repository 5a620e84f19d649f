"""Confirming the gap: from here on charity may be asked, and only for this much."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.calendar import add_working_days
from common.errors import Refusal
from common.outbox.services import announce
from needs import hooks
from needs.models import Case
from needs.models.verification import Finding
from needs.services.guards import locked_case, require_for_case, require_reason
from needs.states import CASE
from organisations.models import User
from organisations.permissions import Permission as P

DECIDE_WITHIN_WORKING_DAYS = 5


class NotReady(Refusal):
    """Something is missing before the gap can stand; the sentence says what."""


@transaction.atomic
def confirm_gap(*, case: Case, by: User, at: datetime) -> Case:
    """Two signatures, every item verified, statutory aid looked at, a gap above zero."""
    case = locked_case(case)
    require_for_case(by, case, P.CONFIRM_GAP)
    if blockers := gap_blockers(case):
        raise NotReady(blockers[0])
    case.state = CASE.next(case.state, "confirm_gap")
    case.gap_confirmed_at, case.gap_confirmed_by, case.version = at, by, case.version + 1
    case.due_at = add_working_days(at, DECIDE_WITHIN_WORKING_DAYS)
    case.save()
    gap = sum(item.gap_fen or 0 for item in case.items.filter(kind="cash"))
    record(
        actor=by,
        verb="case.gap_confirmed",
        subject=case,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number, "amount_fen": gap},
        at=at,
    )
    announce("case.gap_confirmed", f"case:{case.pk}:gap:{case.version}", case_id=case.pk)
    return case


def gap_blockers(case: Case) -> list[str]:
    """What still stands in the way, as sentences; the page shows them before anybody clicks."""
    blockers: list[str] = []
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


@transaction.atomic
def send_back_case(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """Back to verification: something was not looked at closely enough."""
    case = locked_case(case)
    require_for_case(by, case, P.APPROVE_PUBLIC_TEXT)
    require_reason(reason)
    case.state, case.version = CASE.next(case.state, "send_back"), case.version + 1
    case.save()
    record(
        actor=by,
        verb="case.sent_back",
        subject=case,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number},
        at=at,
    )
    return case
