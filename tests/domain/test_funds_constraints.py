"""Each rule of the funds' tables is broken once, past every Python check; the database names the rule."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from funds.ledger.journal import constraint_of
from funds.models import Fund, FundAgreement, FundRuleVersion, TopUp
from tests.factories import partners as make

pytestmark = pytest.mark.django_db


def refusing(act) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    return constraint_of(refused.value)


def rule(row: Fund | TopUp, **fields) -> str:
    name = refusing(lambda: type(row).objects.filter(pk=row.pk).update(**fields))
    return name.removeprefix("funds_").split("_", 1)[1]


def test_what_no_fund_may_be():
    fund = make.running_fund(starts_on=date(2026, 1, 1))
    assert rule(fund, cap_fen=0) == "cap_positive"
    assert rule(make.draft_fund(cap_fen=None), planned_total_fen=0) == "total_positive"
    assert rule(fund, cap_fen=300_000_001) == "cap_within_total"
    assert rule(fund, ends_on=date(2025, 12, 31)) == "period"
    assert rule(fund, audience="employees") == "employees_need_privacy_note"


def test_a_running_fund_is_signed_held_limited_and_approved():
    fund = make.running_fund()
    needed = "running_is_signed_and_approved"
    assert rule(fund, agreement_signed_at=None, agreement_signed_by=None) == needed
    assert rule(fund, custodian=None) == needed
    assert rule(fund, cap_fen=None) == needed
    assert rule(fund, approved_by=None, approved_at=None) == needed


def test_signatures_and_approvals_name_their_person():
    fund = make.running_fund()
    assert rule(fund, agreement_signed_at=None) in ("agreement_paired", "running_is_signed_and_approved")
    assert rule(make.signed_fund(), agreement_signed_by=None) == "agreement_paired"
    assert rule(fund, agreement_hash="") == "agreement_paired"
    assert rule(fund, approved_at=None) == "approval_paired"
    assert rule(fund, created_by=fund.approved_by) == "approver_not_author"
    assert rule(fund, submitted_by=fund.approved_by) == "approver_not_submitter"
    assert rule(fund, submitted_by=None, submitted_at=None) == "approver_not_submitter"
    waiting = make.submitted_fund()
    assert rule(waiting, submitted_by=None, submitted_at=None) == "review_is_submitted"
    assert rule(waiting, submitted_at=None) == "submission_paired"


def test_states_move_along_the_table_whoever_writes():
    assert rule(make.draft_fund(), state="running") == "fund_life_cycle"[5:]
    assert rule(make.running_fund(), state="draft") == "fund_life_cycle"[5:]
    top_up = make.received_top_up(make.running_fund())
    assert "life_cycle" in rule(top_up, state="waiting", confirmed_by=None, confirmed_at=None, bank_line=None)


def test_a_fund_has_its_name_once():
    first = make.draft_fund()
    second = make.draft_fund(first.enterprise, by=first.created_by)
    assert rule(second, name=first.name) == "name_once"


def test_what_no_top_up_may_be():
    fund = make.running_fund()
    waiting, received = make.announced_top_up(fund), make.received_top_up(fund)
    assert rule(waiting, amount_fen=0) == "amount_positive"
    assert rule(waiting, confirmed_by=received.confirmed_by, confirmed_at=make.NOW) == "received_is_confirmed"
    for missing in ("confirmed_by", "confirmed_at", "bank_line"):
        assert rule(received, **{missing: None}) == "received_is_confirmed"
    assert rule(received, announced_by=received.confirmed_by) == "confirmed_by_another"
    assert "bank_line" in refusing(lambda: TopUp.objects.filter(pk=waiting.pk).update(bank_line=received.bank_line))
    assert "reference" in refusing(lambda: TopUp.objects.filter(pk=waiting.pk).update(reference=received.reference))
    assert "token" in refusing(lambda: TopUp.objects.filter(pk=waiting.pk).update(token=received.token))


def test_signed_agreements_and_versions_are_written_once():
    fund = make.signed_fund()
    [signed], [version] = fund.agreements.all(), fund.rule_versions.all()
    values = {
        "fund": fund,
        "version": "1",
        "terms": {},
        "text": "x",
        "signed_by": fund.created_by,
        "signed_at": make.NOW,
    }
    again = FundAgreement(number=1, sha256="0" * 64, **values)
    assert refusing(again.save) == "funds_fundagreement_once"
    assert refusing(FundAgreement(number=2, sha256="no hash", **values).save) == "funds_fundagreement_hash_form"
    assert refusing(lambda: FundAgreement.objects.filter(pk=signed.pk).update(text="y")) == (
        "funds_fundagreement_append_only"
    )
    assert refusing(signed.delete) == "funds_fundagreement_append_only"
    assert refusing(lambda: FundRuleVersion.objects.filter(pk=version.pk).update(rules={})) == (
        "funds_fundruleversion_append_only"
    )
    twice = FundRuleVersion(id=uuid4(), fund=fund, version=1, rules={}, changed_by=fund.created_by, changed_at=make.NOW)
    assert refusing(twice.save) == "funds_fundruleversion_once"
