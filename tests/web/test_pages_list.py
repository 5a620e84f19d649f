"""正在求助: every count is what a visitor then sees, and the list costs the same however long it is."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publication.models import PublicNeed
from tests.factories.pages import COUNTY, OTHER_COUNTY, goods, many_needs, shown_need, site_db, today  # noqa: F401
from tests.factories.partners import NOW, TODAY
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_db", "today")]

FACETS = ("category", "county", "gap", "urgency")


def listing(client, query: str = ""):
    response = client.get(f"/needs/{query}")
    assert response.status_code == 200
    return response


def options(response, facet: str) -> dict[str, int]:
    row = next(row for row in response.context["facets"] if row["name"] == facet)
    return {option["value"]: option["count"] for option in row["options"]}


def slugs(response) -> list[str]:
    return [need["slug"] for need in response.context["needs"]]


# Facets


def test_every_facet_count_is_what_choosing_it_shows(client):
    many_needs(23)
    for name in FACETS:
        for value, count in options(listing(client), name).items():
            assert listing(client, f"?{name}={value}").context["total"] == count, (name, value)


def test_counts_hold_under_the_choices_of_other_facets(client):
    many_needs(23)
    chosen = listing(client, "?category=illness&category=school&urgency=red")
    for name in ("county", "gap"):
        for value, count in options(chosen, name).items():
            narrower = listing(client, f"?category=illness&category=school&urgency=red&{name}={value}")
            assert narrower.context["total"] == count, (name, value)


def test_two_values_of_a_facet_are_an_or_and_two_facets_an_and(client):
    many_needs(24)
    counts = options(listing(client), "category")
    either = listing(client, "?category=illness&category=injury")
    assert either.context["total"] == counts["illness"] + counts["injury"]
    both = listing(client, "?category=illness&category=injury&urgency=red")
    assert both.context["total"] == sum(
        PublicNeed.objects.filter(category=category, urgency="red").count() for category in ("illness", "injury")
    )


def test_the_counts_of_a_facet_add_up_to_the_list(client):
    many_needs(17)
    response = listing(client)
    assert {sum(options(response, name).values()) for name in FACETS} == {17}


def test_a_need_that_lacks_only_goods_has_a_band_of_its_own(client):
    need = shown_need(800, secured_yuan=800)
    goods(need, "quilt", 3, secured=1)
    response = listing(client, "?gap=goods")
    assert slugs(response) == [need.slug]
    assert "还缺：棉被衣物 2 件" in flat(response)


@pytest.mark.parametrize("query", ["?category=nonsense", "?county=990199000000", "?gap=&urgency=9"])
def test_what_is_no_choice_is_ignored(client, query):
    many_needs(3)
    response = listing(client, query)
    assert response.context["total"] == 3
    assert response.context["chips"] == []


def test_a_chip_leads_to_the_list_without_its_choice(client):
    many_needs(12)
    response = listing(client, "?category=illness&urgency=red&sort=newest")
    assert [chip["label"] for chip in response.context["chips"]] == ["突发疾病", "24 小时内"]
    assert response.context["chips"][0]["url"] == "?sort=newest&urgency=red"


# Order and pages


def test_most_urgent_is_by_deadline_and_ties_are_stable_over_pages(client):
    many_needs(35)
    pages = [slugs(listing(client, f"?page={number}")) for number in (1, 2, 3, 4)]
    shown = [slug for page in pages for slug in page]
    assert len(shown) == len(set(shown)) == 35
    deadlines = dict(PublicNeed.objects.values_list("slug", "deadline_on"))
    assert [deadlines[slug] for slug in shown] == sorted(deadlines.values())


@pytest.mark.parametrize(("page", "shown"), [("999", 3), ("0", 3), ("-1", 3), ("abc", 10), ("1e9", 10)])
def test_a_page_that_does_not_exist_is_the_nearest_one(client, page, shown):
    many_needs(13)
    assert len(slugs(listing(client, f"?page={page}"))) == shown


def test_nearly_covered_is_the_smallest_gap_and_goods_come_last(client):
    wide, narrow = shown_need(5000, secured_yuan=4000), shown_need(5000, secured_yuan=4900)
    kind = shown_need(5000, secured_yuan=5000)
    assert slugs(listing(client, "?sort=nearly")) == [narrow.slug, wide.slug, kind.slug]


def test_newest_is_by_approval(client):
    old = shown_need(100, approved_at=NOW - timedelta(days=5))
    new = shown_need(100, approved_at=NOW - timedelta(hours=1))
    assert slugs(listing(client, "?sort=newest")) == [new.slug, old.slug]


# What is in it


def test_only_open_needs_are_listed(client):
    shown = shown_need(100)
    shown_need(100, secured_yuan=100, state="covered")
    shown_need(100, secured_yuan=100, state="closed", closed_at=NOW)
    for state in ("withdrawn", "expired", "draft", "submitted"):
        shown_need(100, state=state, live=False)
    assert slugs(listing(client)) == [shown.slug]


def test_the_number_of_queries_does_not_grow(client):
    many_needs(10)
    listing(client)  # the first request of a process fills Wagtail's own caches
    with CaptureQueriesContext(
        connection,
    ) as few:
        listing(client)
    many_needs(50)
    with CaptureQueriesContext(connection) as many:
        listing(client)
    assert len(many) == len(few) <= 18


def test_it_is_for_people_and_not_for_search_engines(client):
    shown_need(100)
    response = listing(client)
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in flat(response)


def test_the_count_is_said_and_the_form_works_without_script(client):
    many_needs(14)
    html = flat(listing(client))
    assert re.search(r"<p[^>]*data-announce>共 14 条</p>", html)
    assert '<form class="filters" method="get" action="/needs/"' in html
    assert 'data-filter="results"' in html
    assert "<style" not in html and " style=" not in html and "onclick" not in html


# Search


def test_a_word_is_found_in_title_story_kind_and_county_and_marked(client):
    title = shown_need(100, title="租住房起火", county=OTHER_COUNTY)
    story = shown_need(100, story="房屋起火后无处居住。", category="other")
    found = listing(client, "?q=起火")
    assert set(slugs(found)) == {title.slug, story.slug}
    assert "租住房<mark>起火</mark>" in flat(found)
    assert "房屋<mark>起火</mark>后" in flat(found)
    assert slugs(listing(client, "?q=突发疾病 望川")) == [title.slug]
    assert slugs(listing(client, "?q=澄阳区")) == [story.slug]


def test_every_word_has_to_be_there_and_full_width_is_the_same(client):
    need = shown_need(100, title="需要ABC器械")
    assert slugs(listing(client, "?q=ａｂｃ　器械")) == [need.slug]
    assert slugs(listing(client, "?q=abc 轮椅")) == []


@pytest.mark.parametrize("q", ["<script>alert(1)</script>", "%", "_", "' or 1=1 --", "\\", "(" * 300])
def test_anything_may_be_typed_and_is_shown_as_text(client, q):
    shown_need(100)
    response = client.get("/needs/", {"q": q})
    assert response.status_code == 200
    assert "<script>alert" not in flat(response)


def test_a_script_in_the_query_stands_on_the_page_as_words(client):
    html = flat(client.get("/needs/", {"q": "<script>x</script>"}))
    assert "&lt;script&gt;x&lt;/script&gt;" in html


def test_marks_never_open_a_tag_of_the_text(client):
    shown_need(100, title="缺<b>一样</b>东西")
    html = flat(client.get("/needs/", {"q": "<b>"}))
    assert "缺<mark>&lt;b&gt;</mark>一样&lt;/b&gt;东西" in html


def test_nothing_found_leads_to_the_nearest_kind_and_to_a_pledge(client):
    shown_need(100, category="school")
    shown_need(100, category="illness")
    shown_need(100, category="illness")
    response = listing(client, "?q=交不起学费了")
    assert response.context["total"] == 0
    assert [row["value"] for row in response.context["nearest"]] == ["school", "illness"]
    html = flat(response)
    assert 'href="?category=school"' in html
    assert 'href="/pledge/"' in html


def test_search_and_facets_agree(client):
    for index in range(4):
        shown_need(100, title=f"棉被第{index}件", county=COUNTY if index else OTHER_COUNTY)
    shown_need(100, title="别的事")
    counts = options(listing(client, "?q=棉被"), "county")
    assert counts == {COUNTY: 3, OTHER_COUNTY: 1}
    assert listing(client, f"?q=棉被&county={COUNTY}").context["total"] == 3


def test_todays_deadline_is_said_in_words(client):
    shown_need(100, deadline_on=TODAY)
    assert "今天到期" in flat(listing(client))
