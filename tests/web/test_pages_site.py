"""The site as a whole: set up once, equal in two languages, honest on its first page, and closed to a second door."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from wagtail.models import GroupPagePermission, Locale, Page, Site

from organisations.models import User
from pages import editors, figures
from pages.models import ContentPage, HomePage, NoticePage
from pages.setup import set_up
from publication.models import PublicNeed
from tests.factories.pages import giving_programme, many_needs, shown_need, site_db, step, today  # noqa: F401
from tests.factories.partners import NOW, TODAY, office, person
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_db", "today")]

CONTENT = ("policy", "help", "about", "privacy", "accessibility")


def home(language: str = "zh-hans") -> HomePage:
    return HomePage.objects.get(locale__language_code=language)


# Setting up


def test_every_page_exists_in_both_languages_and_leads_to_its_equal(client):
    for path in ("", "needs/", "programmes/", *(f"{slug}/" for slug in CONTENT)):
        chinese, english = client.get(f"/{path}"), client.get(f"/en/{path}")
        assert (chinese.status_code, english.status_code) == (200, 200), path
        assert f'<a href="/en/{path}" lang="en"' in flat(chinese)
        assert f'<a href="/{path}" lang="zh-Hans"' in flat(english)
        assert '<html lang="en"' in flat(english)


def test_no_chinese_is_left_on_an_english_content_page_but_names(client):
    for slug in CONTENT:
        main = re.search(r"<main.*?</main>", flat(client.get(f"/en/{slug}/")), re.DOTALL)[0]
        assert not re.findall(r"[一-鿿]+", main), slug


def test_setting_up_again_changes_nothing_and_keeps_what_editors_wrote():
    about = ContentPage.objects.get(slug="about", locale__language_code="zh-hans")
    about.title = "我们是谁"
    about.save_revision().publish()
    before = list(Page.objects.order_by("path").values_list("pk", "title", "slug", "numchild", "latest_revision_id"))
    permissions = GroupPagePermission.objects.count()
    set_up(TODAY + timedelta(days=400))
    after = list(Page.objects.order_by("path").values_list("pk", "title", "slug", "numchild", "latest_revision_id"))
    assert after == before
    assert GroupPagePermission.objects.count() == permissions
    assert Site.objects.count() == 1
    assert Locale.objects.count() == 2


def test_the_tree_of_pages_is_sound():
    assert [found for found in Page.find_problems() if found] == []


def test_filters_and_page_stay_when_the_language_changes(client):
    many_needs(3)
    html = flat(client.get("/en/needs/?category=illness&sort=newest"))
    assert 'href="/needs/?category=illness&amp;sort=newest" lang="zh-Hans"' in html


def test_a_page_without_an_equal_leads_to_the_other_home(client):
    page = home().add_child(instance=NoticePage(title="停机公告", slug="n1", issued_on=TODAY, body=[]))
    html = flat(client.get(page.url))
    assert '<a href="/en/" lang="en"' in html
    assert client.get("/en/n1/").status_code == 404


def test_a_content_page_says_when_it_was_reviewed_and_lists_its_parts(client):
    html = flat(client.get("/privacy/"))
    assert "最近审阅：2026年11月24日" in html
    assert '<a href="#part-1">公开的求助里有什么</a>' in html and '<h2 id="part-1">' in html


def test_needs_are_not_in_a_sitemap():
    index = home().get_children().get(slug="needs").specific
    assert index.get_sitemap_urls() == []


# The first page


def test_few_are_hidden_and_many_are_rounded():
    for number in range(9):
        step(shown_need(100, state="closed", secured_yuan=100, title=f"第{number}件"), 5, "confirmed")
    assert str(figures.honest_figures(NOW)[1]["number"]) == "少于 10 户"
    for number in range(4):
        step(shown_need(100, state="closed", secured_yuan=100, title=f"另{number}件"), 5, "confirmed")
    assert str(figures.honest_figures(NOW)[1]["number"]) == "约 15 户"


def test_a_household_counts_once_this_year_only_and_not_when_it_withdrew():
    need = shown_need(100, state="closed", secured_yuan=100)
    for kind in ("delivered", "confirmed"):
        step(need, 5, kind)
    gone = shown_need(100, state="withdrawn", live=False)
    step(gone, 5, "confirmed")
    last_year = step(shown_need(100), 5, "delivered")
    last_year.at = NOW - timedelta(days=400)
    last_year.save()
    with CaptureQueriesContext(connection) as queries:
        figures.honest_figures(NOW)
    assert len(queries) == 2
    assert figures._households(NOW) == "少于 10 户"


def test_the_median_is_rounded_up_and_hidden_for_a_few():
    for number in range(10):
        need = shown_need(100, title=f"第{number}件")
        reported, verified = step(need, 1, "reported"), step(need, 2, "verified")
        verified.at = reported.at + timedelta(hours=20 + number, minutes=1)
        verified.save()
        expected = "暂不统计" if number < 9 else "25 小时"
        assert str(figures.honest_figures(NOW)[0]["number"]) == expected


def test_the_platform_takes_nothing():
    assert str(figures.honest_figures(NOW)[2]["number"]) == "0 元"


def test_home_shows_the_three_most_urgent_and_the_main_action(client):
    for days in (9, 2, 5, 1):
        shown_need(100, title=f"还有{days}天", deadline_on=TODAY + timedelta(days=days))
    html = flat(client.get("/"))
    assert [title for title in ("还有1天", "还有2天", "还有5天", "还有9天") if title in html] == [
        "还有1天",
        "还有2天",
        "还有5天",
    ]
    assert html.index("看看谁正需要帮助") < html.index("还有1天")
    assert html.index("还有1天") < html.index("还有2天") < html.index("还有5天")


def test_completed_needs_are_shown_with_their_delivery_and_promises_are_not(client):
    done = shown_need(300, secured_yuan=300, state="closed", closed_at=NOW, title="已经送到的")
    for day, kind in ((1, "reported"), (8, "delivered"), (9, "confirmed")):
        step(done, day, kind)
    promised = shown_need(300, secured_yuan=300, state="closed", closed_at=NOW, title="没有交付的")
    step(promised, 1, "reported")
    html = flat(client.get("/"))
    assert done.title in html and "受助家庭确认收到" in html
    assert promised.title not in html


def test_the_money_on_the_first_page_adds_up(client):
    from funds.accounts import bank_account, programme_account
    from funds.ledger import services as ledger
    from funds.ledger.routes import Code

    for number, yuan in enumerate((1000, 250)):
        programme = giving_programme()
        ledger.post(
            Code.TOP_UP,
            debit=bank_account(programme.charity),
            credit=programme_account(programme),
            amount_fen=yuan * 100,
            effect_key=f"home:{number}",
            by_id=programme.created_by_id,
        )
    html = flat(client.get("/"))
    foot = re.search(r"<tfoot>.*?</tfoot>", html, re.DOTALL)[0]
    assert re.findall(r"[\d,]+\.\d\d", foot) == ["1,250.00", "0.00", "0.00", "1,250.00"]


def test_an_empty_platform_has_a_first_page_too(client):
    html = flat(client.get("/"))
    assert "现在没有等待帮助的公开求助" in html and "少于 10 户" in html


def test_the_first_page_costs_the_same_for_three_and_for_forty(client):
    many_needs(3)
    giving_programme()
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    many_needs(37)
    giving_programme()
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few) <= 25


def test_a_notice_is_announced_on_the_first_page_of_its_language(client):
    home().add_child(instance=NoticePage(title="节日安排", slug="n2", issued_on=date(2026, 11, 1), body=[]))
    assert "节日安排" in flat(client.get("/"))
    assert "节日安排" not in flat(client.get("/en/"))


# Editors


@pytest.fixture
def editor(client) -> User:
    user = person("page_editor", office())
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def test_an_editor_enters_by_role_and_loses_the_way_in_with_it(client, editor):
    assert editor.groups.filter(name=editors.GROUP).exists()
    assert client.get("/cms/").status_code == 200
    editor.memberships.update(ended_at=NOW)
    assert client.get("/cms/").status_code == 403  # at the next request, before any sync
    editors.sync_all()
    assert not User.objects.get(pk=editor.pk).groups.exists()
    assert client.get("/cms/").status_code == 403


def test_others_on_the_staff_do_not_enter(client):
    client.force_login(person("county_approver", office()))
    assert client.get("/cms/").status_code == 403


def test_an_editor_edits_pages_of_both_languages(client, editor):
    for language in ("zh-hans", "en"):
        page = ContentPage.objects.get(slug="about", locale__language_code=language)
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_an_editor_reads_and_previews_published_texts(client, editor):
    need = shown_need(500, state="submitted", live=False)
    for name in ("list", "list_results"):
        assert need.title in flat(client.get(reverse(f"public_needs:{name}")))
    assert need.title in flat(client.get(reverse("public_needs:inspect", args=[need.pk])))
    assert client.get(reverse("public_needs:usage", args=[need.pk])).status_code == 200
    preview = flat(client.get(reverse("public_needs:preview", args=[need.pk])))
    assert "公众看到的就是这一页" in preview and "这笔钱用在哪里" in preview and "/give/" not in preview


def test_a_draft_that_the_gate_has_not_read_is_not_shown_to_editors(client, editor):
    draft = shown_need(500, state="draft", live=False, title="还没检查的文字")
    assert draft.title not in flat(client.get(reverse("public_needs:list")))
    for name in ("inspect", "usage", "preview"):
        assert client.get(reverse(f"public_needs:{name}", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("name", ["add", "edit", "delete", "unpublish", "revisions_view", "history", "copy"])
def test_wagtail_has_no_second_door_to_publishing(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"public_needs:{name}", args=[] if name == "add" else ["00000000-0000-0000-0000-000000000000"])


def test_nobody_holds_more_than_reading_in_the_admin(editor):
    from wagtail.permissions import policy_registry

    policy = policy_registry.get_by_type(PublicNeed)
    boss = User.objects.create_superuser(email="root@example.org")
    for action in ("add", "change", "delete", "publish", "lock", "unlock"):
        assert not policy.user_has_permission(editor, action)
        assert not policy.user_has_permission(boss, action)
    assert policy.user_has_permission(editor, "view")
    assert not policy.user_has_permission(person("county_approver", office()), "view")


def test_the_database_refuses_a_text_that_is_published_past_the_services(editor):
    need = shown_need(
        500, state="submitted", live=False, approved_by=None, approved_at=None, gate_hash="", gate_version=""
    )
    revision = need.save_revision(user=editor)
    with pytest.raises(IntegrityError, match="needs_publicneed_live"), transaction.atomic():
        revision.publish(user=editor, skip_permission_checks=True)
    need.refresh_from_db()
    assert not need.live and need.state == "submitted"


def test_strangers_see_nothing_of_the_admin(client):
    need = shown_need(500)
    for name in ("inspect", "preview"):
        assert client.get(reverse(f"public_needs:{name}", args=[need.pk])).status_code == 302
