"""“Which needs would this source help?” – the words that programmes, funds and pledges may use in their conditions.

One vocabulary for the builder on screen, the sentence, the evaluator's reasons and the optimiser's candidates. Facts
are what staff verified; donor income, looks, ethnicity and religion are not in it and never will be.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.rules import Field, Outcome, Reason, Type, evaluate, outcome, parse, sentence
from needs.causes import CATEGORY_OF, Category, Cause, IdentityLayer, ItemCategory, Urgency
from needs.models import Case, NeedItem

VOCABULARY: dict[str, Field] = {
    "category": Field(_("困难类型"), Type.CHOICE, tuple(Category.choices)),
    "cause": Field(_("困难原因"), Type.CHOICE, tuple(Cause.choices)),
    "urgency": Field(_("紧急程度"), Type.CHOICE, tuple(Urgency.choices)),
    "identity": Field(_("身份类别"), Type.CHOICE, tuple(IdentityLayer.choices)),
    "item": Field(_("费用项目"), Type.CHOICE, tuple(ItemCategory.choices)),
    "income_fen": Field(_("人均月收入"), Type.MONEY),
    "gap_fen": Field(_("缺口"), Type.MONEY),
    "self_paid_fen": Field(_("自付费用"), Type.MONEY),
    "household_size": Field(_("家庭人数"), Type.NUMBER, unit=_("人")),
    "days_since_event": Field(_("事发至今"), Type.NUMBER, unit=_("天")),
    "has_minors": Field(_("有未成年人"), Type.FLAG),
    "has_elderly": Field(_("有老年人"), Type.FLAG),
    "has_disabled": Field(_("有残疾人"), Type.FLAG),
    "local_hukou": Field(_("本地户籍"), Type.FLAG),
}


def facts_of(item: NeedItem, *, on) -> dict[str, Any]:
    """The facts of one need item on one day; `None` where nobody has established it."""
    case: Case = item.case
    household = case.household
    return {
        "category": CATEGORY_OF[Cause(case.cause)].value,
        "cause": case.cause,
        "urgency": case.urgency,
        "identity": household.identity,
        "item": item.category,
        "income_fen": household.monthly_income_fen,
        "gap_fen": item.gap_fen if item.verified_cost_fen is not None else None,
        "self_paid_fen": item.need_fen if item.verified_cost_fen is not None else None,
        "household_size": household.size,
        "days_since_event": (on - case.event_on).days if case.event_on else None,
        "has_minors": household.minors > 0,
        "has_elderly": household.elderly > 0,
        "has_disabled": household.disabled > 0,
        "local_hukou": household.local_hukou,
    }


def checked(rule: Any) -> dict[str, Any]:
    """The rule when every word of it is known; RuleError otherwise."""
    return parse(rule, VOCABULARY)


def judge(rule: dict[str, Any], facts: dict[str, Any]) -> tuple[Outcome, list[Reason]]:
    reasons = evaluate(rule, facts, VOCABULARY)
    return outcome(reasons), reasons


def in_words(rule: dict[str, Any]) -> str:
    return sentence(rule, VOCABULARY)
