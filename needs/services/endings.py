"""Other ways a case ends: not a hardship, the family withdraws, the state covers it, another case is about them already."""

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from needs import hooks
from needs.act_subjects import CASES
from needs.models import Case, Clue, Commitment
from needs.services.guards import locked_case, require_for_case, require_reason
from organisations.models import User
from organisations.permissions import Permission as P


class UnderWay(Refusal):
    def __init__(self, n: int) -> None:
        super().__init__(_("还有 %(n)d 笔救助在进行，请等它们完成，或先由来源方退回。") % {"n": n}, field="reason")


def end_case(
    *, case: Case, verb: Literal["return", "withdraw", "to_government"], reason: str, by: User, at: datetime
) -> Case:
    """What is public leaves in the same transaction; money that is on its way stops it."""
    with act(CASES, case, verb, by=by, at=at) as case:
        reason = require_reason(reason)
        if verb != "withdraw":  # a family may always withdraw; what was sent about it is recalled
            hooks.may_end.ask(case=case)
        _close(case, reason, by, at)
    return case


@transaction.atomic
def merge_case(*, case: Case, into: Case, reason: str, by: User, at: datetime) -> Case:
    """The same household and hardship has another case: its clues move there, this number stays and names it."""
    for one in sorted((case, into), key=lambda one: str(one.pk)):
        locked_case(one)
    with act(CASES, case, "merge", by=by, at=at) as case:
        into = Case.objects.get(pk=into.pk)
        require_for_case(by, into, P.DECIDE_DUPLICATE)
        reason = require_reason(reason)
        if case.pk == into.pk or into.closed_at:
            raise Refusal(_("请选择另一个在办个案。"), field="into")
        Clue.objects.filter(case=case).update(case=into)
        case.evidence.update(case=into)
        _close(case, _("合并到 %(number)s：%(reason)s") % {"number": into.number, "reason": reason}, by, at)
    with (doing := act(CASES, into, "join", by=by, at=at)):
        doing.data["from"] = case.number
    return case


def _close(case: Case, reason: str, by: User, at: datetime) -> None:
    live = Commitment.objects.filter(item__case=case).exclude(state__in=["released", "delivered"]).count()
    if live:
        raise UnderWay(live)
    if case.public_need_id:
        hooks.publication_ends.ask(case=case, by=by, at=at)
    case.closed_at, case.closed_by, case.close_reason = at, by, str(reason)[:200]
