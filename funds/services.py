"""The verbs of an enterprise's fund: set up, sign, review, pause, close."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from common.regions.models import Region
from funds import agreement, checks, readiness
from funds.models import Fund, FundAgreement, FundRuleVersion
from funds.states import FUND
from funds.top_ups import announce_top_up, cancel_top_up, confirm_top_up
from needs import criteria
from organisations import access as people
from organisations.models import Organisation, User
from organisations.permissions import Permission as P

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


@transaction.atomic
def create_fund(*, enterprise: Organisation, name: str, region: Region, by: User, at: datetime, **fields: Any) -> Fund:
    """A draft, filled in task by task; it can be left and resumed on another device."""
    if enterprise.pk not in {one.pk for one in people.organisations_with(by, P.MANAGE_FUND)}:
        raise PermissionDenied
    _known(fields)
    fund = Fund(enterprise=enterprise, name=name.strip(), region=region, created_by=by, created_at=at, **fields)
    checks.check_fields(fund, localdate(at))
    fund.save(force_insert=True)
    _record(fund, "fund.created", by, at)
    announce("fund.created", f"fund:{fund.pk}:created", fund_id=fund.pk)
    return fund


@transaction.atomic
def update_fund(*, fund: Fund, by: User, at: datetime, **fields: Any) -> Fund:
    """Change terms; `fields` are column names. Terms of a running fund need a new signature before the next match."""
    fund = checks.locked(fund)
    checks.require_manager(by, fund)
    _known(fields)
    changed = {name for name, value in fields.items() if getattr(fund, name) != value}
    checks.require_editable(fund, changed)
    for name in changed:
        setattr(fund, name, fields[name])
    checks.check_fields(fund, localdate(at))
    if not changed:
        return fund
    fund.save(update_fields=sorted(changed))
    _record(fund, "fund.updated", by, at, fields=sorted(changed))
    return fund


@transaction.atomic
def set_rules(*, fund: Fund, rules: dict[str, Any], by: User, at: datetime) -> Fund:
    """Store a draft's conditions as a new version; a running fund's are changed by `funds.purpose_changes`."""
    fund = checks.locked(fund)
    checks.require_manager(by, fund)
    rules = criteria.checked(rules)
    last = fund.rule_versions.first()
    unchanged = last is not None and last.rules == rules
    checks.require_editable(fund, set() if unchanged else {"rules"})
    if unchanged:
        return fund
    fund.rules, fund.rule_version = rules, last.version + 1 if last else 1
    FundRuleVersion.objects.create(fund=fund, version=fund.rule_version, rules=rules, changed_by=by, changed_at=at)
    fund.save(update_fields=["rules", "rule_version"])
    _record(fund, "fund.rules_set", by, at, version=fund.rule_version)
    announce("fund.rules_set", f"fund:{fund.pk}:rules:{fund.rule_version}", fund_id=fund.pk)
    return fund


@transaction.atomic
def sign_agreement(*, fund: Fund, seen_sha256: str, by: User, at: datetime) -> FundAgreement:
    """Sign the text whose hash the signer was shown; it is kept word for word."""
    fund = checks.locked(fund)
    checks.require_manager(by, fund)
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
    fund.save(update_fields=["agreement_version", "agreement_hash", "agreement_signed_by", "agreement_signed_at"])
    _record(fund, "fund.signed", by, at, number=signed.number, sha256=text.sha256[:12])
    announce("fund.signed", f"fund:{fund.pk}:signed:{signed.number}", fund_id=fund.pk)
    return signed


@transaction.atomic
def submit_fund(*, fund: Fund, by: User, at: datetime) -> Fund:
    fund = checks.locked(fund)
    checks.require_manager(by, fund)
    state = FUND.next(fund.state, "submit")
    if open_tasks := [str(task.label) for task in readiness.tasks(fund) if not task.done]:
        raise NotReady(_("还不能提交，请先完成：%(tasks)s。") % {"tasks": str(_("、")).join(open_tasks)})
    fund.state, fund.submitted_by, fund.submitted_at, fund.review_note = state, by, at, ""
    fund.save(update_fields=["state", "submitted_by", "submitted_at", "review_note"])
    _record(fund, "fund.submitted", by, at)
    _announce(fund, "fund.submitted", at)
    return fund


@transaction.atomic
def approve_fund(*, fund: Fund, by: User, at: datetime) -> Fund:
    """A civil-affairs approver of the fund's area lets it run."""
    fund = checks.locked(fund)
    checks.require_reviewer(by, fund)
    fund.state = FUND.next(fund.state, "approve")
    fund.approved_by, fund.approved_at = by, at
    fund.save(update_fields=["state", "approved_by", "approved_at"])
    _record(fund, "fund.approved", by, at)
    _announce(fund, "fund.approved", at)
    return fund


@transaction.atomic
def send_back_fund(*, fund: Fund, reason: str, by: User, at: datetime) -> Fund:
    fund = checks.locked(fund)
    checks.require_reviewer(by, fund)
    fund.state = FUND.next(fund.state, "send_back")
    fund.review_note = checks.require_reason(reason)
    fund.save(update_fields=["state", "review_note"])
    _record(fund, "fund.sent_back", by, at, reason=fund.review_note)
    _announce(fund, "fund.sent_back", at)
    return fund


def pause_fund(*, fund: Fund, by: User, at: datetime) -> Fund:
    """No new matches; what is promised goes on."""
    return _move(fund, "pause", "fund.paused", by, at)


def resume_fund(*, fund: Fund, by: User, at: datetime) -> Fund:
    return _move(fund, "resume", "fund.resumed", by, at)


def close_fund(*, fund: Fund, reason: str, by: User, at: datetime) -> Fund:
    """For good; the rest goes by the agreement (慈善法 58)."""
    return _move(fund, "close", "fund.closed", by, at, reason=checks.require_reason(reason))


@transaction.atomic
def _move(fund: Fund, verb: str, done: str, by: User, at: datetime, **data: Any) -> Fund:
    fund = checks.locked(fund)
    checks.require_manager(by, fund)
    fund.state = FUND.next(fund.state, verb)
    fund.save(update_fields=["state"])
    _record(fund, done, by, at, **data)
    _announce(fund, done, at)
    return fund


def _known(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - checks.EDITABLE:
        raise TypeError(f"A fund's {', '.join(sorted(unknown))} cannot be set here.")


def _record(fund: Fund, verb: str, by: User, at: datetime, **data: Any) -> None:
    record(
        actor=by, verb=verb, subject=fund, county=fund.region_id, organisation_id=fund.enterprise_id, data=data, at=at
    )


def _announce(fund: Fund, topic: str, at: datetime) -> None:
    """A fund may be submitted and sent back several times: the moment tells one time from the next."""
    announce(topic, f"{topic}:{fund.pk}:{at.timestamp():.6f}", fund_id=fund.pk)
