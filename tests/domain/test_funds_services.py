"""A fund is set up, signed as it stands, reviewed by another body, and takes matches only while the signature fits."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from common.acts.tables import IllegalMove
from common.audit.models import AuditEvent
from common.errors import Refusal
from common.outbox.services import deliver_due
from common.regions import demo_city
from funds import access, agreement, checks, readiness, selectors, services
from funds.act_subjects import AuthorApproves
from funds.models import Fund, FundAgreement, FundRuleVersion
from organisations.models import Notification, Organisation
from tests.factories import partners as make

pytestmark = pytest.mark.django_db
NOW, TODAY = make.NOW, make.TODAY
OTHER_RULES = {"all": [{"field": "income_fen", "op": "lte", "value": 150_000}]}


def fresh(fund: Fund) -> Fund:
    return Fund.objects.select_related("custodian", "enterprise", "region").get(pk=fund.pk)


def blocked(fund: Fund, on: date = TODAY) -> str | None:
    """The reason as a code, after checking that all three questions give the same answer."""
    fund = fresh(fund)
    blocker = selectors.matching_blocker(fund, on)
    assert selectors.accepts_matches(fund, on) is (blocker is None)
    assert (fund in selectors.accepting_matches(on)) is (blocker is None)
    return blocker.code if blocker else None


def test_a_fund_is_signed_submitted_and_approved_by_another_body():
    fund = make.running_fund()
    assert fresh(fund).state == "running" and blocked(fund) is None
    verbs = AuditEvent.objects.filter(subject_id=str(fund.pk)).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["fund.created", "fund.rules_set", "fund.signed", "fund.submitted", "fund.approved"]


def test_only_a_manager_of_the_enterprise_changes_and_signs():
    fund = make.draft_fund()
    strangers = [
        make.person("fund_manager", make.enterprise()),
        make.person("fund_finance", fund.enterprise),
        make.person("charity_manager", fund.custodian),
        make.approver(),
    ]
    seen = agreement.draft(fund).sha256
    for stranger in strangers:
        for act in (
            lambda by: services.update_fund(fund=fund, by=by, at=NOW, cap_fen=1),
            lambda by: services.set_rules(fund=fund, rules={}, by=by, at=NOW),
            lambda by: services.sign_agreement(fund=fund, seen_sha256=seen, by=by, at=NOW),
            lambda by: services.submit_fund(fund=fund, by=by, at=NOW),
            lambda by: services.create_fund(
                enterprise=fund.enterprise, name="另一个", region=fund.region, by=by, at=NOW
            ),
        ):
            with pytest.raises(PermissionDenied):
                act(stranger)
    assert fresh(fund).cap_fen == fund.cap_fen and not FundAgreement.objects.filter(fund=fund).exists()


def test_each_task_is_open_until_done_and_signing_comes_last():
    firm = make.enterprise()
    by = make.person("fund_manager", firm)
    fund = services.create_fund(enterprise=firm, name="急难基金", region=make.charity().region, by=by, at=NOW)
    assert [task.key for task in readiness.tasks(fund) if not task.done] == [
        "custodian",
        "purpose",
        "audience",
        "amounts",
        "agreement",
    ]
    with pytest.raises(services.NotReady):
        services.sign_agreement(fund=fund, seen_sha256="", by=by, at=NOW)
    with pytest.raises(services.NotReady, match="托管慈善组织、名称与用途"):
        services.submit_fund(fund=fund, by=by, at=NOW)
    assert fresh(fund).state == "draft"


def test_what_is_signed_is_kept_word_for_word_with_its_hash():
    fund = make.signed_fund()
    [signed] = fund.agreements.all()
    assert (signed.number, signed.version) == (1, agreement.VERSION)
    assert fund.agreement_hash == signed.sha256 == agreement.draft(fund).sha256
    for term in (
        fund.name,
        fund.enterprise.uscc,
        fund.custodian.name,
        "20,000 元",
        "贰万元整",
        "3,000,000 元",
        "社会公众",
        "困难类型是以下之一 突发疾病、意外伤害",
        "逾期未答复的，视为不同意",
        "3 个工作日",
    ):
        assert term in signed.text


def test_the_contract_is_in_chinese_whatever_the_readers_language():
    fund = make.draft_fund()
    with override("en"):
        english = agreement.draft(fund)
    with override("zh-hans"):
        assert agreement.draft(fund) == english


def test_nobody_signs_another_text_than_was_shown():
    fund = make.draft_fund()
    seen = agreement.draft(fund).sha256
    services.update_fund(fund=fund, by=fund.created_by, at=NOW, cap_fen=1_500_000)
    with pytest.raises(services.OtherText):
        services.sign_agreement(fund=fund, seen_sha256=seen, by=fund.created_by, at=NOW)
    assert not fund.agreements.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("planned_total_fen", 500_000_000),
        ("minimum_fen", 100),
        ("cooling_days", 90),
        ("ends_on", date(2028, 1, 1)),
        ("co_funding", False),
        ("reply_days", 5),
        ("deadline_default", "agree"),
        ("approval_mode", "automatic"),
        ("name", "新名称"),
    ],
)
def test_a_changed_term_stops_new_matches_until_it_is_signed_again(field, value):
    fund = make.running_fund()
    by = fund.created_by
    services.update_fund(fund=fund, by=by, at=NOW, **{field: value})
    assert blocked(fund) == "not_signed"
    services.sign_agreement(fund=fund, seen_sha256=agreement.draft(fresh(fund)).sha256, by=by, at=NOW)
    assert blocked(fund) is None
    assert [signed.number for signed in fresh(fund).agreements.all()] == [2, 1]


def test_changed_rules_of_a_draft_are_a_version_and_need_a_new_signature_too():
    fund = make.signed_fund()
    for _again in range(2):
        services.set_rules(fund=fund, rules=OTHER_RULES, by=fund.created_by, at=NOW)
    versions = FundRuleVersion.objects.filter(fund=fund).values_list("version", "rules")
    assert list(versions) == [(2, OTHER_RULES), (1, make.RULES)]
    assert not agreement.is_current(fresh(fund))


def test_what_is_no_term_needs_no_signature():
    fund = make.running_fund()
    services.update_fund(fund=fund, by=fund.created_by, at=NOW, warn_below_fen=1, name_en="Relief Fund")
    assert blocked(fund) is None


def test_custodian_and_region_stand_after_approval():
    fund = make.running_fund()
    for field, value in {"custodian": make.charity(), "region": make.demo_region("990121000000")}.items():
        with pytest.raises(Refusal) as refused:
            services.update_fund(fund=fund, by=fund.created_by, at=NOW, **{field: value})
        assert refused.value.field == field


@pytest.mark.parametrize("unfit", ["enterprise", "service_org", "lapsed", "suspended"])
def test_only_a_charity_in_good_standing_holds_the_money(unfit):
    fund = make.draft_fund()
    if unfit in ("enterprise", "service_org"):
        custodian = make.organisation(unfit)
    else:
        custodian = make.charity(suspended_at=NOW if unfit == "suspended" else None)
        custodian.qualifications.update(valid_to=TODAY - timedelta(days=1))
    with pytest.raises(checks.UnfitCustodian) as refused:
        services.update_fund(fund=fund, by=fund.created_by, at=NOW, custodian=custodian)
    assert refused.value.field == "custodian" and fresh(fund).custodian == fund.custodian


def test_a_custodian_that_lapses_later_stops_new_matches():
    fund = make.running_fund()
    fund.custodian.qualifications.update(valid_to=TODAY - timedelta(days=1))
    assert blocked(fund) == "certificate_lapsed"
    Organisation.objects.filter(pk=fund.custodian_id).update(suspended_at=NOW)
    assert blocked(fund) == "charity_suspended"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, "name"),
        ({"cap_fen": 0}, "cap_fen"),
        ({"planned_total_fen": 0}, "planned_total_fen"),
        ({"cap_fen": 300_000_001}, "cap_fen"),
        ({"minimum_fen": 2_000_001}, "minimum_fen"),
        ({"automatic_up_to_fen": 2_000_001}, "automatic_up_to_fen"),
        ({"reply_days": 0}, "reply_days"),
        ({"starts_on": date(2027, 1, 1), "ends_on": date(2026, 1, 1)}, "ends_on"),
        ({"warn_below_fen": -1}, "warn_below_fen"),
        ({"audience": "employees"}, "privacy_note_accepted"),
    ],
)
def test_a_wrong_term_is_named_and_nothing_is_stored(fields, wrong):
    fund = make.draft_fund()
    with pytest.raises(Refusal) as refused:
        services.update_fund(fund=fund, by=fund.created_by, at=NOW, **fields)
    assert refused.value.field == wrong
    assert fresh(fund).cap_fen == 2_000_000 and fresh(fund).audience == "public"


def test_a_cap_over_the_total_is_refused_with_both_figures():
    fund = make.draft_fund()
    with pytest.raises(Refusal, match="3,000,000.01 元.*3,000,000 元"):
        services.update_fund(fund=fund, by=fund.created_by, at=NOW, cap_fen=300_000_001)


def test_a_fund_for_employees_needs_the_privacy_note():
    fund = make.draft_fund()
    services.update_fund(fund=fund, by=fund.created_by, at=NOW, audience="employees", privacy_note_accepted=True)
    assert fresh(fund).audience == "employees"


def test_the_approver_is_of_the_funds_area_and_works_for_neither_side():
    fund = make.submitted_fund()
    author, custodian_manager = fund.created_by, make.person("charity_manager", fund.custodian)
    make.join(custodian_manager, "county_approver", make.office())
    for stranger in (make.approver("990121000000"), author, custodian_manager):
        with pytest.raises(PermissionDenied):
            services.approve_fund(fund=fund, by=stranger, at=NOW)
    make.join(author, "county_approver", make.office())
    author.memberships.filter(organisation=fund.enterprise).update(ended_at=NOW)
    author.__dict__.pop("_live_memberships", None)
    with pytest.raises(AuthorApproves):
        services.approve_fund(fund=fund, by=author, at=NOW)
    assert fresh(fund).state == "review"


def test_a_county_fund_is_approved_in_its_county():
    fund = make.submitted_fund(region=make.demo_region("990121000000"))
    with pytest.raises(PermissionDenied):
        services.approve_fund(fund=fund, by=make.approver("990122000000"), at=NOW)
    services.approve_fund(fund=fund, by=make.approver("990121000000"), at=NOW)
    assert fresh(fund).state == "running"


def test_sending_back_needs_a_reason_and_is_told():
    fund, officer = make.submitted_fund(), make.approver()
    with pytest.raises(Refusal) as refused:
        services.send_back_fund(fund=fund, reason="", by=officer, at=NOW)
    assert refused.value.field == "reason" and fresh(fund).state == "review"
    services.send_back_fund(fund=fund, reason="请写清用途。", by=officer, at=NOW)
    assert (fresh(fund).state, fresh(fund).review_note) == ("draft", "请写清用途。")
    deliver_due(NOW)
    [note] = Notification.objects.filter(user=fund.created_by)
    assert note.kind == "fund_reviewed"


def test_pause_resume_and_close():
    fund = make.running_fund()
    by = fund.created_by
    services.pause_fund(fund=fund, by=by, at=NOW)
    assert blocked(fund) == "not_running"
    services.resume_fund(fund=fund, by=by, at=NOW)
    assert blocked(fund) is None
    services.close_fund(fund=fund, reason="计划完成。", by=by, at=NOW)
    with pytest.raises(IllegalMove):
        services.resume_fund(fund=fund, by=by, at=NOW)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"starts_on": TODAY + timedelta(days=1)}, "not_started"),
        ({"starts_on": TODAY}, None),
        ({"ends_on": TODAY - timedelta(days=1)}, "ended"),
        ({"ends_on": TODAY}, None),
    ],
)
def test_outside_its_period_a_fund_takes_nothing(fields, expected):
    assert blocked(make.running_fund(**fields)) == expected


def test_each_side_sees_its_own_funds_only():
    mine, other = make.running_fund(), make.running_fund()
    for user in (
        mine.created_by,
        make.person("fund_finance", mine.enterprise),
        make.person("charity_manager", mine.custodian),
    ):
        assert list(access.funds_for(user)) == [mine]
    assert set(access.funds_for(make.approver())) == {mine, other}
    assert not access.funds_for(make.approver(demo_city.COUNTIES[0].code)).exists()
    assert not access.funds_for(make.person("charity_caseworker", mine.custodian)).exists()
    draft = make.draft_fund(custodian=mine.custodian)
    assert draft not in access.custody_funds(make.person("charity_manager", mine.custodian))
