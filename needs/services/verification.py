"""Verification 核实: two named people, each fact with a word."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from needs.models import Case, Verification
from needs.models.verification import FACTS, Finding
from needs.services.guards import locked_case, require_for_case, sent_before
from organisations.models import User
from organisations.permissions import Permission as P


class SamePerson(Refusal):
    def __init__(self) -> None:
        super().__init__(_("核实要由两个人签字，您已经签过一次。"))


@transaction.atomic
def sign_first(
    *,
    case: Case,
    method: str,
    visited_on: date,
    facts: dict[str, str],
    note: str = "",
    next_step: str = "",
    token: UUID | None = None,
    by: User,
    at: datetime,
) -> Verification:
    """Record what was found and sign it. Each fact is 属实, 不实 or 无法核实; the last needs a next step."""
    case = locked_case(case)
    require_for_case(by, case, P.VERIFY_CASE)
    if existing := sent_before(Verification, token, case=case):
        return existing
    if case.state != "verifying":
        raise Refusal(_("这个个案不在核实阶段。"))
    if visited_on > localdate(at):
        raise Refusal(_("核实日期不能晚于今天。"), field="visited_on")
    missing = [str(label) for name, label in FACTS.items() if facts.get(name) not in Finding.values]
    if missing:
        raise Refusal(_("请逐项选择核实结果：%(facts)s。") % {"facts": "、".join(missing)}, field="facts")
    if Finding.UNKNOWN in facts.values() and not next_step.strip():
        raise Refusal(_("有无法核实的事项，请写下一步怎么办。"), field="next_step")
    verification = Verification.objects.create(
        pk=token or uuid4(),
        case=case,
        method=method,
        visited_on=visited_on,
        facts={name: facts[name] for name in FACTS},
        note=note.strip(),
        next_step=next_step.strip()[:200],
        first_by=by,
        first_at=at,
    )
    record(
        actor=by,
        verb="verification.signed",
        subject=verification,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number, "signature": 1},
        at=at,
    )
    return verification


@transaction.atomic
def sign_second(*, verification: Verification, by: User, at: datetime) -> Verification:
    """The second person agrees with the findings; nobody signs twice."""
    case = locked_case(verification.case)
    verification = Verification.objects.select_for_update().get(pk=verification.pk)
    require_for_case(by, case, P.VERIFY_CASE)
    if verification.first_by_id == by.pk:
        raise SamePerson
    if verification.second_by_id:
        raise Refusal(_("这份核实已有两人签字。"))
    verification.second_by, verification.second_at = by, at
    verification.save()
    record(
        actor=by,
        verb="verification.signed",
        subject=verification,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number, "signature": 2},
        at=at,
    )
    return verification
