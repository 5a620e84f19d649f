"""An enterprise sets up a fund, signs, tops it up, and decides grants; its custodian confirms the money (product §8.4)."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from funds.accounts import balances
from funds.models import Fund, TopUp
from funds.selectors import accepts_matches
from matching.models import Match
from tests import clock
from tests.factories import matches as situation
from tests.factories import partners as make
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client):
    user = make.person("fund_manager", make.enterprise("澄川钢构集团"), "孙致远")
    client.force_login(user)
    return user


@pytest.fixture
def firm(chief):
    return chief.memberships.get().organisation


@pytest.fixture
def fund(chief, firm) -> Fund:
    made = make.running_fund(firm, by=chief)
    make.received_top_up(made, 1_000_000)
    return Fund.objects.get(pk=made.pk)


def url(name: str, *args) -> str:
    return reverse(f"partners:{name}", args=args)


def text(response) -> str:
    return flat(response)


def test_the_start_page_says_who_holds_the_money_what_to_have_and_how_long_it_takes(client, chief):
    page = text(client.get(url("fund_start")))
    for said in ("托管慈善组织的对公账户", "平台不持有", "约 20 分钟", "统一社会信用代码", "有权签署协议的人"):
        assert said in page


def test_a_fund_goes_from_start_to_review_task_by_task(client, chief, firm):
    custodian = make.charity("澄川市慈善总会")
    client.post(url("fund_new"), {"enterprise": firm.pk, "name": "急难基金", "region": make.demo_city.CITY_CODE})
    fund = Fund.objects.get(name="急难基金")
    page = text(client.get(url("fund", fund.pk)))
    assert url("fund_agreement", fund.pk) not in page and page.count("尚不能开始") == 2

    def save(task: str, **data):
        answer = client.post(url("fund_task", fund.pk, task), data)
        assert answer.status_code == 302, text(answer)

    save("custodian", custodian=custodian.pk)
    save("purpose", name="急难基金", purpose="帮助遭遇急难的家庭。", region=make.demo_city.CITY_CODE)
    save("amounts", cap_fen="20,000", planned_total_fen="3,000,000", co_funding="on")
    save("approval", approval_mode="ask", automatic_up_to_fen="0", reply_days="3", deadline_default="decline")
    assert client.get(url("fund_agreement", fund.pk)).url == url("fund", fund.pk)  # conditions are still missing
    rules = {"audience": "public", "cooling_days": "90", "glue": "all", "do": "save"}
    assert client.post(url("fund_rules", fund.pk), rules).status_code == 302

    shown = text(client.get(url("fund_agreement", fund.pk)))
    seen = re.search(r'name="seen_sha256" value="(\w{64})"', shown)[1]
    assert "贰万元整" in shown and seen in shown
    assert client.post(url("fund_agreement", fund.pk), {"seen_sha256": seen}).status_code == 422  # not ticked
    assert "有改动" in text(client.post(url("fund_agreement", fund.pk), {"seen_sha256": "0" * 64, "agreed": "on"}))
    client.post(url("fund_agreement", fund.pk), {"seen_sha256": seen, "agreed": "on"})
    check = text(client.get(url("fund_submit", fund.pk)))
    assert "提交前核对" in check and "澄川市慈善总会" in check
    assert "已提交审核" in text(client.post(url("fund_submit", fund.pk)))
    fund.refresh_from_db()
    assert (fund.state, fund.agreement_hash) == ("review", seen)


def test_only_charities_in_good_standing_are_offered_as_custodian(client, chief, firm):
    fit, lapsed = make.charity("好的慈善会"), make.charity("过期的慈善会")
    lapsed.qualifications.update(valid_to="2026-01-01")
    make.organisation("service_org", "社工中心")
    fund = make.draft_fund(firm, fit, chief)
    page = text(client.get(url("fund_task", fund.pk, "custodian")))
    assert "好的慈善会" in page and "过期的慈善会" not in page and "社工中心" not in page
    assert client.post(url("fund_task", fund.pk, "custodian"), {"custodian": lapsed.pk}).status_code == 422


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ({"cap_fen": "300", "planned_total_fen": "200"}, "cap_fen"),
        ({"cap_fen": "1", "planned_total_fen": "0"}, "planned_total_fen"),
        ({"cap_fen": "", "planned_total_fen": "5"}, "cap_fen"),
    ],
)
def test_a_cap_over_the_total_and_a_total_of_nothing_are_refused_at_the_field(client, chief, firm, data, at):
    fund = make.draft_fund(firm, by=chief)
    answer = client.post(url("fund_task", fund.pk, "amounts"), data)
    assert answer.status_code == 422 and f'href="#id_{at}"' in text(answer)


def test_employees_need_the_privacy_note_and_nothing_is_stored_without(client, chief, firm):
    fund = make.draft_fund(firm, by=chief)
    rules = {"audience": "employees", "cooling_days": "30", "glue": "all", "do": "save"}
    answer = client.post(url("fund_rules", fund.pk), rules)
    assert (
        answer.status_code == 422
        and "员工隐私说明" in text(answer)
        and 'href="#id_privacy_note_accepted"' in text(answer)
    )
    fund.refresh_from_db()
    assert (fund.audience, fund.rules, fund.cooling_days) == ("public", make.RULES, 0)
    client.post(url("fund_rules", fund.pk), {**rules, "privacy_note_accepted": "on"})
    fund.refresh_from_db()
    assert (fund.audience, fund.rules, fund.cooling_days) == ("employees", {}, 30)


def test_the_audience_is_kept_while_rows_come_and_go(client, chief, firm):
    fund = make.draft_fund(firm, by=chief)
    page = text(
        client.post(
            url("fund_rules", fund.pk),
            {"audience": "trade", "cooling_days": "45", "glue": "all", "do": "add", "new": "has_minors"},
        )
    )
    assert re.search(r'value="trade"[^>]*checked', page) and 'value="45"' in page and "error-summary" not in page


def test_a_running_funds_cap_is_not_the_enterprises_alone_to_change(client, chief, fund):
    answer = client.post(url("fund_task", fund.pk, "amounts"), {"cap_fen": "10,000", "planned_total_fen": "3,000,000"})
    after = Fund.objects.get(pk=fund.pk)
    assert answer.status_code == 422 and "变更用途" in text(answer)
    assert (after.cap_fen, after.planned_total_fen) == (fund.cap_fen, fund.planned_total_fen)
    assert accepts_matches(after, clock.today())


def test_changed_terms_ask_for_a_new_signature(client, chief, fund):
    terms = {"cap_fen": f"{fund.cap_fen / 100:.2f}", "planned_total_fen": "3,000,000"}
    assert client.post(url("fund_task", fund.pk, "amounts"), terms).status_code == 302
    page = text(client.get(url("fund", fund.pk)))
    assert "重新签署协议" in page
    assert not accepts_matches(Fund.objects.get(pk=fund.pk), clock.today())


# money


def test_the_fund_page_is_one_bar_whose_parts_are_the_total(client, chief, fund):
    situation.accepted(fund, chief, at=clock.now(), amount_fen=250_000)
    page = text(client.get(url("fund", fund.pk)))
    assert "总额 10,000 元：可用 7,500 元，已承诺 2,500 元，已拨付 0 元。" in page
    assert 'width="25.000%"' in page and 'width="75.000%"' in page
    assert "可用余额低于提醒线" in page and url("top_up_new", fund.pk) in page


def test_a_top_up_gives_account_and_code_then_waits_then_arrives(client, chief, fund):
    token = str(uuid4())
    for _twice in range(2):
        answer = client.post(url("top_up_new", fund.pk), {"amount_fen": "12,345.67", "token": token})
    [top_up] = TopUp.objects.filter(state="waiting")
    assert answer.url == url("top_up", fund.pk, top_up.reference)
    page = text(client.get(answer.url))
    assert top_up.reference in page and "12,345.67 元" in page and fund.custodian.bank_account_label in page
    assert "data-copy" in page and "等待到账" in page
    assert balances(fund).total_fen == 1_000_000

    cashier = make.person("charity_manager", fund.custodian)
    client.force_login(cashier)
    assert top_up.reference in text(client.get(url("custody")))
    off = client.post(url("custody_top_up", top_up.reference), {"amount_fen": "12,345.66", "bank_line": "202611240007"})
    assert off.status_code == 422 and "12,345.67 元" in text(off) and "12,345.66 元" in text(off)
    assert 'href="#id_amount_fen"' in text(off) and balances(fund).total_fen == 1_000_000
    client.post(url("custody_top_up", top_up.reference), {"amount_fen": "12,345.67", "bank_line": "202611240007"})
    assert balances(fund).total_fen == 1_000_000 + 1_234_567

    client.force_login(chief)
    assert "已入账" in text(client.get(url("top_up", fund.pk, top_up.reference)))


def test_a_used_bank_line_is_refused_at_its_field(client, chief, fund):
    first, second = make.announced_top_up(fund, 500), make.announced_top_up(fund, 500)
    client.force_login(make.person("charity_manager", fund.custodian))
    client.post(url("custody_top_up", first.reference), {"amount_fen": "5", "bank_line": "L-1-2-3-4"})
    answer = client.post(url("custody_top_up", second.reference), {"amount_fen": "5", "bank_line": "l1234"})
    assert answer.status_code == 422 and 'href="#id_bank_line"' in text(answer)
    assert balances(fund).total_fen == 1_000_500


def test_finance_tops_up_and_cancels_but_sees_no_settings(client, fund):
    client.force_login(make.person("fund_finance", fund.enterprise))
    client.post(url("top_up_new", fund.pk), {"amount_fen": "5", "token": str(uuid4())})
    top_up = TopUp.objects.get(state="waiting")
    client.post(url("top_up_cancel", fund.pk, top_up.reference))
    top_up.refresh_from_db()
    assert top_up.state == "cancelled"
    assert url("fund_close", fund.pk) not in text(client.get(url("fund", fund.pk)))


# grants


@pytest.fixture
def grant(fund) -> Match:
    return situation.offered(fund, at=clock.now(), amount_fen=300_000)


def test_a_grant_is_a_row_with_reasons_amount_deadline_and_default(client, chief, grant):
    page = text(client.get(url("approvals")))
    for said in (grant.number, "突发疾病", "青屏县", "3,000 元", "逾期未答复视为不同意", "理由：4 条中符合 4 条"):
        assert said in page
    assert "1,420" not in page


def test_agreeing_keeps_the_reserve_and_declining_frees_it(client, chief, fund, grant):
    assert balances(fund).committed_fen == 300_000
    client.post(url("grant_agree", grant.number), {"amount": "3,000", "version": grant.version})
    grant.refresh_from_db()
    assert (grant.state, grant.answered_by, balances(fund).committed_fen) == ("accepted", chief, 300_000)
    other = situation.offered(fund, at=clock.now(), amount_fen=200_000)
    refused = client.post(url("grant_disagree", other.number), {"reason": "", "version": other.version})
    assert refused.status_code == 422 and re.search(
        rf'id="{other.number}".*<details class="fold" open', text(refused), re.S
    )
    client.post(url("grant_disagree", other.number), {"reason": "不在用途内。", "version": other.version})
    other.refresh_from_db()
    assert (other.state, balances(fund).committed_fen) == ("declined", 300_000)


def test_grants_name_kind_area_amount_and_delivery_only(client, chief, fund):
    match = situation.accepted(fund, chief, at=clock.now(), amount_fen=100_000)
    page = text(client.get(url("grants")))
    for shown in (match.number, "突发疾病", "青屏县", "1,000 元", "已接受"):
        assert shown in page
    assert match.case.number not in page


def test_the_custodian_delivers_what_the_enterprise_agreed(client, chief, fund):
    match = situation.accepted(fund, chief, at=clock.now(), amount_fen=100_000)
    client.force_login(make.person("charity_caseworker", fund.custodian))
    assert match.number in text(client.get(url("cases")))
    page = text(client.get(url("match", match.number)))
    assert "登记发放" in page and url("delivery", match.number) in page


def test_the_custodian_does_not_answer_for_the_enterprise(client, fund, grant):
    client.force_login(make.person("charity_manager", fund.custodian))
    assert "由企业答复" in text(client.get(url("match", grant.number)))
    assert (
        client.post(url("match_accept", grant.number), {"amount": "3,000", "version": grant.version}).status_code == 403
    )
    assert grant.number not in text(client.get(url("matches")))


def test_pausing_and_closing(client, chief, fund):
    client.post(url("fund_move", fund.pk, "pause"))
    assert "已暂停" in text(client.get(url("fund", fund.pk)))
    client.post(url("fund_move", fund.pk, "resume"))
    assert "10,000 元" in text(client.get(url("fund_close", fund.pk)))
    client.post(url("fund_close", fund.pk), {"reason": "计划完成。"})
    fund.refresh_from_db()
    assert fund.state == "closed"
