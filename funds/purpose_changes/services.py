"""Changing what a running fund's money is for: the donor consents, the holder agrees, civil affairs approves (慈善法 56).

Until the third yes the fund works by its old terms; matches that were judged by them keep their version of the rules.
"""

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
from common.sequences.models import next_number
from funds import agreement, checks
from funds.models import Fund, FundAgreement, FundRuleVersion
from funds.purpose_changes import access, terms, wording
from funds.purpose_changes.models import PurposeChange
from funds.purpose_changes.states import CHANGE, OPEN_STATES
from funds.states import FundState
from needs import criteria
from organisations.models import User


class OtherText(Refusal):
    """The terms changed between reading and saying yes: nobody consents to what was not shown."""


class SamePerson(Refusal):
    """Three sides are three people."""


class NothingChanges(Refusal):
    """The request has the terms of the fund as it stands."""


@transaction.atomic
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
    fund = checks.locked(fund)
    own = access.may_request(by, fund)
    if not own and not access.may_suggest(by, fund):
        raise PermissionDenied
    if fund.state not in (FundState.RUNNING, FundState.PAUSED):
        raise Refusal(_("只有进行中或已暂停的基金才能变更用途。"))
    if not agreement.is_current(fund):
        raise Refusal(_("现有协议有改动还没有签署，请先签署，再变更用途。"))
    if fund.purpose_changes.filter(state__in=OPEN_STATES).exists():
        raise Refusal(_("这个基金已有一项变更正在办理。"))
    change = PurposeChange(
        number=f"BG{localdate(at):%Y}{next_number(f'purpose-change/{localdate(at):%Y}'):04d}",
        fund=fund,
        suggested=not own,
        reason=wording.checked(checks.require_reason(reason), "reason"),
        region=region,
        audience=audience,
        purpose=wording.checked(purpose.strip(), "purpose"),
        cap_fen=cap_fen,
        rules=criteria.checked(rules),
        before=terms.as_data(fund),
        requested_by=by,
        requested_at=at,
    )
    if terms.as_data(change) == change.before:
        raise NothingChanges(_("没有改动任何条款。"))
    checks.check_fields(terms.changed(fund, change), localdate(at))
    change.save(force_insert=True)
    _done(change, "requested", by, at, reason=change.reason)
    return change


@transaction.atomic
def consent(*, change: PurposeChange, seen_sha256: str, by: User, at: datetime) -> PurposeChange:
    """The donor's consent: the enterprise signs the agreement as it would be."""
    change = _locked(change)
    if not access.may_request(by, change.fund):
        raise PermissionDenied
    change.state = CHANGE.next(change.state, "consent")
    change.text_sha256 = _text(change, seen_sha256).sha256
    change.consented_by, change.consented_at = by, at
    change.save(update_fields=["state", "text_sha256", "consented_by", "consented_at"])
    _done(change, "consented", by, at, sha256=change.text_sha256[:12])
    return change


@transaction.atomic
def agree(*, change: PurposeChange, seen_sha256: str, by: User, at: datetime) -> PurposeChange:
    """The charity that holds the money says it can use it so."""
    change = _locked(change)
    if not access.may_agree(by, change.fund):
        raise PermissionDenied
    change.state = CHANGE.next(change.state, "agree")
    _require_another(by, change.consented_by_id)
    _text(change, seen_sha256)
    change.agreed_by, change.agreed_at = by, at
    change.save(update_fields=["state", "agreed_by", "agreed_at"])
    _done(change, "agreed", by, at)
    return change


@transaction.atomic
def approve(*, change: PurposeChange, seen_sha256: str, by: User, at: datetime) -> PurposeChange:
    """The third yes: from now on the fund has the new terms, a new agreement and, if they changed, new rules."""
    change = _locked(change)
    if not access.may_approve(by, change):
        raise PermissionDenied
    change.state = CHANGE.next(change.state, "approve")
    _require_another(by, change.consented_by_id, change.agreed_by_id, change.requested_by_id)
    text = _text(change, seen_sha256)
    change.agreement = _put_in_force(change, text, by, at)
    change.approved_by, change.approved_at = by, at
    change.save(update_fields=["state", "agreement", "approved_by", "approved_at"])
    _done(change, "approved", by, at, number=change.agreement.number)
    return change


@transaction.atomic
def decline(*, change: PurposeChange, reason: str, by: User, at: datetime) -> PurposeChange:
    """A no of the side whose turn it is; the fund stays as it was."""
    change = _locked(change)
    if not access.is_their_turn(by, change):
        raise PermissionDenied
    return _end(change, "decline", "declined", wording.checked(checks.require_reason(reason), "reason"), by, at)


@transaction.atomic
def withdraw(*, change: PurposeChange, by: User, at: datetime) -> PurposeChange:
    """The enterprise takes its consent back before approval, or who suggested it lets it be."""
    change = _locked(change)
    if change.is_open and not access.may_withdraw(by, change):
        raise PermissionDenied
    return _end(change, "withdraw", "withdrawn", "", by, at)


def _end(change: PurposeChange, verb: str, done: str, reason: str, by: User, at: datetime) -> PurposeChange:
    change.state = CHANGE.next(change.state, verb)
    change.end_reason, change.ended_by, change.ended_at = reason, by, at
    change.save(update_fields=["state", "end_reason", "ended_by", "ended_at"])
    _done(change, done, by, at, reason=reason)
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
        signed_at=change.consented_at,
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


def _require_another(by: User, *spoken: Any) -> None:
    if by.pk in spoken:
        raise SamePerson(_("企业、托管方和民政部门须由三位不同的人员分别同意。"))


def _locked(change: PurposeChange) -> PurposeChange:
    """The fund first, as everywhere, then the request."""
    fund = checks.locked(change.fund)
    change = PurposeChange.objects.select_for_update(of=("self",)).select_related("region").get(pk=change.pk)
    change.fund = fund
    return change


def _done(change: PurposeChange, done: str, by: User, at: datetime, **data: Any) -> None:
    topic = f"purpose_change.{done}"
    record(
        actor=by,
        verb=topic,
        subject=change,
        county=change.region_id,
        organisation_id=change.fund.enterprise_id,
        data=data,
        at=at,
    )
    announce(topic, f"purpose_change:{change.pk}:{done}", change_id=change.pk)
