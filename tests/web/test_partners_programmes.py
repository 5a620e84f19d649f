"""A charity sets a programme up by its tasks, builds its conditions without a script, and hands it in (product §8.3)."""

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from needs.models import Case
from partners.forms.rules import Draft, RuleForm, edited
from partners.preview import Preview, preview
from programmes.models import Programme
from tests import clock
from tests.factories import matches as situation
from tests.factories import partners as make
from tests.factories.regions import demo_region
from tests.markup import flat

pytestmark = pytest.mark.django_db
CITY = make.demo_city.CITY_CODE


@pytest.fixture
def manager(client):
    user = make.person("charity_manager", make.charity(), "林知秋")
    client.force_login(user)
    return user


@pytest.fixture
def draft(manager) -> Programme:
    return make.draft_programme(manager.memberships.get().organisation, manager, materials="")


def url(name: str, *args) -> str:
    return reverse(f"partners:{name}", args=args)


def text(response) -> str:
    return flat(response)


def fresh(programme: Programme) -> Programme:
    return Programme.objects.get(pk=programme.pk)


def test_a_new_programme_starts_as_a_draft_with_its_tasks(client, manager):
    day = clock.today()
    demo_region(CITY)
    answer = client.post(
        url("programme_new"),
        {
            "name": "冬衣计划",
            "region": CITY,
            "starts_on": day,
            "ends_on": day + timedelta(days=90),
            "charity": manager.memberships.get().organisation_id,
        },
    )
    made = Programme.objects.get(name="冬衣计划")
    assert answer.url == url("programme", made.slug) and made.state == "draft"
    page = text(client.get(answer.url))
    assert "已完成 1 项，共 7 项" in page and "尚不能开始" in page
    assert url("programme_submit", made.slug) not in page  # what cannot begin is no link


def test_a_task_changes_its_state_when_it_is_saved(client, draft):
    assert "还缺：需要的材料" in text(client.get(url("programme", draft.slug)))
    saved = client.post(url("programme_task", draft.slug, "materials"), {"materials": "费用凭证"})
    assert saved.status_code == 302
    page = text(client.get(url("programme", draft.slug)))
    assert "已完成 6 项，共 7 项" in page and url("programme_submit", draft.slug) in page


def test_a_refusal_of_the_service_stands_at_its_field(client, draft):
    answer = client.post(
        url("programme_task", draft.slug, "money"),
        {"standard": "x", "cap_fen": "1,000", "minimum_fen": "2,000", "fundraising_cost": "x", "surplus_rule": "x"},
    )
    page = text(answer)
    assert answer.status_code == 422 and 'href="#id_minimum_fen"' in page
    assert page.count("最低救助额不能超过单户上限。") == 2  # in the summary and at the field
    assert 'value="2,000"' in page and fresh(draft).cap_fen == 1_000_000


def test_only_a_finished_programme_is_checked_and_submitted(client, draft):
    assert client.get(url("programme_submit", draft.slug)).url == url("programme", draft.slug)
    client.post(url("programme_submit", draft.slug))
    assert fresh(draft).state == "draft"
    client.post(url("programme_task", draft.slug, "materials"), {"materials": "费用凭证"})
    check = text(client.get(url("programme_submit", draft.slug)))
    assert "提交前核对" in check and "费用凭证" in check and "10,000 元" in check
    done = text(client.post(url("programme_submit", draft.slug)))
    assert "已提交审核" in done and fresh(draft).state == "review"
    waiting = text(client.get(url("programme", draft.slug)))
    assert "正在审核" in waiting and url("programme_task", draft.slug, "basics") not in waiting


def test_what_came_back_shows_why(client, draft):
    Programme.objects.filter(pk=draft.pk).update(review_note="请补充募捐成本。")
    assert "请补充募捐成本。" in text(client.get(url("programme", draft.slug)))


def test_a_caseworker_reads_and_does_not_write(client, draft):
    client.force_login(make.person("charity_caseworker", draft.charity))
    page = text(client.get(url("programme", draft.slug)))
    assert "由本机构负责人填写和提交" in page and url("programme_task", draft.slug, "basics") not in page
    assert 'name="do"' not in text(client.get(url("programme_rules", draft.slug)))
    for name, args in (("programme_task", ["money"]), ("programme_submit", []), ("programme_stop", [])):
        assert client.post(url(name, draft.slug, *args)).status_code == 403


# the sentence builder

ROW = {"glue": "all", "c0_0_field": "category", "c0_0_op": "in", "c0_0_value": ["illness"]}
INCOME = {"c1_0_field": "income_fen", "c1_0_op": "lte", "c1_0_value": "2,000"}


def build(client, programme, **data):
    return client.post(url("programme_rules", programme.slug), data)


def fields(page: str) -> list[str]:
    return re.findall(r'name="(c\d_\d_field)" value="(\w+)"', page)


def test_the_builder_shows_the_stored_rule_as_rows_and_as_a_sentence(client, draft):
    page = text(client.get(url("programme_rules", draft.slug)))
    assert fields(page) == [("c0_0_field", "category")]
    assert "困难类型是以下之一 突发疾病、意外伤害" in page
    assert page.count("checked") >= 2


def test_rows_are_added_grouped_and_deleted_by_buttons_without_a_script(client, draft):
    page = text(build(client, draft, **ROW, do="add", new="income_fen"))
    assert fields(page) == [("c0_0_field", "category"), ("c1_0_field", "income_fen")]
    assert "error-summary" not in page and "autofocus" in page
    page = text(build(client, draft, **ROW, **INCOME, do="add:1", new_1="identity"))
    assert fields(page)[-1] == ("c1_1_field", "identity") and 'value="2,000"' in page and 'name="c1_glue"' in page
    page = text(build(client, draft, **ROW, **INCOME, do="del:0:0"))
    assert fields(page) == [("c0_0_field", "income_fen")] and 'value="2,000"' in page
    page = text(build(client, draft, **ROW, do="del:0:0"))
    assert fields(page) == [] and "所有求助都符合" in page
    assert fresh(draft).rules == make.RULES  # nothing was saved on the way


def test_the_saved_rule_is_the_sentence(client, draft):
    group = {"c1_1_field": "identity", "c1_1_op": "in", "c1_1_value": ["dibao", "marginal"], "c1_glue": "any"}
    flag = {"c2_0_field": "has_minors", "c2_0_op": "is", "c2_0_value": "True"}
    assert build(client, draft, **ROW, **INCOME, **group, **flag, do="save").status_code == 302
    programme = fresh(draft)
    assert programme.rules == {
        "all": [
            {"field": "category", "op": "in", "value": ["illness"]},
            {
                "any": [
                    {"field": "income_fen", "op": "lte", "value": 200_000},
                    {"field": "identity", "op": "in", "value": ["dibao", "marginal"]},
                ]
            },
            {"field": "has_minors", "op": "is", "value": True},
        ]
    }
    assert programme.rule_version == 2
    page = text(client.get(url("programme_rules", draft.slug)))
    assert (
        "（人均月收入不超过 2,000 元 或 身份类别是以下之一 低保对象、低保边缘家庭）" in page and "当前第 2 版" in page
    )


def test_any_may_join_the_clauses(client, draft):
    build(client, draft, **{**ROW, "glue": "any"}, **INCOME, do="save")
    assert list(fresh(draft).rules) == ["any"]


def test_every_rule_survives_the_way_through_the_form():
    rules = [
        {},
        make.RULES,
        {"any": [{"field": "gap_fen", "op": "gte", "value": 150}]},
        {
            "all": [
                {
                    "any": [
                        {"field": "has_elderly", "op": "is", "value": False},
                        {"field": "household_size", "op": "gte", "value": 3},
                    ]
                },
                {"field": "cause", "op": "not_in", "value": ["HC01", "HC02"]},
            ]
        },
    ]
    for rule in rules:
        shown = RuleForm(Draft.of_rule(rule))
        sent = make_post({one.html_name: one.value() for one in shown if one.value() not in (None, "")})
        form = RuleForm(Draft.of_post(sent), sent)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["rule"] == rule


def make_post(values: dict) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, [str(one) for one in value]) if isinstance(value, list) else data.update(
            {name: shown(name, value)}
        )
    return data


def shown(name: str, value) -> str:
    """Amounts are fen in the rule and yuan in the box."""
    return f"{value / 100:.2f}" if name.endswith("_value") and isinstance(value, int) and value == 150 else str(value)


def test_a_contradiction_is_named_and_not_saved(client, draft):
    other = {"c2_0_field": "income_fen", "c2_0_op": "gte", "c2_0_value": "3,000"}
    answer = build(client, draft, **ROW, **INCOME, **other, do="save")
    assert answer.status_code == 422 and "“人均月收入”的两个条件互相矛盾" in text(answer)
    assert fresh(draft).rules == make.RULES


def test_an_unfinished_row_is_named_at_its_value(client, draft):
    answer = build(client, draft, **ROW, c1_0_field="income_fen", c1_0_op="lte", c1_0_value="", do="save")
    assert answer.status_code == 422 and 'href="#id_c1_0_value"' in text(answer)


def test_nothing_outside_the_vocabulary_gets_in(client, draft):
    answer = build(client, draft, glue="all", c0_0_field="ethnicity", c0_0_op="in", c0_0_value="x", do="save")
    assert answer.status_code == 302 and fresh(draft).rules == {}  # an unknown row is no row
    page = text(build(client, draft, **ROW, do="add", new="ethnicity"))
    assert fields(page) == [("c0_0_field", "category")]


def test_at_most_twenty_conditions():
    values = {"glue": "all", "do": "add", "new": "has_minors"}
    for index in range(20):
        values |= {f"c{index}_0_field": "has_minors", f"c{index}_0_op": "is", f"c{index}_0_value": "True"}
    form = edited(make_post(values))
    assert form is not None and form.draft.size == 20


# the preview


def count(rule: dict, region: str = CITY, kind: str = "cash") -> Preview:
    return preview(rule, demo_region(region), kind, clock.now())


@pytest.fixture
def households():
    return [
        situation.open_item(at=clock.now(), income_fen=100_000 + 10_000 * index).case.household for index in range(3)
    ]


def test_the_preview_counts_real_households_of_the_region(households):
    poor = {"all": [{"field": "income_fen", "op": "lte", "value": 110_000}]}
    assert count({}) == Preview(3, 0)
    assert count(poor) == Preview(2, 1)  # the third fails one condition only
    assert count({"all": [*poor["all"], {"field": "has_elderly", "op": "is", "value": True}]}) == Preview(0, 2)
    assert count({}, region="990122000000") == Preview(0, 0)
    assert count({}, kind="goods") == Preview(0, 0)


def test_an_unknown_fact_is_near_and_never_fits(households):
    type(households[0]).objects.filter(pk=households[0].pk).update(monthly_income_fen=None)
    assert count({"all": [{"field": "income_fen", "op": "lte", "value": 900_000}]}) == Preview(2, 1)


def test_old_and_returned_cases_are_left_out(households):
    Case.objects.filter(household=households[0]).update(opened_at=clock.now() - timedelta(days=91))
    assert count({}) == Preview(2, 0)


def test_the_preview_reads_no_personal_column(households, django_assert_num_queries):
    city = demo_region(CITY)
    with django_assert_num_queries(1) as asked:
        preview({}, city, "cash", clock.now())
    assert not re.search(r"address|village_name|summary|hospital|employer", asked[0]["sql"])


def test_small_counts_are_hidden_on_the_page(client, draft, households):
    page = text(client.post(url("programme_preview", draft.slug), {**ROW, "do": "preview"}))
    assert "少于 10 户符合" in page and "少于 10 户接近" in page and "有 3 户" not in page
    assert "<html" not in page  # a part of a page, for the page that asked


@pytest.mark.parametrize(
    ("fits", "near", "words"), [(37, 6, "有 37 户符合，少于 10 户接近"), (10, 12, "有 10 户符合，12 户接近")]
)
def test_the_words_of_the_preview(client, draft, monkeypatch, fits, near, words):
    monkeypatch.setattr("partners.views.rules.preview", lambda *_any: Preview(fits, near))
    assert words in text(client.post(url("programme_preview", draft.slug), ROW))


# a running programme


@pytest.fixture
def running(manager) -> Programme:
    return make.today_programme(manager.memberships.get().organisation, manager)


def test_a_lapsed_certificate_is_said_where_it_matters(client, running):
    running.charity.qualifications.update(valid_to=clock.today() - timedelta(days=1))
    for name, args in (("home", []), ("programmes", []), ("programme", [running.slug])):
        assert "公开募捐资格已过期" in text(client.get(url(name, *args)))


def test_an_overdue_report_is_the_first_thing_and_recording_it_restores_matching(client, running):
    Programme.objects.filter(pk=running.pk).update(report_due_on=clock.today() - timedelta(days=2))
    today = text(client.get(url("home")))
    assert "最先到期" in today and url("programme_report", running.slug) in today and "已超期 2 天" in today
    assert "公开报告已逾期" in text(client.get(url("programme", running.slug)))
    future = {"published_on": clock.today() + timedelta(days=1)}
    assert client.post(url("programme_report", running.slug), future).status_code == 422
    client.post(url("programme_report", running.slug), {"published_on": clock.today()})
    assert "公开报告已逾期" not in text(client.get(url("programme", running.slug)))


def test_pausing_and_ending_have_their_buttons(client, running):
    client.post(url("programme_move", running.slug, "rest"))
    assert fresh(running).state == "resting"
    client.post(url("programme_move", running.slug, "resume"))
    assert client.post(url("programme_stop", running.slug), {"reason": ""}).status_code == 422
    client.post(url("programme_stop", running.slug), {"reason": "资金用完。"})
    assert fresh(running).state == "stopped"


def test_the_list_shows_balances_and_who_was_helped(client, running, manager):
    situation.delivered(running, manager, at=clock.now())
    page = text(client.get(url("programmes")))
    assert "45,000.00" in page and 'data-label="已帮助（户）">1<' in page


@pytest.mark.parametrize("name", ["home", "programmes", "matches", "cases", "custody"])
def test_lists_ask_as_much_for_many_rows_as_for_one(client, running, manager, name, django_assert_max_num_queries):
    for _one in range(3):
        situation.offered(running, at=clock.now())
        situation.accepted(running, manager, at=clock.now())
    with django_assert_max_num_queries(30):
        client.get(url(name))
