"""慈善项目: facts of the charity, where the money is, and a button only where a gift may be made."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funds.ledger import services as ledger
from funds.ledger.routes import Code
from programmes import services
from tests.factories.pages import claim, giving_programme, shown_need, site_db, today  # noqa: F401
from tests.factories.partners import NOW, draft_programme, running_programme, submitted_programme
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_db", "today")]


def page_of(client, programme, prefix: str = "") -> str:
    response = client.get(f"{prefix}/programmes/{programme.slug}/")
    assert response.status_code == 200
    return flat(response)


def test_only_approved_programmes_are_listed_and_have_a_page(client):
    running = running_programme()
    hidden = [draft_programme(), submitted_programme()]
    stopped = running_programme()
    services.stop_programme(programme=stopped, by=stopped.created_by, reason="项目到期", at=NOW)
    html = flat(client.get("/programmes/"))
    assert running.name in html
    assert not [one.name for one in [*hidden, stopped] if one.name in html]
    assert [client.get(f"/programmes/{one.slug}/").status_code for one in hidden] == [404, 404]
    assert "已停用" in page_of(client, stopped)  # who gave may look it up later


def test_charity_facts_rules_standard_and_reports_stand_before_the_button(client):
    programme = giving_programme(report_due_on=date(2026, 12, 31))
    html = page_of(client, programme)
    button = html.index("捐给项目")
    for fact in (
        programme.charity.uscc,
        programme.charity.qualifications.get().number,
        programme.filing_no,
        "困难类型是以下之一",
        "每户 3,000—10,000 元",
        "2026年9月30日",
        "2026年12月31日",
    ):
        assert html.index(fact) < button, fact
    assert f'href="/give/{programme.slug}/"' in html
    assert programme.contact_name not in html and programme.contact_phone not in html


def test_what_blocks_gifts_is_said_in_a_sentence(client):
    programme = giving_programme()
    programme.charity.qualifications.update(valid_to=NOW.date() - timedelta(days=1))
    html = page_of(client, programme)
    assert "公开募捐资格已过期" in html and "/give/" not in html


def test_an_overdue_report_is_shown_and_does_not_stop_gifts(client):
    programme = giving_programme(report_due_on=NOW.date() - timedelta(days=1))
    html = page_of(client, programme)
    assert "已逾期，提交前不参与新的对接" in html and "/give/" in html


def test_the_four_figures_are_those_of_the_ledger(client):
    from funds.accounts import bank_account, book_of, payable_account, programme_account

    programme = giving_programme()
    account, payable = programme_account(programme), payable_account(book_of(programme), "M1")
    by = programme.created_by_id
    ledger.post(
        Code.TOP_UP,
        debit=bank_account(programme.charity),
        credit=account,
        amount_fen=1_000_00,
        effect_key="t:1",
        by_id=by,
    )
    ledger.post(
        Code.COMMITMENT,
        debit=account,
        credit=payable,
        amount_fen=300_00,
        effect_key="c:1",
        expires_at=NOW + timedelta(days=400),
        by_id=by,
    )
    html = page_of(client, programme)
    assert "到账 1,000 元：已拨付 0 元，已冻结 300 元，可用 700 元。" in html


def test_open_needs_of_the_programme_are_listed_with_their_number(client):
    programme = running_programme()
    shown, covered, other = (
        shown_need(500, title="在等的"),
        shown_need(500, secured_yuan=500, state="covered", title="补足的"),
        shown_need(500, title="别家的"),
    )
    for need in (shown, covered):
        claim(programme, need)
    html = page_of(client, programme)
    assert shown.title in html and covered.title not in html and other.title not in html
    card = next(one for one in client.get("/programmes/").context["programmes"] if one["slug"] == programme.slug)
    assert card["open_needs"] == 1


def test_the_list_costs_the_same_for_two_and_for_nine(client):
    for _unused in range(2):
        running_programme()
    client.get("/programmes/")
    with CaptureQueriesContext(connection) as few:
        client.get("/programmes/")
    for _unused in range(7):
        running_programme()
    with CaptureQueriesContext(connection) as many:
        client.get("/programmes/?page=999")
    assert len(many) == len(few) <= 12


def test_english_uses_the_english_words_where_there_are_some(client):
    programme = running_programme(name_en="Serious Illness Relay", purpose_en="Pays what insurance does not.")
    html = page_of(client, programme, "/en")
    assert ">Serious Illness Relay</h1>" in html and "Pays what insurance does not." in html
    assert f'<a href="/programmes/{programme.slug}/" lang="zh-Hans"' in html
    assert f'<dd lang="zh-Hans">{programme.surplus_rule}</dd>' in html
