"""What a running fund's money is for changes when three sides said yes to the same text, and not before (慈善法 56)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from common.acts.tables import IllegalMove
from common.audit.models import AuditEvent
from common.errors import Refusal
from common.outbox.services import deliver_due
from funds import agreement, checks, selectors
from funds import services as funds
from funds.ledger.journal import constraint_of
from funds.models import Fund, FundRuleVersion
from funds.purpose_changes import access, outlook, services, terms
from funds.purpose_changes.act_subjects import SamePerson
from funds.purpose_changes.models import PurposeChange
from organisations.models import Notification
from tests.factories import cases
from tests.factories import partners as make

pytestmark = pytest.mark.django_db
NOW, TODAY = make.NOW, make.TODAY
CITY, COUNTY = make.demo_city.CITY_CODE, "990121000000"
WIDER = {"all": [{"field": "category", "op": "in", "value": ["illness", "injury", "fire_flood"]}]}


@pytest.fixture
def fund() -> Fund:
    return make.running_fund(region=make.demo_region(COUNTY))


def asked(fund: Fund, by=None, **fields) -> PurposeChange:
    now = {
        "region": make.demo_region(CITY),
        "audience": fund.audience,
        "purpose": fund.purpose,
        "cap_fen": fund.cap_fen,
        "rules": fund.rules,
        "reason": "本地符合条件的家庭很少，资金长期未用。",
    }
    return services.request_change(fund=fund, by=by or fund.created_by, at=NOW, **{**now, **fields})


def seen(change: PurposeChange) -> str:
    return terms.draft(fresh(change).fund, fresh(change)).sha256


def consented(change: PurposeChange) -> PurposeChange:
    return services.consent(change=change, seen_sha256=seen(change), by=change.fund.created_by, at=NOW)


def agreed(change: PurposeChange) -> PurposeChange:
    manager = make.person("charity_manager", change.fund.custodian)
    return services.agree(change=consented(change), seen_sha256=seen(change), by=manager, at=NOW)


def approved(change: PurposeChange, by=None) -> PurposeChange:
    return services.approve(change=agreed(change), seen_sha256=seen(change), by=by or make.approver(), at=NOW)


def fresh(row):
    related = {
        Fund: ("custodian", "enterprise", "region"),
        PurposeChange: ("fund__custodian", "fund__enterprise", "region"),
    }
    return type(row).objects.select_related(*related[type(row)]).get(pk=row.pk)


def as_it_was(fund: Fund) -> bool:
    now = fresh(fund)
    return (terms.as_data(now), now.rule_version, now.agreements.count(), agreement.is_current(now)) == (
        terms.as_data(fund),
        fund.rule_version,
        1,
        True,
    )


def test_three_consents_make_a_new_agreement_and_new_rules_and_only_the_third_changes_anything(fund):
    change = asked(fund, rules=WIDER, purpose="帮助全市遭遇急难的家庭。")
    assert (change.number, change.state) == ("BG20260001", "requested") and as_it_was(fund)
    change = consented(change)
    assert change.state == "consented" and as_it_was(fund)
    hash_consented = change.text_sha256
    manager = make.person("charity_manager", fund.custodian)
    change = services.agree(change=change, seen_sha256=seen(change), by=manager, at=NOW)
    assert change.state == "agreed" and as_it_was(fund)
    change = services.approve(change=change, seen_sha256=seen(change), by=make.approver(), at=NOW)
    after = fresh(fund)
    assert (after.region_id, after.rules, after.purpose, after.rule_version) == (
        CITY,
        WIDER,
        "帮助全市遭遇急难的家庭。",
        2,
    )
    assert [one.number for one in after.agreements.all()] == [2, 1]
    assert change.agreement.sha256 == hash_consented == after.agreement_hash != fund.agreement_hash
    assert change.agreement.signed_by == fund.created_by and selectors.accepts_matches(after, TODAY)
    versions = FundRuleVersion.objects.filter(fund=fund).values_list("version", "rules")
    assert list(versions) == [(2, WIDER), (1, make.RULES)]  # what was judged by the old version keeps it
    verbs = AuditEvent.objects.filter(subject_id=str(change.pk)).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [f"purpose_change.{done}" for done in ("requested", "consented", "agreed", "approved")]


def test_an_area_alone_keeps_the_version_of_the_rules(fund):
    approved(asked(fund))
    assert (fresh(fund).region_id, fresh(fund).rule_version) == (CITY, 1)


@pytest.mark.parametrize("field", ["purpose", "cap_fen", "audience", "region", "rules"])
def test_no_side_changes_a_running_funds_restriction_alone(fund, field):
    value = {"purpose": "另一用途", "cap_fen": 1, "audience": "trade", "region": make.demo_region(CITY)}
    with pytest.raises(checks.Restricted) as refused:
        if field == "rules":
            funds.set_rules(fund=fund, rules=WIDER, by=fund.created_by, at=NOW)
        else:
            funds.update_fund(fund=fund, by=fund.created_by, at=NOW, **{field: value[field]})
    assert refused.value.field == field and as_it_was(fund)


def test_a_coordinator_of_the_city_may_suggest_and_cannot_consent_for_anybody(fund):
    coordinator = make.person("county_coordinator", make.office("990122000000"))
    change = asked(fund, by=coordinator)
    assert change.suggested and not asked(make.running_fund(), region=make.demo_region(COUNTY)).suggested
    for act in (services.consent, services.agree, services.approve):
        with pytest.raises(PermissionDenied):
            act(change=change, seen_sha256=seen(change), by=coordinator, at=NOW)
    deliver_due(NOW)
    assert Notification.objects.get(user=fund.created_by, kind="purpose_change").number == change.number


def waits_for(person) -> bool:
    turns = (access.to_consent, access.to_agree, access.to_approve)
    return any(turn(person).exists() for turn in turns)


def test_strangers_neither_ask_nor_see_nor_speak(fund):
    change = asked(fund)
    for stranger in (
        make.person("fund_manager", make.enterprise()),
        make.person("fund_finance", fund.enterprise),
        make.person("charity_manager", make.charity()),
        make.person("charity_caseworker", fund.custodian),
    ):
        with pytest.raises(PermissionDenied):
            asked(fund, by=stranger)
        with pytest.raises(PermissionDenied):
            services.consent(change=change, seen_sha256=seen(change), by=stranger, at=NOW)
        with pytest.raises(PermissionDenied):
            services.withdraw(change=change, by=stranger, at=NOW)
        assert not waits_for(stranger)
    assert not access.changes_for_partner(make.person("fund_manager", make.enterprise())).exists()
    assert not access.changes_for_office(make.approver("990122000000")).filter(region=COUNTY).exists()
    assert fresh(change).state == "requested"


def test_the_approvers_area_holds_the_fund_before_and_after(fund):
    change = agreed(asked(fund))
    with pytest.raises(PermissionDenied):
        services.approve(change=change, seen_sha256=seen(change), by=make.approver(COUNTY), at=NOW)
    assert as_it_was(fund)


def test_three_sides_are_three_people(fund):
    owner, change = fund.created_by, consented(asked(fund))
    make.join(owner, "charity_manager", fund.custodian)
    with pytest.raises(SamePerson):
        services.agree(change=change, seen_sha256=seen(change), by=owner, at=NOW)
    manager = make.person("charity_manager", fund.custodian)
    change = services.agree(change=change, seen_sha256=seen(change), by=manager, at=NOW)
    make.join(manager, "county_approver", make.office())
    with pytest.raises(PermissionDenied):  # works for one of the sides
        services.approve(change=change, seen_sha256=seen(change), by=manager, at=NOW)
    manager.memberships.filter(organisation=fund.custodian).update(ended_at=NOW)
    manager.__dict__.pop("_live_memberships", None)
    with pytest.raises(SamePerson):
        services.approve(change=change, seen_sha256=seen(change), by=manager, at=NOW)
    assert as_it_was(fund)


def test_nobody_says_yes_to_another_text_than_was_shown(fund):
    change = asked(fund)
    with pytest.raises(services.OtherText):
        services.consent(change=change, seen_sha256="0" * 64, by=fund.created_by, at=NOW)
    change = consented(change)
    funds.update_fund(fund=fund, by=fund.created_by, at=NOW, reply_days=9)  # another term, after the consent
    manager = make.person("charity_manager", fund.custodian)
    with pytest.raises(services.OtherText):
        services.agree(change=change, seen_sha256=seen(change), by=manager, at=NOW)
    assert fresh(change).state == "consented"


def test_one_request_at_a_time_about_something_of_a_fund_that_is_signed_as_it_stands(fund):
    with pytest.raises(services.NothingChanges):
        asked(fund, region=fund.region)
    with pytest.raises(Refusal, match="认出个人"):
        asked(fund, reason="请先帮助户主张建国。")
    with pytest.raises(Refusal, match="不要写电话"):
        asked(fund, reason="请先帮助这一户，电话 13800138000。")
    with pytest.raises(Refusal, match="超过了计划总额"):
        asked(fund, cap_fen=fund.planned_total_fen + 1)
    asked(fund)
    with pytest.raises(Refusal, match="正在办理"):
        asked(fund)
    with pytest.raises(Refusal, match="进行中"):
        asked(make.draft_fund())
    other = make.running_fund()
    funds.update_fund(fund=other, by=other.created_by, at=NOW, cooling_days=400)
    with pytest.raises(Refusal, match="先签署"):
        asked(fresh(other), region=make.demo_region(COUNTY))
    assert PurposeChange.objects.count() == 1


def test_a_no_needs_a_reason_and_a_request_may_be_taken_back(fund):
    change = consented(asked(fund))
    manager = make.person("charity_manager", fund.custodian)
    with pytest.raises(PermissionDenied):  # not the enterprise's turn any more
        services.decline(change=change, reason="不合适。", by=fund.created_by, at=NOW)
    with pytest.raises(Refusal, match="理由"):
        services.decline(change=change, reason=" ", by=manager, at=NOW)
    change = services.decline(change=change, reason="超出本会章程的地域。", by=manager, at=NOW)
    assert (change.state, change.ended_by, as_it_was(fund)) == ("declined", manager, True)
    with pytest.raises(IllegalMove):
        services.withdraw(change=change, by=fund.created_by, at=NOW)
    again = services.withdraw(change=asked(fund), by=fund.created_by, at=NOW)
    assert again.state == "withdrawn" and as_it_was(fund)


def test_each_side_is_asked_in_its_turn(fund):
    custodian, officer = make.person("charity_manager", fund.custodian), make.approver()
    people = (fund.created_by, custodian, officer)

    def turns() -> list[bool]:
        return [waits_for(person) for person in people]

    change = asked(fund)
    assert turns() == [True, False, False]
    change = consented(change)
    assert turns() == [False, True, False]
    change = services.agree(change=change, seen_sha256=seen(change), by=custodian, at=NOW)
    assert turns() == [False, False, True]
    services.approve(change=change, seen_sha256=seen(change), by=officer, at=NOW)
    assert turns() == [False, False, False]
    deliver_due(NOW)
    told = (
        Notification.objects.filter(kind="purpose_change", user__in=people)
        .order_by("at")
        .values_list("user", flat=True)
    )
    assert sorted(told) == sorted([custodian.pk, officer.pk, fund.created_by.pk, custodian.pk])


def test_what_it_would_open_counts_waiting_needs_that_only_the_new_terms_fit():
    staged = cases.staged(NOW - timedelta(days=4))
    cases.published_need(staged, NOW - timedelta(days=3), cost_yuan=9_000, insurance_yuan=0, asked_yuan=9_000)
    elsewhere = make.running_fund(region=make.demo_region("990122000000"))
    found = outlook.opened(asked(elsewhere, cap_fen=500_000), NOW)
    assert (found, found.is_small) == (outlook.Opened(1, 500_000), True)
    narrow = {"all": [{"field": "category", "op": "in", "value": ["school"]}]}
    assert outlook.opened(asked(make.running_fund(region=elsewhere.region), rules=narrow), NOW) == outlook.Opened(0, 0)
    assert outlook.opened(asked(make.running_fund(), purpose="另一用途"), NOW) == outlook.Opened(0, 0)  # fitted before


def test_the_database_holds_the_turns_the_people_and_the_moves(fund):
    def rule(change, **fields) -> str:
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            PurposeChange.objects.filter(pk=change.pk).update(**fields)
        return constraint_of(refused.value).removeprefix("purpose_changes_purposechange_")

    waiting, done = asked(fund), approved(asked(make.running_fund(), region=make.demo_region(COUNTY)))
    assert rule(waiting, cap_fen=0) == "cap_positive"
    assert rule(waiting, reason="") == "has_reason"
    assert rule(waiting, agreed_by=fund.created_by, agreed_at=NOW) == "in_turn"
    assert rule(waiting, approved_by=fund.created_by, approved_at=NOW) == "approved_has_agreement"
    assert rule(waiting, state="approved") == "life_cycle"
    assert rule(waiting, ended_by=fund.created_by, ended_at=NOW) == "end_is_named"
    assert rule(waiting, state="declined", ended_by=fund.created_by, ended_at=NOW) == "end_is_named"
    for name in ("consented", "agreed", "approved"):
        assert rule(done, **{f"{name}_at": None}) == f"{name}_paired"
    assert rule(waiting, ended_at=NOW) == "ended_paired"
    assert rule(done, text_sha256="") == "consent_is_to_a_text"
    for name in ("consented_by", "agreed_by", "requested_by"):
        assert rule(done, approved_by=getattr(done, name)) == "three_people"
    assert rule(done, agreed_by=done.consented_by) == "three_people"
    assert rule(done, agreement=None) == "approved_has_agreement"
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        PurposeChange.objects.create(
            **{
                field.attname: getattr(waiting, field.attname)
                for field in PurposeChange._meta.fields
                if field.name not in ("id", "number")
            },
            number="BG20260099",
        )
    assert constraint_of(refused.value) == "purpose_changes_purposechange_one_open"
