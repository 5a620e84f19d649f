"""The dated rules that acts are done to: one table of verbs for every kind of rule."""

from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from common.acts.subjects import Facts, Subject
from common.errors import Refusal
from common.messages import stored
from organisations import access
from policy.models import DatedRule, TimeLimit, UrgencyOrder
from policy.states import RULE
from policy.wording import named_rule

Rule = TypeVar("Rule", bound=DatedRule)


class OwnProposal(Refusal):
    def __init__(self) -> None:
        super().__init__(_("提出的人不能自己确认，请另一位同事确认。"))


def _may(user: Any, row: DatedRule, permission: Any) -> bool:
    """In the area of the rule. The defaults have none: they come with a release and are nobody's to set."""
    return row.region_id is not None and access.user_in_region(user, row.region_id, permission)


def _facts(row: DatedRule) -> Facts:
    data = {"rule": stored(named_rule(row)), "valid_from": str(row.valid_from), "basis": row.basis}
    return Facts(county=row.region_id, data=data)


def subject_of(kind: type[Rule]) -> Subject[Rule]:
    return Subject(RULE, kind, facts=_facts, may=_may, four_eyes=OwnProposal)


TIME_LIMITS = subject_of(TimeLimit)
URGENCY_ORDERS = subject_of(UrgencyOrder)
SUBJECT_OF: dict[type[DatedRule], Subject[Any]] = {TimeLimit: TIME_LIMITS, UrgencyOrder: URGENCY_ORDERS}
