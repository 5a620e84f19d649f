"""Other ways a case ends: not a hardship, the family withdraws, the state covers it, another case is about them already."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from needs import hooks
from needs.models import Case, Clue
from needs.services.guards import locked_case, require_for_case, require_reason
from needs.states import CASE
from organisations.models import User
from organisations.permissions import Permission as P

ENDINGS = {"return": "case.returned", "withdraw": "case.withdrawn", "to_government": "case.to_government"}


class UnderWay(Refusal):
    def __init__(self, n: int) -> None:
        super().__init__(_("还有 %(n)d 笔救助在进行，请等它们完成，或先由来源方退回。") % {"n": n}, field="reason")


@transaction.atomic
def end_case(*, case: Case, verb: str, reason: str, by: User, at: datetime) -> Case:
    """`verb` is one of ENDINGS. What is public leaves in the same transaction; money that is on its way stops it."""
    case = locked_case(case)
    require_for_case(by, case, P.EDIT_CASE)
    reason = require_reason(reason)
    if verb != "withdraw":  # a family may always withdraw; what was sent about it is recalled
        hooks.may_end.ask(case=case)
    _close(case, verb, ENDINGS[verb], reason, by, at)
    return case


@transaction.atomic
def merge_case(*, case: Case, into: Case, reason: str, by: User, at: datetime) -> Case:
    """The same household and hardship has another case: its clues move there, this number stays and names it."""
    first, second = sorted((case, into), key=lambda one: str(one.pk))
    locked_case(first)
    locked_case(second)
    case, into = Case.objects.get(pk=case.pk), Case.objects.get(pk=into.pk)
    require_for_case(by, case, P.DECIDE_DUPLICATE)
    require_for_case(by, into, P.DECIDE_DUPLICATE)
    reason = require_reason(reason)
    if case.pk == into.pk or into.closed_at:
        raise Refusal(_("请选择另一个在办个案。"), field="into")
    Clue.objects.filter(case=case).update(case=into)
    case.evidence.update(case=into)
    _close(
        case,
        "merge",
        "case.merged",
        _("合并到 %(number)s：%(reason)s") % {"number": into.number, "reason": reason},
        by,
        at,
    )
    record(
        actor=by,
        verb="case.joined",
        subject=into,
        case_id=into.pk,
        county=into.county_id,
        data={"number": into.number, "from": case.number},
        at=at,
    )
    return case


def _close(case: Case, verb: str, audit_verb: str, reason: str, by: User, at: datetime) -> None:
    state = CASE.next(case.state, verb)
    live = sum(item.commitments.exclude(state__in=["released", "delivered"]).count() for item in case.items.all())
    if live:
        raise UnderWay(live)
    if case.public_need_id:
        hooks.publication_ends.ask(case=case, by=by, at=at)
    case.state, case.version = state, case.version + 1
    case.closed_at, case.closed_by, case.close_reason = at, by, str(reason)[:200]
    case.save()
    record(
        actor=by,
        verb=audit_verb,
        subject=case,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number},
        at=at,
    )
    announce("case.ended", f"case:{case.pk}:ended", case_id=case.pk)
