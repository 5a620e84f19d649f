"""What people type wrongly at the desk: the sentence stands at its field, what was typed stays, and nothing moved."""

from datetime import timedelta
from html import escape
from uuid import uuid4

import pytest

from common.sealed import opened
from needs.models import Case, CaseNote, Clue, ClueQuestion, NeedItem
from tests import clock
from tests.factories.cases import FACTS, everything
from tests.web.test_desk_city import city, signed_in, text, url  # noqa: F401

pytestmark = pytest.mark.django_db
LONG = "长" * 10_000
SCRIPT = "<script>alert(1)</script>"
TOMORROW = f"{clock.today() + timedelta(days=2)}"  # two days: a run may pass midnight after this is worked out


def refused(client, path: str, fields: dict, sentence: str, kept: str = "") -> str:
    """The post is refused at its field with this sentence; every table is as before, but for who read the page again."""
    before = everything(reads=False)
    response = client.post(path, fields)
    page = text(response)
    assert response.status_code == 422
    assert "<title>错误：" in page and "错误：错误：" not in page and "data-error-summary" in page
    assert sentence in page, [line for line in page.splitlines() if "error" in line][:8]
    assert escape(kept) in page
    after = everything(reads=False)
    assert {name for name in before if before[name] != after[name]} == set()
    return page


def case_form(**changes) -> dict:
    return {
        "name": "郝小山",
        "size": "3",
        "identity": "none",
        "cause": "HC01",
        "urgency": "orange",
        "track": "charity",
        **changes,
    }


CASE_FORM = [
    ({"id_no": "990121195603120011"}, "校验"),
    ({"id_no": "990121195613120012"}, "身份证"),
    ({"id_no": "abc"}, "身份证"),
    ({"event_on": "2026-02-31"}, "日期"),
    ({"event_on": TOMORROW}, "发生日期不能晚于今天"),
    ({"phone": "1380013abcd"}, "手机号"),
    ({"size": "0"}, "家庭人数"),
    ({"size": "1", "minors": "3"}, "不能超过家庭人数"),
    ({"monthly_income_fen": "-5"}, "负数"),
    ({"monthly_income_fen": "9" * 40}, "太大"),
    ({"name": LONG}, "40"),
    ({"name": ""}, "姓名"),
    ({"summary": LONG}, "1000"),
    ({"urgency": "purple"}, "紧急程度"),
]


@pytest.mark.parametrize(("wrong", "sentence"), CASE_FORM)
def test_a_case_does_not_open_on_what_cannot_be(client, city, wrong, sentence):  # noqa: F811
    signed_in(client, city.users["clerk"])
    kept = next(iter(wrong.values()))
    page = refused(client, url("clue", city.taken.number), case_form(**wrong), sentence, kept if len(kept) < 99 else "")
    assert 'value="郝小山"' in page or "name" in wrong


def test_a_case_opens_on_what_people_write(client, city):  # noqa: F811
    """Full-width digits, spaces and dashes in a number are how people write."""
    signed_in(client, city.users["clerk"])
    fields = case_form(phone="＋86 138-0013-8000", size="３", monthly_income_fen="１，４２０", summary=SCRIPT)
    response = client.post(url("clue", city.taken.number), fields)
    case = Case.objects.get(clues=city.taken)
    assert response.status_code == 302
    assert (case.household.size, case.household.monthly_income_fen) == (3, 1_420_00)
    assert opened(case.household.head.phone) == "13800138000"
    page = text(client.get(url("case", case.number)))
    assert SCRIPT not in page and escape(SCRIPT) in page
    assert client.post(url("clue", city.taken.number), fields).status_code == 422  # the same once more: no second case
    assert Case.objects.filter(clues=city.taken).count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"requested_fen": "-100"}, "负数"),
        ({"requested_fen": "9" * 30}, "太大"),
        ({"requested_fen": "700000"}, "60 万元"),
        ({"requested_fen": ""}, "申请金额"),
        ({"requested_fen": "0"}, "申请金额"),
        ({"category": "wheelchair"}, "项目"),
        ({"kind": "goods", "quantity": "-1"}, "数量"),
        ({"requested_fen": "三千"}, "数字"),
        ({"requested_fen": LONG}, "金额"),
    ],
)
def test_a_need_with_an_impossible_amount_is_refused(client, city, wrong, sentence):  # noqa: F811
    signed_in(client, city.users["clerk"])
    fields = {"token": uuid4(), "kind": "cash", "category": "rehab", "requested_fen": "100", **wrong}
    refused(client, url("case_items", city.verifying.number), fields, sentence)


def test_a_need_over_its_verified_cost_is_refused_and_both_numbers_are_said(client, city):  # noqa: F811
    signed_in(client, city.users["clerk"])
    path = url("case_item", city.verifying.number, city.item.pk)
    fields = {"verified_cost_fen": "20,000", "insurance_fen": "", "evidence": "seen"}
    page = refused(client, path, fields, "申请 24,000 元 超过核实费用 20,000 元", "20,000")
    assert 'href="#id_verified_cost_fen"' in page
    refused(client, path, {**fields, "verified_cost_fen": "60000", "insurance_fen": "70000"}, "超过了核实费用", "70000")
    refused(client, path, {**fields, "verified_cost_fen": "60000", "evidence": ""}, "凭证")
    assert client.post(path, {**fields, "verified_cost_fen": "６０，０００"}).status_code == 302
    assert NeedItem.objects.get(pk=city.item.pk).verified_cost_fen == 60_000_00


def visit(**changes) -> dict:
    return {
        "token": uuid4(),
        "method": "visit",
        "visited_on": f"{clock.today()}",
        **{f"fact_{name}": value for name, value in FACTS.items()},
        **changes,
    }


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"visited_on": TOMORROW}, "核实日期不能晚于今天"),
        ({"visited_on": "2026-02-30"}, "日期"),
        ({"fact_cost": ""}, "费用与凭证"),
        ({"fact_cost": "unknown"}, "请写下一步怎么办"),
        ({"note": LONG}, "1000"),
        ({"next_step": LONG}, "200"),
    ],
)
def test_a_visit_that_cannot_be_is_not_signed(client, city, wrong, sentence):  # noqa: F811
    signed_in(client, city.users["clerk"])
    refused(client, url("case_verify", city.verifying.number), visit(**wrong), sentence)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount_fen": "-1"}, "负数"),
        ({"amount_fen": "99999999"}, "超过了缺口"),
        ({"amount_fen": ""}, "金额"),
        ({"state": "refused", "amount_fen": "5"}, "已给予"),
        ({"aid_type": "temporary_aid"}, "已登记过一次"),
    ],
)
def test_aid_that_does_not_fit_is_refused(client, city, wrong, sentence):  # noqa: F811
    city.signed.statutory_aids.update(period=f"{clock.today():%Y-%m}")  # given this month, whatever day it is
    signed_in(client, city.users["reviewer"])
    fields = {
        "aid_type": "medical_aid",
        "state": "granted",
        "amount_fen": "10",
        "item": city.signed.items.get().pk,
        **wrong,
    }
    refused(client, url("case_gap", city.signed.number), fields, sentence)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"recipient": ""}, "请选择向谁提供"),
        ({"fields_shared": []}, "至少选择一项"),
        ({"fields_shared": ["secret"]}, "可以提供的内容"),
        ({"form": ""}, "形式"),
        ({"months": "600"}, "有效期"),
    ],
)
def test_consent_names_whom_what_and_how(client, city, wrong, sentence):  # noqa: F811
    signed_in(client, city.users["clerk"])
    fields = {
        "purpose": "share",
        "recipient": city.bodies["charity-city"].pk,
        "fields_shared": ["name"],
        "form": "written",
        "months": "6",
        **wrong,
    }
    refused(client, url("case_consents", city.awaiting.number), fields, sentence)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "标题"),
        ({"title": "长" * 41}, "40"),
        ({"story": LONG}, "200"),
        ({"deadline_on": "2020-01-01"}, "不能早于今天"),
        ({"deadline_on": "2026-13-01"}, "日期"),
    ],
)
def test_a_public_text_that_cannot_be_is_not_saved(client, city, wrong, sentence):  # noqa: F811
    signed_in(client, city.users["clerk"])
    fields = {"verb": "write", "title": "标题", "story": "说明", "deadline_on": TOMORROW, **wrong}
    refused(client, url("text", city.awaiting.number), fields, sentence)


@pytest.mark.parametrize("verb", ["escalate", "return", "ask", "hand-over"])
def test_the_folds_of_a_clue_keep_what_was_typed(client, city, verb):  # noqa: F811
    signed_in(client, city.users["clerk"])
    path = url("clue_act", city.taken.number, verb)
    page = refused(client, path, {"token": uuid4(), "reason": "", "question": "", "to": ""}, "请")
    assert f'id="id_{verb}_' in page and '<details class="quiet-details" open>' in page
    if verb != "hand-over":
        long = "字" * 401 + "尾"
        refused(client, path, {"token": uuid4(), "reason": long, "question": long}, "字", long)


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("case_close", {"reason": ""}, "办结说明"),
        ("case_note", {"text": ""}, "备注"),
        ("case_note", {"text": LONG}, "1000"),
        ("case_act", {"verb": "return", "reason": ""}, "理由"),
        ("case_act", {"verb": "hand_over", "reason": "休假"}, "请选择移交给谁"),
        ("case_act", {"verb": "fly", "reason": "x"}, "做什么"),
    ],
)
def test_the_small_forms_of_a_case_say_what_is_missing(client, city, name, fields, sentence):  # noqa: F811
    signed_in(client, city.users["clerk"])
    refused(client, url(name, city.verifying.number), {"token": uuid4(), **fields}, sentence)


def test_merging_into_a_case_that_is_not_there_is_refused_at_its_field(client, city):  # noqa: F811
    signed_in(client, city.users["coordinator"])
    fields = {"verb": "merge", "into": city.foreign.number, "reason": "同一户"}
    refused(client, url("case_act", city.verifying.number), fields, "没有找到这个编号的个案", city.foreign.number)


def test_ids_that_are_none_are_not_found(client, city):  # noqa: F811
    signed_in(client, city.users["approver"])
    assert client.post(url("match", city.agreed.number), {"match": "x", "verb": "approve"}).status_code == 404
    assert client.post(url("text", city.awaiting.number), {"verb": "publish"}).status_code == 404
    signed_in(client, city.users["reviewer"])
    assert client.post(url("case_verify", city.signed.number), {"second": "x"}).status_code == 404
    assert client.get(url("cases"), {"q": "没有的", "page": "x"}).status_code == 200


def twice(client, path: str, fields: dict) -> None:
    assert [client.post(path, fields).status_code for _once in range(2)] == [302, 302]


def test_a_form_sent_twice_has_one_effect(client, city):  # noqa: F811
    signed_in(client, city.users["clerk"])
    case, token = city.verifying, uuid4()
    twice(
        client,
        url("case_items", case.number),
        {"token": token, "kind": "cash", "category": "living", "requested_fen": "９００"},
    )
    twice(client, url("case_note", case.number), {"token": token, "text": SCRIPT})
    twice(client, url("case_verify", case.number), visit(token=token))
    twice(client, url("clue_act", city.taken.number, "ask"), {"token": token, "question": "住在哪一栋？"})
    twice(client, url("clue_act", city.received.number, "take"), {})
    assert (
        case.items.filter(category="living").count() == 1 and case.items.get(category="living").requested_fen == 900_00
    )
    assert CaseNote.objects.filter(case=case).count() == case.verifications.count() == 1
    assert ClueQuestion.objects.filter(clue=city.taken).count() == 1
    assert SCRIPT not in text(client.get(url("case", case.number)))


def test_a_call_filed_twice_is_one_clue(client, city):  # noqa: F811
    signed_in(client, city.users["hotline"])
    before = Clue.objects.count()
    fields = {
        "token": uuid4(),
        "channel": "hotline",
        "category": "illness",
        "region": "990121102000",
        "household_phone": "０００ 1111-3333",
        "words": SCRIPT,
        "oral_consent": "not_yet",
    }
    refused(client, url("clue_new"), {**fields, "household_phone": "12ab"}, "号", "12ab")
    refused(client, url("clue_new"), {**fields, "words": LONG}, "2000")
    twice(client, url("clue_new"), fields)
    assert Clue.objects.count() == before + 1
