"""The page of one need: who receives the money before any button, and no button where no gift may be made."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisations.models import Organisation
from programmes import services as programme_services
from tests.factories.pages import claim, giving_programme, goods, shown_need, site_db, step, today  # noqa: F401
from tests.factories.partners import NOW, certificate, charity, organisation
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_db", "today")]

GIVE = "捐给这个慈善项目"


def page_of(client, need, prefix: str = "") -> str:
    response = client.get(f"{prefix}/needs/{need.slug}/")
    assert response.status_code == 200
    return flat(response)


# What it says


def test_segments_and_gap_are_the_total_and_the_spoken_sentence_has_them(client):
    need = shown_need(5000, 1000, government_fen=200_000, charity_fen=150_000, gifts_fen=50_000, gift_count=3)
    html = page_of(client, need)
    assert '还差 <span class="money">2,000 元</span>' in html
    sentence = "共需 6,000 元：政府救助 2,000 元，慈善基金 1,500 元，捐赠 500 元，还差 2,000 元；已落实百分之 66。"
    assert sentence in html


def test_the_cost_table_has_each_line_its_evidence_and_their_sum(client):
    html = page_of(client, shown_need(5000, 1000, secured_yuan=5400))
    table = re.search(r"<table.*?</table>", html, re.DOTALL)[0]
    figures = re.findall(r">([\d,]+\.\d\d)<", table)
    assert figures == ["5,000.00", "5,000.00", "0.00", "1,000.00", "400.00", "600.00", "6,000.00", "5,400.00", "600.00"]
    assert table.count("已核凭证") == 2


def test_goods_are_counted_in_their_own_unit(client):
    need = shown_need(500)
    goods(need, "quilt", 4, secured=1)
    html = page_of(client, need)
    assert "还缺物资和服务：</strong>棉被衣物 3 件" in html
    assert '<td class="num" data-label="需要">4 件</td>' in html


def test_the_timeline_counts_days_and_shows_no_date(client):
    need = shown_need(500)
    for day, kind in ((1, "reported"), (2, "verified"), (3, "published")):
        step(need, day, kind)
    html = page_of(client, need)
    timeline = re.search(r'<ol class="timeline">.*?</ol>', html, re.DOTALL)[0]
    assert re.findall(r"timeline__when\">(.*?)<", timeline) == ["第 1 天", "第 2 天", "第 3 天", "第 12 天，今天"]
    assert not re.search(r"\d+月|\d{4}", timeline)


def test_the_number_is_the_slug_and_the_page_is_not_for_search_engines(client):
    need = shown_need(500)
    response = client.get(f"/needs/{need.slug}/")
    assert response["X-Robots-Tag"] == "noindex"
    html = flat(response)
    assert '<meta name="robots" content="noindex">' in html
    assert f'编号 <span class="code">{need.slug}</span>' in html


def test_a_script_in_the_text_is_text(client):
    need = shown_need(500, title="<script>1</script>", story="<img src=x onerror=1>")
    html = page_of(client, need)
    assert "<script>1" not in html and "<img src=x" not in html


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_inline(client):
    need = shown_need(500)
    claim(giving_programme(), need)
    html = page_of(client, need)
    assert not re.findall(r'(?:src|href)="https?://', html)
    assert " style=" not in html and "<style" not in html and not re.search(r"\son\w+=", html)


# Giving


def test_payee_code_certificate_and_filing_stand_before_the_button(client):
    need, programme = shown_need(500), giving_programme()
    claim(programme, need)
    html = page_of(client, need)
    button = html.index(GIVE)
    number = programme.charity.qualifications.get().number
    for fact in (
        programme.charity.name,
        programme.charity.uscc,
        number,
        programme.filing_no,
        "2026年9月30日",
        programme.surplus_rule,
        "公益事业捐赠统一票据",
        "有效期至 2027年12月31日",
    ):
        assert html.index(fact) < button, fact
    assert f'href="/give/{programme.slug}/?need={need.slug}"' in html
    assert "sticky-bar" in html


def test_an_expired_certificate_removes_the_button_and_says_why(client):
    need = shown_need(500)
    programme = giving_programme()
    claim(programme, need)
    programme.charity.qualifications.update(valid_to=NOW.date() - timedelta(days=1))
    html = page_of(client, need)
    assert GIVE not in html and "/give/" not in html and "sticky-bar" not in html
    assert "公开募捐资格已过期" in html
    certificate(programme.charity, NOW.date(), NOW.date())  # the last day still counts
    assert GIVE in page_of(client, need)


def test_an_expired_filing_and_a_stopped_programme_have_no_button_either(client):
    need, programme = shown_need(500), giving_programme()
    claim(programme, need)
    programme.filed_to = NOW.date() - timedelta(days=1)
    programme.save()
    assert "备案已到期" in page_of(client, need)
    assert "/give/" not in page_of(client, need)


def test_a_charity_without_any_channel_takes_no_gift(client):
    need, programme = shown_need(500), giving_programme()
    claim(programme, need)
    Organisation.objects.filter(pk=programme.charity_id).update(payment_account="", bank_account_label="")
    html = page_of(client, need)
    assert "暂不接受线上捐赠" in html and "/give/" not in html


def test_without_a_claim_a_charity_is_being_sought_and_a_pledge_is_offered(client):
    html = page_of(client, shown_need(500))
    assert "正在寻找愿意承接的慈善组织" in html
    assert "/give/" not in html
    assert 'href="/pledge/?category=illness"' in html


def test_a_claim_that_ended_counts_no_more(client):
    need = shown_need(500)
    ended = claim(giving_programme(), need)
    ended.ended_at = NOW
    ended.save()
    assert "/give/" not in page_of(client, need)


def test_a_need_that_lacks_only_goods_takes_no_money(client):
    need = shown_need(500, secured_yuan=500)
    goods(need, "heater", 1)
    claim(giving_programme(), need)
    html = page_of(client, need)
    assert "/give/" not in html
    assert "还在等物资和服务" not in html  # there is no timeline yet
    step(need, 1, "reported")
    assert "还在等物资和服务" in page_of(client, need)


# Covered, closed, gone


def test_a_covered_need_has_no_button_and_leads_to_the_next_of_its_programme(client):
    programme = giving_programme()
    need = shown_need(500, secured_yuan=500, state="covered")
    later, sooner, elsewhere = shown_need(900), shown_need(900, deadline_on=NOW.date()), shown_need(900)
    for one in (need, later, sooner):
        claim(programme, one)
    claim(giving_programme(), elsewhere)
    html = page_of(client, need)
    assert GIVE not in html and "/give/" not in html
    assert "已补足" in html and "慈善基金 500 元" in html
    assert f'href="/needs/{sooner.slug}/"' in html.split("帮助下一位")[0].rsplit("<a", 1)[1]


def test_a_covered_need_whose_programme_has_no_other_leads_to_the_list(client):
    need = shown_need(500, secured_yuan=500, state="covered")
    claim(giving_programme(), need)
    html = page_of(client, need)
    assert "帮助下一位" not in html and "看看正在求助的人" in html


def test_a_closed_need_says_what_was_delivered(client):
    need = shown_need(500, secured_yuan=500, state="closed", closed_at=NOW)
    step(need, 1, "reported")
    step(need, 8, "delivered", 50_000)
    step(need, 9, "confirmed")
    html = page_of(client, need)
    assert "这份求助已经完成" in html
    assert "第 8 天：救助已交付" in html and "第 9 天：受助家庭确认收到" in html


@pytest.mark.parametrize("state", ["withdrawn", "expired", "draft", "submitted"])
def test_what_is_not_public_is_as_if_it_had_never_been(client, state):
    need = shown_need(500, state=state, live=False)
    gone, missing = client.get(f"/needs/{need.slug}/"), client.get("/needs/zzzzzzzzzz/")
    assert gone.status_code == missing.status_code == 404
    assert _bare(gone).replace(need.slug, "zzzzzzzzzz") == _bare(missing)
    assert client.get(f"/en/needs/{need.slug}/").status_code == 404


def _bare(response) -> str:
    return re.sub(r'nonce="[^"]+"', "", flat(response))


@pytest.mark.parametrize("number", ["1", "2026-0412", "A2026112400001", "ABCDEFGHJK", "pick2"])
def test_old_and_next_numbers_lead_nowhere(client, number):
    shown_need(500)
    assert client.get(f"/needs/{number}/").status_code == 404


def test_private_ids_lead_nowhere(client):
    need = shown_need(500)
    assert client.get(f"/needs/{need.pk}/").status_code == 404


# Choosing for me


def test_choose_for_me_leads_to_the_most_urgent_need_that_takes_gifts(client):
    programme = giving_programme()
    unclaimed = shown_need(100, deadline_on=NOW.date())
    blocked = shown_need(100, deadline_on=NOW.date() + timedelta(days=1))
    funded = shown_need(100, secured_yuan=100, deadline_on=NOW.date() + timedelta(days=1))
    second, first = shown_need(100), shown_need(100, deadline_on=NOW.date() + timedelta(days=2))
    stopped = giving_programme()
    stopped.charity.qualifications.all().delete()
    claim(stopped, blocked)
    for need in (funded, second, first):
        claim(programme, need)
    assert client.get("/needs/pick/").url == f"/needs/{first.slug}/"
    assert client.get("/en/needs/pick/").url == f"/en/needs/{first.slug}/"
    assert unclaimed.slug != first.slug


def test_choose_for_me_leads_to_the_list_when_nothing_can_be_given_to(client):
    shown_need(100)
    assert client.get("/needs/pick/").url == "/needs/"


# Others like it, cost, language


def test_similar_needs_are_open_of_the_same_kind_and_near_ones_first(client):
    need = shown_need(100)
    far = shown_need(100, title="远处的", county="990121000000", deadline_on=NOW.date())
    near = shown_need(100, title="近处的")
    shown_need(100, title="另一种", category="school")
    shown_need(100, title="已办好", state="closed", secured_yuan=100)
    html = page_of(client, need)
    assert html.index(near.title) < html.index(far.title)
    assert "另一种" not in html and "已办好" not in html


def test_the_page_costs_the_same_however_much_is_on_it(client):
    small, large = shown_need(100), shown_need(100, 200, 300)
    claim(giving_programme(), small)
    claim(giving_programme(), large)
    for day in range(1, 12):
        step(large, day, "gift", 100)
    for _unused in range(6):
        goods(large, "quilt", 2)
    page_of(client, small)
    with CaptureQueriesContext(connection) as few:
        page_of(client, small)
    for _unused in range(12):
        shown_need(100)
    with CaptureQueriesContext(connection) as many:
        page_of(client, large)
    assert len(many) == len(few) <= 20


def test_english_leads_to_the_same_need_and_the_story_stays_chinese(client):
    need = shown_need(500)
    html = page_of(client, need)
    assert f'<a href="/en/needs/{need.slug}/" lang="en"' in html
    english = page_of(client, need, "/en")
    assert '<html lang="en"' in english
    assert f'<a href="/needs/{need.slug}/" lang="zh-Hans"' in english
    assert f'<p class="story" lang="zh-Hans">{need.story}</p>' in english
    assert f'<h1 lang="zh-Hans">{need.title}</h1>' in english
    assert "What the money is for" in english


def test_a_suspended_charity_is_named_but_takes_nothing(client):
    need, programme = shown_need(500), giving_programme()
    claim(programme, need)
    programme.charity.suspended_at = NOW
    programme.charity.save()
    html = page_of(client, need)
    assert "已被暂停" in html and "/give/" not in html and programme.charity.name in html


def test_stopping_a_programme_takes_its_button_away(client):
    need, programme = shown_need(500), giving_programme()
    claim(programme, need)
    assert "/give/" in page_of(client, need)
    programme_services.stop_programme(programme=programme, by=programme.created_by, reason="项目到期", at=NOW)
    assert "/give/" not in page_of(client, need)


def test_no_complaint_link_before_there_is_a_page_for_it(client, settings):
    need = shown_need(500)
    assert ("举报这条信息" in page_of(client, need)) == bool(_complaints_installed())


def _complaints_installed() -> str:
    from pages.links import optional

    return optional("complaint")


def test_an_organisation_is_called_by_its_english_name_in_english(client):
    need = shown_need(500)
    programme = giving_programme(charity(name_en="City Charity Federation"))
    claim(programme, need)
    assert "City Charity Federation" in page_of(client, need, "/en")
    assert organisation("village").name not in page_of(client, need)
