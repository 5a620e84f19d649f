"""What a source may know of a household before it accepts: facts without a person (domain reference §5.4, tier 2).

County, class of hardship, bands instead of numbers, the item and what it costs. No names, no day, no place below the
county, no illness, and no household's income: that charities never see an economic check is a rule of the house, so a
condition about income says only that the office checked it.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.rules import Outcome, Reason
from matching.act_subjects import deliverer_of
from matching.models import Match
from needs.causes import CATEGORY_OF, Category, Cause
from needs.models import Consent, NeedItem
from needs.models.commitment import SourceKind
from needs.models.consent import SHARED_FIELDS
from publication.anonymise import generalise
from publication.models.public_need import AgeBand, HouseholdBand

INCOME = "income_fen"


def category_of(match: Match) -> Category:
    return CATEGORY_OF[Cause(match.case.cause)]


def title_of(match: Match) -> str:
    """`突发疾病 · 医疗自付费用`: what a list shows of it."""
    return f"{category_of(match).label} · {match.item.get_category_display()}"


def facts_of(match: Match, *, on) -> list[dict[str, Any]]:
    """Rows for the page: label and value, in the order in which one asks."""
    case, household, item = match.case, match.case.household, match.item
    rows = [
        (_("困难类型"), category_of(match).label),
        (_("地区"), case.county.local_name),
        (_("紧急程度"), case.get_urgency_display()),
        (_("家庭规模"), HouseholdBand(generalise.household_band(household.size)).label),
        (_("户主年龄段"), age_band(match, on) or _("未登记")),
        (_("家庭情况"), _members(household)),
        (_("需要的项目"), item.get_category_display()),
        (_("费用凭证"), item.get_evidence_display()),
        (_("核实"), _("街道两人签字核实，民政部门批准对接")),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def reasons_of(match: Match, at: datetime) -> list[Reason]:
    """The stored reasons, rule by rule; an income is never shown, only that it was checked.

    The consent is the one condition that is no fact of the proposal's day: it is given later and can be withdrawn, so
    it is shown as it stands now.
    """
    return [
        _consent_now(reason, match, at) if reason.rule == "consent" else _without_income(reason)
        for reason in match.why_for_source
    ]


def fit_of(match: Match, at: datetime) -> tuple[int, int]:
    """How many of the conditions are met, out of how many."""
    reasons = reasons_of(match, at)
    return sum(one.outcome == Outcome.PASS for one in reasons), len(reasons)


def coverage_of(item: NeedItem) -> dict[str, Any]:
    """Who covers how much of this item, this match's own reserve included, and the other sources by name."""
    live = [one for one in item.commitments.all() if one.state not in ("held", "released") and one.amount_fen]
    return {
        "need_fen": item.need_fen,
        "government_fen": item.statutory_fen,
        "charity_fen": sum(one.amount_fen for one in live if one.source_kind == SourceKind.CHARITY),
        "gifts_fen": sum(one.amount_fen for one in live if one.source_kind == SourceKind.GIFT),
    }


def pieces_of(match: Match) -> str:
    """Of goods and services: how many of how many are arranged, this match's own included."""
    measure, item = match.measure, match.item
    return (
        ""
        if measure.is_money
        else _("需要 %(asked)s，已安排 %(covered)s。")
        % {"asked": measure.words(measure.asked(item)), "covered": measure.words(measure.covered(item))}
    )


def other_sources(match: Match) -> list[dict[str, Any]]:
    live = [one for one in match.item.commitments.all() if one.state not in ("held", "released")]
    return [
        {
            "label": one.source_label,
            "amount": match.measure.words(one.amount_fen or one.quantity or 0),
            "state": one.get_state_display(),
        }
        for one in live
        if one.pk != match.commitment_id
    ]


def consent_of(match: Match, at) -> Consent | None:
    """The live consent that names this charity; what it does not list stays closed."""
    recipient = deliverer_of(match)
    mine = [one for one in match.case.consents.all() if one.purpose == "share" and one.recipient_id == recipient.pk]
    return next((one for one in mine if one.is_live(at)), None)


def field_labels(consent: Consent) -> list[str]:
    return [str(SHARED_FIELDS[name]) for name in consent.fields if name in SHARED_FIELDS]


def age_band(match: Match, on) -> str:
    # one column, not the person: what is not needed here is not decrypted here
    born = match.case.household.people.filter(is_head=True).values_list("birth_year", flat=True).first()
    if born is None:
        return ""
    return str(AgeBand(generalise.age_band(max(0, on.year - born))).label)


def _members(household) -> str:
    parts = [
        (household.minors, _("有未成年人")),
        (household.elderly, _("有老年人")),
        (household.disabled, _("有残疾人")),
    ]
    return _("、").join(words for number, words in parts if number) or _("无特别情况")


def _consent_now(reason: Reason, match: Match, at: datetime) -> Reason:
    given = consent_of(match, at) is not None
    return replace(
        reason, outcome=Outcome.PASS if given else Outcome.UNKNOWN, fact=_("已同意") if given else _("没有有效的同意")
    )


def _without_income(reason: Reason) -> Reason:
    if INCOME in reason.rule.split("|"):
        return replace(reason, fact=_("由民政部门核对，不显示数额"))
    return reason
