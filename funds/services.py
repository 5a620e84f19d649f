"""The verbs of an enterprise's fund: set up, sign, review, pause, close."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.regions.models import Region
from funds import agreement, checks, readiness
from funds.act_subjects import AGREEMENTS, FUNDS
from funds.models import Fund, FundAgreement, FundRuleVersion
from funds.top_ups import announce_top_up, cancel_top_up, confirm_top_up
from needs import criteria
from organisations.models import Organisation, User

__all__ = [
    "announce_top_up",
    "approve_fund",
    "cancel_top_up",
    "close_fund",
    "confirm_top_up",
    "create_fund",
    "pause_fund",
    "resume_fund",
    "send_back_fund",
    "set_rules",
    "sign_agreement",
    "submit_fund",
    "update_fund",
]


class NotReady(Refusal):
    """Signed or submitted with open tasks; the sentence names them."""


class OtherText(Refusal):
    """The terms changed between reading and signing: nobody signs what was not shown."""


def create_fund(*, enterprise: Organisation, name: str, region: Region, by: User, at: datetime, **fields: Any) -> Fund:
    """A draft, filled in task by task; it can be left and resumed on another device."""
    _known(fields)
    fund = Fund(enterprise=enterprise, name=name.strip(), region=region, created_by=by, created_at=at, **fields)
    with act(FUNDS, fund, "create", by=by, at=at) as fund:
        checks.check_fields(fund, localdate(at))
    return fund


def update_fund(*, fund: Fund, by: User, at: datetime, **fields: Any) -> Fund:
    """Change terms; `fields` are column names. Terms of a running fund need a new signature before the next match."""
    _known(fields)
    with (doing := act(FUNDS, fund, "update", by=by, at=at)) as fund:
        changed = {name for name, value in fields.items() if getattr(fund, name) != value}
        checks.require_editable(fund, changed)
        for name in changed:
            setattr(fund, name, fields[name])
        checks.check_fields(fund, localdate(at))
        if not changed:
            return doing.repeated(fund)
        doing.data["fields"] = sorted(changed)
    return fund


def set_rules(*, fund: Fund, rules: dict[str, Any], by: User, at: datetime) -> Fund:
    """Store a draft's conditions as a new version; a running fund's are changed by `funds.purpose_changes`."""
    with (doing := act(FUNDS, fund, "set_rules", by=by, at=at)) as fund:
        rules = criteria.checked(rules)
        last = fund.rule_versions.first()
        unchanged = last is not None and last.rules == rules
        checks.require_editable(fund, set() if unchanged else {"rules"})
        if unchanged:
            return doing.repeated(fund)
        fund.rules, fund.rule_version = rules, last.version + 1 if last else 1
        FundRuleVersion.objects.create(fund=fund, version=fund.rule_version, rules=rules, changed_by=by, changed_at=at)
        doing.data["version"] = fund.rule_version
    return fund


def sign_agreement(*, fund: Fund, seen_sha256: str, by: User, at: datetime) -> FundAgreement:
    """Sign the text whose hash the signer was shown; it is kept word for word."""
    with (doing := act(FUNDS, fund, "sign", by=by, at=at)) as fund:
        checks.require_editable(fund, set())
        if not readiness.may_sign(fund):
            raise NotReady(_("请先完成前面的各项，再签署协议。"))
        text = agreement.draft(fund)
        if text.sha256 != seen_sha256:
            raise OtherText(_("协议内容在您阅读之后有改动，请重新阅读后签署。"))
        last = agreement.last_signed(fund)
        signed = FundAgreement.objects.create(
            fund=fund,
            number=last.number + 1 if last else 1,
            version=text.version,
            terms=text.terms,
            text=text.text,
            sha256=text.sha256,
            signed_by=by,
            signed_at=at,
        )
        fund.agreement_version, fund.agreement_hash = text.version, text.sha256
        fund.agreement_signed_by, fund.agreement_signed_at = by, at
        doing.about(AGREEMENTS, signed)
    return signed


def submit_fund(*, fund: Fund, by: User, at: datetime) -> Fund:
    with act(FUNDS, fund, "submit", by=by, at=at) as fund:
        if open_tasks := [str(task.label) for task in readiness.tasks(fund) if not task.done]:
            raise NotReady(_("还不能提交，请先完成：%(tasks)s。") % {"tasks": str(_("、")).join(open_tasks)})
        fund.submitted_by, fund.submitted_at, fund.review_note = by, at, ""
    return fund


def approve_fund(*, fund: Fund, by: User, at: datetime) -> Fund:
    """A civil-affairs approver of the fund's area lets it run."""
    with act(FUNDS, fund, "approve", by=by, at=at) as fund:
        fund.approved_by, fund.approved_at = by, at
    return fund


def send_back_fund(*, fund: Fund, reason: str, by: User, at: datetime) -> Fund:
    with (doing := act(FUNDS, fund, "send_back", by=by, at=at)) as fund:
        fund.review_note = doing.data["reason"] = checks.require_reason(reason)
    return fund


def pause_fund(*, fund: Fund, by: User, at: datetime) -> Fund:
    """No new matches; what is promised goes on."""
    with act(FUNDS, fund, "pause", by=by, at=at) as fund:
        return fund


def resume_fund(*, fund: Fund, by: User, at: datetime) -> Fund:
    with act(FUNDS, fund, "resume", by=by, at=at) as fund:
        return fund


def close_fund(*, fund: Fund, reason: str, by: User, at: datetime) -> Fund:
    """For good; the rest goes by the agreement (慈善法 58)."""
    with (doing := act(FUNDS, fund, "close", by=by, at=at)) as fund:
        doing.data["reason"] = checks.require_reason(reason)
    return fund


def _known(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - checks.EDITABLE:
        raise TypeError(f"A fund's {', '.join(sorted(unknown))} cannot be set here.")
