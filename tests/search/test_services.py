"""Search over the real rows: what is public is found, nothing else ever is, and a broken index costs nobody an answer."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from common.outbox.services import announce, deliver_due
from pages import selectors
from pages.facets import with_gap_band
from publication.models import PublicItem, PublicNeed
from search import events, plain
from search.documents import NeedDocument, ProgrammeDocument, gap_band
from search.engines import engine_for
from search.engines.base import EngineDown, Request
from search.health import PAUSE, Breaker
from search.keeping import rebuild, repair, sync
from search.services import is_degraded, narrowed, search_needs, search_programmes
from tests import clock
from tests.factories.gifts import published_need
from tests.factories.partners import charity, draft_programme, running_programme
from tests.search.rows import NOW, TODAY, live_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def embedded(settings, tmp_path):
    settings.SEARCH_ENGINE, settings.SEARCH_ROOT = "tantivy", tmp_path


@pytest.fixture
def needs(embedded) -> dict[str, PublicNeed]:
    first = published_need(5000, title="手术后费用未落实")
    made = {
        "first": first,
        "kidney": live_need(first, "重症肾病综合征患儿的治疗费用", category="illness", deadline_on=TODAY),
        "school": live_need(first, "助学贷款之外的生活费", category="school", need_fen=90_000),
        "closed": live_need(first, "肾病患者已得到帮助", state="closed", category="illness", need_fen=0),
        "withdrawn": live_need(first, "肾病患者已撤回", live=False, state="withdrawn"),
    }
    PublicItem.objects.create(
        public_need=made["school"], kind="goods", category="quilt", quantity=2, evidence="seen", position=0
    )
    rebuild(NeedDocument)
    return made


def slugs(results) -> set[str]:
    return {hit.row.slug for hit in results.hits}


def of(needs, *names) -> set[str]:
    return {needs[name].slug for name in names}


def damage(monkeypatch) -> None:
    def refuses(request):
        raise EngineDown("unplugged")

    monkeypatch.setattr(engine_for(NeedDocument), "search", refuses)


QUESTIONS = ["", "肾病", "助学", "棉被", "康复治疗", "突发疾病", "病", "手术 费用", "潜水", "<script>", "!!!"]


@pytest.mark.parametrize("q", QUESTIONS)
@pytest.mark.parametrize("sort", ["urgent", "nearly", "newest"])
def test_engine_and_database_give_the_same_answer(needs, q, sort, monkeypatch):
    filters = {"category": ["illness", "school"]}
    engine = search_needs(q, filters, sort)
    damage(monkeypatch)
    database = search_needs(q, filters, sort)
    assert (engine.degraded, database.degraded) == (False, True)
    assert [hit.row.slug for hit in engine.hits] == [hit.row.slug for hit in database.hits]
    assert (engine.total, engine.facets, engine.pages) == (database.total, database.facets, database.pages)


def test_only_what_is_public_is_found_and_its_words_are_marked(needs):
    found = search_needs("肾病")
    assert slugs(found) == of(needs, "kidney", "closed")
    hit = next(hit for hit in found.hits if hit.row.slug == needs["kidney"].slug)
    assert hit.highlights == {"title": [(2, 4)], "story": []}
    assert slugs(search_needs("棉被")) == of(needs, "school")


def test_a_hit_is_never_an_authorisation(needs):
    """The index has not heard of it yet, and still the withdrawn need is not shown."""
    PublicNeed.objects.filter(pk=needs["kidney"].pk).update(live=False, state="withdrawn")
    assert needs["kidney"].slug in engine_for(NeedDocument).versions()
    found = search_needs("肾病")
    assert (slugs(found), found.total) == (of(needs, "closed"), 1)
    assert needs["kidney"].slug not in narrowed(selectors.open_needs(), "肾病").rows.values_list("slug", flat=True)


def test_a_broken_engine_is_left_alone_for_a_while(needs, monkeypatch):
    damage(monkeypatch)
    assert is_degraded()
    monkeypatch.undo()
    assert search_needs("肾病").degraded  # not asked again at once
    now, calls = [100.0], []
    breaker = Breaker(clock=lambda: now[0])
    with pytest.raises(EngineDown):
        breaker.call(lambda: (_ for _ in ()).throw(EngineDown()))
    with pytest.raises(EngineDown):
        breaker.call(lambda: calls.append(1))
    now[0] += PAUSE + 1
    breaker.call(lambda: calls.append(1))
    assert calls == [1]


def test_without_an_index_or_with_a_damaged_one_the_database_answers(needs, tmp_path):
    next(tmp_path.glob("needs/*.current")).write_text("0-0")
    found = search_needs("肾病")
    assert found.degraded
    assert slugs(found) == of(needs, "kidney", "closed")


def test_an_elasticsearch_that_is_not_there_costs_no_answer(needs, settings):
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:1"
    found = search_needs("肾病")
    assert found.degraded
    assert slugs(found) == of(needs, "kidney", "closed")


def test_news_that_nobody_delivers_makes_the_index_stale(needs):
    event = announce("need.withdrawn", "need:x:withdrawn", public_need_id=needs["kidney"].pk)
    assert not search_needs("肾病").degraded
    type(event).objects.filter(pk=event.pk).update(created_at=clock.now() - timedelta(minutes=3))
    assert search_needs("肾病").degraded


def test_the_database_on_purpose_is_not_degraded(needs, settings):
    settings.SEARCH_ENGINE = "database"
    found = search_needs("肾病")
    assert not found.degraded
    assert slugs(found) == of(needs, "kidney", "closed")
    assert (rebuild(NeedDocument), repair(NeedDocument)) == (0, 0)


def test_the_page_s_list_is_narrowed_by_the_index_and_counted_by_the_database(needs, monkeypatch):
    assert {need.slug for need in selectors.search_needs("肾病")} == of(needs, "kidney")  # the list shows open needs
    assert {need.slug for need in selectors.search_needs("")} == of(needs, "first", "kidney", "school")
    damage(monkeypatch)
    assert {need.slug for need in selectors.search_needs("肾病")} == of(needs, "kidney")


def test_a_word_that_very_many_needs_contain_is_asked_of_the_database(needs, monkeypatch):
    monkeypatch.setattr("search.services.MOST_NARROWED", 1)
    assert {need.slug for need in narrowed(NeedDocument.rows(), "肾病").rows} == of(needs, "kidney", "closed")


def test_a_page_far_away_or_below_one_is_no_error(needs):
    assert (search_needs("", page=999).hits, search_needs("", page=999).total) == ([], 4)
    assert len(search_needs("", page=-3, size=2).hits) == 2


def test_unknown_filters_and_sorts_are_refused_whichever_engine_answers(needs):
    for asked in ({"filters": {"name": ["x"]}}, {"sort": "phone"}):
        with pytest.raises(ValueError, match="There is no"):
            search_needs("", **asked)


# Keeping in step


def news(topic: str, key: str, **ids) -> None:
    announce(topic, key, **ids)
    deliver_due(clock.now())


def test_news_keeps_the_index_in_step_and_may_come_twice(needs, django_capture_on_commit_callbacks):
    new = live_need(needs["first"], "台风后房屋倒塌")
    assert slugs(search_needs("台风")) == set()
    with django_capture_on_commit_callbacks(execute=True):
        news("need.published", "a", public_need_id=new.pk)
        news("need.published", "b", public_need_id=new.pk)
    assert slugs(search_needs("台风")) == {new.slug}
    PublicNeed.objects.filter(pk=new.pk).update(live=False, state="withdrawn")
    with django_capture_on_commit_callbacks(execute=True):
        news("need.withdrawn", "c", public_need_id=new.pk)
        news("need.withdrawn", "d", public_need_id=new.pk)
    assert new.slug not in engine_for(NeedDocument).versions()


def test_news_about_a_case_finds_its_public_need(needs, django_capture_on_commit_callbacks):
    from needs.models import Case

    case = Case.objects.get(public_need=needs["first"])
    PublicNeed.objects.filter(pk=needs["first"].pk).update(gifts_fen=450_000, updated_at=NOW + timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        news("gap.changed", "e", case_id=case.pk)
    assert search_needs("", {"gap_band": ["small"]}).facets["gap_band"]["small"] == 2


def test_all_the_news_of_a_transaction_is_one_writing(needs, monkeypatch, django_capture_on_commit_callbacks):
    written = []
    monkeypatch.setattr(events, "sync", lambda document, slugs: written.append(sorted(slugs)))
    with django_capture_on_commit_callbacks(execute=True):
        for key, name in (("a", "school"), ("b", "first"), ("c", "school")):
            news("need.published", key, public_need_id=needs[name].pk)
    assert written == [sorted(of(needs, "school", "first"))]


def test_news_of_a_step_that_was_taken_back_is_not_told_and_later_news_is(
    needs, monkeypatch, django_capture_on_commit_callbacks
):
    written = []
    monkeypatch.setattr(events, "sync", lambda document, slugs: written.append(sorted(slugs)))
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(KeyError), transaction.atomic():
            news("need.published", "a", public_need_id=needs["first"].pk)
            raise KeyError
        news("need.published", "b", public_need_id=needs["school"].pk)
    assert written == [[needs["school"].slug]]


def test_an_engine_that_is_down_does_not_hold_the_news_up(embedded, django_capture_on_commit_callbacks):
    need = published_need(100)
    with django_capture_on_commit_callbacks(execute=True):
        news("need.withdrawn", "f", public_need_id=need.pk)
    assert announce("need.withdrawn", "f", public_need_id=need.pk).delivered_at


def test_repair_builds_a_missing_index_and_then_only_what_changed(embedded, django_assert_max_num_queries):
    first = published_need(5000)
    assert repair(NeedDocument) == 1
    with django_assert_max_num_queries(2):
        assert repair(NeedDocument) == 0
    new = live_need(first, "台风后房屋倒塌", updated_at=NOW + timedelta(days=1))
    assert repair(NeedDocument) == 1
    assert slugs(search_needs("台风")) == {new.slug}
    PublicNeed.objects.filter(pk=new.pk).update(live=False, state="withdrawn")
    assert repair(NeedDocument) == 1
    PublicNeed.objects.filter(pk=first.pk).update(updated_at=NOW - timedelta(days=300))
    assert repair(NeedDocument) == 0
    assert repair(NeedDocument, thorough=True) == 1
    assert repair(NeedDocument, thorough=True) == 0


def test_the_tick_repairs_and_a_failing_engine_is_tried_again_later(needs, settings, monkeypatch):
    monkeypatch.setattr(events, "_due", {"repair": 0.0, "thorough": 0.0})
    new = live_need(needs["first"], "台风后房屋倒塌")
    events.repair_drift(NOW, clock=lambda: 1.0)
    assert slugs(search_needs("台风")) == {new.slug}
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:1"
    events.repair_drift(NOW, clock=lambda: 2.0)
    assert events._due["repair"] == 2.0 + events.TRY_AGAIN_AFTER


def test_syncing_nothing_opens_nothing(embedded):
    sync(NeedDocument, [])


def test_programmes(embedded, settings):
    programme = running_programme(charity("澄川慈善会"), name="大病续航行动", name_en="Serious Illness Relay")
    draft_programme(charity(), name="助学行动")
    assert repair(ProgrammeDocument, thorough=True) == 1
    for engine in ("tantivy", "database"):
        settings.SEARCH_ENGINE = engine
        for q in ("续航", "serious", "澄川"):
            assert [hit.row.pk for hit in search_programmes(q).hits] == [programme.pk]
        assert search_programmes("助学").hits == []
    settings.SEARCH_ENGINE = "tantivy"
    assert search_programmes("续航", sort="relevance").hits[0].score > 0
    type(programme).objects.filter(pk=programme.pk).update(name="大病守护行动")
    assert repair(ProgrammeDocument, thorough=True) == 1
    assert len(search_programmes("守护").hits) == 1


def test_the_command_builds_and_says_so(embedded):
    published_need(100)
    out = StringIO()
    call_command("search_rebuild", stdout=out)
    assert out.getvalue().startswith("needs: 1 documents in ")
    assert not search_needs("").degraded


def test_gap_bands_are_those_of_the_public_list(needs):
    for fen in (0, 1, 99_999, 100_000, 100_001, 500_000, 500_001):
        PublicNeed.objects.filter(pk=needs["school"].pk).update(need_fen=fen)
        shown = with_gap_band(PublicNeed.objects.filter(pk=needs["school"].pk)).get()
        assert gap_band(fen) == shown.gap_band
        settings_free = plain.search(
            NeedDocument, Request(filters={"gap_band": [shown.gap_band]}, sort="newest", size=50)
        )
        assert needs["school"].slug in [hit.slug for hit in settings_free.hits]


def test_the_index_holds_no_private_word(needs, tmp_path):
    """Every stored byte comes from the public text: the household and the case number are nowhere in the files."""
    from needs.models import Case

    case = Case.objects.get(public_need=needs["first"])
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert needs["kidney"].slug.encode() in files  # the search can find something at all
    for private in (case.number, str(case.pk), str(needs["first"].pk), case.owner.email):
        assert private and private.encode() not in files
