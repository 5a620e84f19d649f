"""Verification 核实: two named people, each fact with a word."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from needs.act_subjects import CASES, VERIFICATIONS
from needs.models import Case, Verification
from needs.models.verification import FACTS, Finding
from needs.services.guards import sent_before
from needs.states import CaseState
from organisations.models import User


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
    with (doing := act(CASES, case, "sign_first", by=by, at=at, signature=1)) as case:
        if existing := sent_before(Verification, token, case=case):
            return doing.repeated(existing)
        if case.state != CaseState.VERIFYING:
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
        doing.about(VERIFICATIONS, verification)
    return verification


def sign_second(*, verification: Verification, by: User, at: datetime) -> Verification:
    """The second person agrees with the findings; nobody signs twice (SamePerson)."""
    with act(VERIFICATIONS, verification, "sign_second", by=by, at=at, signature=2) as verification:
        if verification.second_by_id:
            raise Refusal(_("这份核实已有两人签字。"))
        verification.second_by, verification.second_at = by, at
    return verification
