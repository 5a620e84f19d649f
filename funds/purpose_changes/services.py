"""Changing what a running fund's money is for: the donor consents, the holder agrees, civil affairs approves (慈善法 56).

Until the third yes the fund works by its old terms; matches that were judged by them keep their version of the rules.
"""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.presence import present
from common.regions.models import Region
from common.sequences.models import next_number
from funds import agreement, checks
from funds.models import Fund, FundAgreement, FundRuleVersion
from funds.purpose_changes import access, terms, wording
from funds.purpose_changes.act_subjects import CHANGES
from funds.purpose_changes.models import PurposeChange
from funds.purpose_changes.states import OPEN_STATES
from funds.states import FundState
from needs import criteria
from organisations.models import User


class OtherText(Refusal):
    """The terms changed between reading and saying yes: nobody consents to what was not shown."""


class NothingChanges(Refusal):
    """The request has the terms of the fund as it stands."""


def request_change(
    *,
    fund: Fund,
    region: Region,
    audience: str,
    purpose: str,
    cap_fen: int,
    rules: dict[str, Any],
    reason: str,
    by: User,
    at: datetime,
) -> PurposeChange:
    """By the fund's manager, or suggested by a coordinator of the fund's city. One open request a fund."""
    change = PurposeChange(
        fund=fund,
        region=region,
        audience=audience,
        purpose=purpose.strip(),
        cap_fen=cap_fen,
        requested_by=by,
        requested_at=at,
    )
    with (doing := act(CHANGES, change, "request", by=by, at=at)) as change:
        fund = change.fund = doing.first
        _require_changeable(fund)
        change.number = f"BG{localdate(at):%Y}{next_number(f'purpose-change/{localdate(at):%Y}'):04d}"
        change.suggested = not access.may_request(by, fund)
        change.reason = doing.data["reason"] = wording.checked(checks.require_reason(reason), "reason")
        change.purpose = wording.checked(change.purpose, "purpose")
        change.rules, change.before = criteria.checked(rules), terms.as_data(fund)
        if terms.as_data(change) == change.before:
            raise NothingChanges(_("没有改动任何条款。"))
        checks.check_fields(terms.changed(fund, change), localdate(at))
    return change


def _require_changeable(fund: Fund) -> None:
    if fund.state not in (FundState.RUNNING, FundState.PAUSED):
        raise Refusal(_("只有进行中或已暂停的基金才能变更用途。"))
    if not agreement.is_current(fund):
        raise Refusal(_("现有协议有改动还没有签署，请先签署，再变更用途。"))
    if fund.purpose_changes.filter(state__in=OPEN_STATES).exists():
        raise Refusal(_("这个基金已有一项变更正在办理。"))


def consent(*, change: PurposeChange, seen_sha256: str, by: User, at: datetime) -> PurposeChange:
    """The donor's consent: the enterprise signs the agreement as it would be."""
    with (doing := act(CHANGES, change, "consent", by=by, at=at)) as change:
        change.text_sha256 = _text(change, seen_sha256).sha256
        change.consented_by, change.consented_at = by, at
        doing.data["sha256"] = change.text_sha256[:12]
    return change


def agree(*, change: PurposeChange, seen_sha256: str, by: User, at: datetime) -> PurposeChange:
    """The charity that holds the money says it can use it so."""
    with act(CHANGES, change, "agree", by=by, at=at) as change:
        _text(change, seen_sha256)
        change.agreed_by, change.agreed_at = by, at
    return change


def approve(*, change: PurposeChange, seen_sha256: str, by: User, at: datetime) -> PurposeChange:
    """The third yes: from now on the fund has the new terms, a new agreement and, if they changed, new rules."""
    with (doing := act(CHANGES, change, "approve", by=by, at=at)) as change:
        text = _text(change, seen_sha256)
        change.agreement = _put_in_force(change, text, by, at)
        change.approved_by, change.approved_at = by, at
        doing.data["number"] = change.agreement.number
    return change


def decline(*, change: PurposeChange, reason: str, by: User, at: datetime) -> PurposeChange:
    """A no of the side whose turn it is; the fund stays as it was."""
    with (doing := act(CHANGES, change, "decline", by=by, at=at)) as change:
        change.end_reason = doing.data["reason"] = wording.checked(checks.require_reason(reason), "reason")
        change.ended_by, change.ended_at = by, at
    return change


def withdraw(*, change: PurposeChange, by: User, at: datetime) -> PurposeChange:
    """The enterprise takes its consent back before approval, or who suggested it lets it be."""
    with act(CHANGES, change, "withdraw", by=by, at=at, reason="") as change:
        change.ended_by, change.ended_at = by, at
    return change


def _put_in_force(change: PurposeChange, text: agreement.Agreement, by: User, at: datetime) -> FundAgreement:
    fund = change.fund
    new_rules = fund.rules != change.rules
    for name in terms.RESTRICTION:
        setattr(fund, name, getattr(change, name))
    checks.check_fields(fund, localdate(at))
    if new_rules:
        fund.rule_version += 1
        FundRuleVersion.objects.create(
            fund=fund, version=fund.rule_version, rules=fund.rules, changed_by=by, changed_at=at
        )
    last = agreement.last_signed(fund)
    signed = FundAgreement.objects.create(
        fund=fund,
        number=last.number + 1 if last else 1,
        version=text.version,
        terms=text.terms,
        text=text.text,
        sha256=text.sha256,
        signed_by=change.consented_by,
        signed_at=present(change.consented_at),
    )
    fund.agreement_version, fund.agreement_hash = text.version, text.sha256
    fund.agreement_signed_by, fund.agreement_signed_at = change.consented_by, change.consented_at
    fund.save(
        update_fields=[
            *terms.RESTRICTION,
            "rule_version",
            "agreement_version",
            "agreement_hash",
            "agreement_signed_by",
            "agreement_signed_at",
        ]
    )
    return signed


def _text(change: PurposeChange, seen_sha256: str) -> agreement.Agreement:
    """The agreement that is said yes to: what was shown, what the enterprise consented to, of the fund as it was."""
    text = terms.draft(change.fund, change)
    expected = {seen_sha256, change.text_sha256 or seen_sha256}
    if expected != {text.sha256} or terms.as_data(change.fund) != change.before:
        raise OtherText(_("协议内容在您阅读之后或企业同意之后有改动。请重新阅读；已同意过的须撤回后重新提出。"))
    return text
