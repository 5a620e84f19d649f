"""The agreement between the enterprise and the charity that holds its money: rendered from the fund's terms.

What is compared is the terms, not the text: a better wording in a later version of the platform does not undo a
signature, a changed amount does. What was signed is kept word for word with its sha256 (`FundAgreement`).
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from common.money import Money
from funds.models import Fund, FundAgreement
from needs import criteria

VERSION = "2026-1"  # of the template; raise it with each change of its words


@dataclass(frozen=True, slots=True)
class Agreement:
    """As it would be signed now."""

    version: str
    terms: dict[str, Any]
    text: str
    sha256: str


def draft(fund: Fund) -> Agreement:
    """Chinese is the language of the contract, whatever the reader's."""
    with override("zh-hans"):
        terms = terms_of(fund)
        text = render_to_string("funds/agreement.txt", {"fund": fund, "terms": terms, **_words(fund)}).strip() + "\n"
    return Agreement(VERSION, terms, text, sha256(text.encode()).hexdigest())


def terms_of(fund: Fund) -> dict[str, Any]:
    """What both sides agree on, as plain data: ids, codes, fen and days."""
    return {
        "enterprise": str(fund.enterprise_id),
        "custodian": str(fund.custodian_id) if fund.custodian_id else None,
        "name": fund.name,
        "purpose": fund.purpose,
        "region": fund.region_id,
        "audience": fund.audience,
        "rules": fund.rules,
        "cap_fen": fund.cap_fen,
        "minimum_fen": fund.minimum_fen,
        "planned_total_fen": fund.planned_total_fen,
        "cooling_days": fund.cooling_days,
        "starts_on": fund.starts_on.isoformat() if fund.starts_on else None,
        "ends_on": fund.ends_on.isoformat() if fund.ends_on else None,
        "co_funding": fund.co_funding,
        "approval_mode": fund.approval_mode,
        "automatic_up_to_fen": fund.automatic_up_to_fen,
        "reply_days": fund.reply_days,
        "deadline_default": fund.deadline_default,
    }


def last_signed(fund: Fund) -> FundAgreement | None:
    return next(iter(fund.agreements.all()), None)  # ordered newest first; over `.all()` so that lists can prefetch


def is_current(fund: Fund) -> bool:
    """The last signature covers the terms as they are now."""
    signed = last_signed(fund)
    return signed is not None and signed.terms == terms_of(fund)


def _words(fund: Fund) -> dict[str, Any]:
    return {
        "rules": criteria.in_words(fund.rules),
        "cap": Money(fund.cap_fen or 0),
        "total": Money(fund.planned_total_fen or 0),
        "minimum": Money(fund.minimum_fen),
        "automatic": Money(fund.automatic_up_to_fen),
    }
