"""What both engines promise, word for word the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from search.analysis import parsed
from search.documents import NeedDocument
from search.engines.base import Engine, EngineDown, Request
from search.engines.elastic import ElasticEngine
from search.engines.tantivy_engine import TantivyEngine
from tests.search.rows import NOW, document

_serial = count(1)
FACETS = NeedDocument.facets
OTHER_COUNTY = ("990122000000", "云溪县")


@contextmanager
def empty(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Engine]:
    if kind == "tantivy":
        yield TantivyEngine(NeedDocument, folder)
        return
    engine = ElasticEngine(NeedDocument, request.getfixturevalue("elasticsearch_url"), f"t{next(_serial)}")
    yield engine
    for name in engine.client.indices.get(index=f"{engine.base}-*"):
        engine.client.indices.delete(index=name)
    engine.client.close()


def fill(engine: Engine) -> None:
    engine.rebuild(
        [
            document("aa", "重症肾病综合征患儿的治疗费用", "孩子需要长期透析。", category="illness", urgency="red"),
            document(
                "bb", "助学贷款之外的生活费", "父亲康复期间，学习费用没有着落。", category="school", gap_fen=50_000
            ),
            document(
                "cc", "房屋火灾后的临时住所", "康复费用，<script>alert(1)</script>与COVID19。", category="fire_flood"
            ),
            document(
                "dd", "陪护与康复", "不便。", category="illness", county=OTHER_COUNTY, gap_fen=0, wanted=["quilt"]
            ),
            document("ee", "已办结的求助", "康复费用已付清。", category="illness", state="closed", gap_fen=0),
        ]
    )


ENGINES = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


@pytest.fixture(params=ENGINES)
def unbuilt(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with empty(request.param, request, tmp_path) as engine:
        yield engine


@pytest.fixture
def engine(unbuilt: Engine) -> Engine:
    """For one test, which may write."""
    fill(unbuilt)
    return unbuilt


@pytest.fixture(params=ENGINES, scope="module")
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The same documents for all tests that only read."""
    with empty(request.param, request, tmp_path_factory.mktemp("library")) as engine:
        fill(engine)
        yield engine


def found(engine: Engine, q: str = "", **asked: Any) -> list[str]:
    return [hit.slug for hit in engine.search(Request(parsed(q), **{"sort": "newest", **asked})).hits]


@pytest.mark.parametrize(
    ("q", "slugs"),
    [
        ("肾病", ["aa"]),  # inside a longer run
        ("综合", ["aa"]),
        ("肾病综合征", ["aa"]),
        ("助学", ["bb"]),
        ("康复费用", ["cc", "ee"]),  # one after the other; bb has both words, apart
        ("康复 费用", ["bb", "cc", "ee"]),
        ("费用 肾病", ["aa"]),
        ("透", ["aa"]),  # one character
        ("covid19", ["cc"]),
        ("ＣＯＶＩＤ１９", ["cc"]),
        ("covid", []),  # letters stay whole
        ("云溪", ["dd"]),  # the county
        ("突发疾病", ["aa", "dd", "ee"]),  # the category's label
        ("棉被", ["dd"]),  # what is needed, from the cost table
        ("云溪 突发疾病", ["dd"]),  # each word in a field of its own
        ("治疗费用孩子", []),  # title and story do not run into each other
        ("潜水", []),
        ("肾病 潜水", []),
        ("!!!", []),
    ],
)
def test_words_are_found(library, q, slugs):
    assert found(library, q) == slugs


def test_an_empty_query_lists_all(library):
    assert found(library) == ["aa", "bb", "cc", "dd", "ee"]


@pytest.mark.parametrize("q", ["<script>", "alert(1)", "<script>alert(1)</script>"])
def test_tags_are_text(library, q):
    assert found(library, q) == ["cc"]


OPERATORS = ["肾病 OR 助学", "title:肾病", "肾*", "NOT 肾病", "+肾病 -助学", '"肾病', "肾病~2", "(肾病", "[a TO z]"]


@pytest.mark.parametrize("q", OPERATORS)
def test_operators_do_not_operate(library, q):
    """Each is either the word that is found or a word that is not there; none is a syntax error or finds more."""
    assert found(library, q) in ([], ["aa"])


def test_filters_are_alternatives_within_and_conditions_across(library):
    assert found(library, filters={"category": ["illness"]}) == ["aa", "dd", "ee"]
    assert found(library, filters={"category": ["illness", "school"]}) == ["aa", "bb", "dd", "ee"]
    assert found(library, filters={"category": ["illness"], "state": ["published"]}) == ["aa", "dd"]
    assert found(library, filters={"county": ["990122000000"], "category": ["school"]}) == []
    assert found(library, "康复", filters={"gap_band": ["goods"]}) == ["dd", "ee"]
    assert found(library, filters={"category": []}) == ["aa", "bb", "cc", "dd", "ee"]


def test_a_filter_that_does_not_exist_is_our_own_mistake(library):
    with pytest.raises(KeyError):
        found(library, filters={"name": ["x"]})


@pytest.mark.parametrize("q", ["", "康复", "潜水"])
@pytest.mark.parametrize("filters", [{}, {"category": ["illness"]}, {"category": ["illness"], "state": ["closed"]}])
def test_every_facet_count_is_what_choosing_it_shows(library, q, filters):
    answer = library.search(Request(parsed(q), filters, sort="newest", facets=FACETS))
    for name in FACETS:
        values = set(answer.facets[name])
        every = library.search(Request(parsed(q), {k: v for k, v in filters.items() if k != name}, "newest"))
        assert sum(answer.facets[name].values()) == every.total
        for value in values:
            chosen = library.search(Request(parsed(q), {**filters, name: [value]}, "newest"))
            assert chosen.total == len(chosen.hits) == answer.facets[name][value]


def test_sorts(engine):
    engine.index([document("ff", "最急", deadline_on=NOW.date()), document("gg", "最近", gap_fen=1)])
    assert found(engine, sort="urgent") == ["ff", "aa", "bb", "cc", "dd", "ee", "gg"]
    assert found(engine, sort="nearly")[:2] == ["gg", "bb"]
    assert found(engine, sort="nearly")[-2:] == ["dd", "ee"]  # what lacks no money comes last


def test_the_title_counts_for_more_than_the_story(library):
    hits = library.search(Request(parsed("康复"))).hits
    assert hits[0].slug == "dd"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("sort", ["urgent", "nearly", "newest", "relevance"])
def test_ties_keep_their_order_over_pages_and_over_later_writes(engine, sort):
    engine.index([document(f"t{n:02}", "完全一样的标题") for n in range(23)])
    engine.index([document(f"t{n:02}", "完全一样的标题") for n in (3, 17, 5)])  # written anew: no other place for that
    pages = [found(engine, "完全一样", sort=sort, page=page, size=7) for page in (1, 2, 3, 4, 5)]
    assert [len(page) for page in pages] == [7, 7, 7, 2, 0]
    assert [slug for page in pages for slug in page] == [f"t{n:02}" for n in range(23)]


def test_a_page_far_beyond_the_end_is_empty_and_keeps_the_total(library):
    page = library.search(Request(parsed("康复"), sort="newest", page=99_999))
    assert (page.hits, page.total) == ([], 4)


def test_what_is_deleted_is_gone_at_once_and_deleting_it_again_is_fine(engine):
    engine.delete(["aa", "nowhere"])
    assert found(engine, "肾病") == []
    engine.delete(["aa"])
    assert len(found(engine)) == 4


def test_indexing_again_replaces(engine):
    engine.index([document("aa", "别的标题", "别的话。")])
    engine.index([document("aa", "别的标题", "别的话。")])
    assert found(engine, "肾病") == []
    assert found(engine, "别的标题") == ["aa"]
    assert engine.newest()[0] == 5


def test_a_rebuild_replaces_everything_and_leaves_one_former_generation_at_most(engine):
    for _round in range(3):
        assert engine.rebuild([document("zz", "唯一")]) == 1
    assert found(engine) == ["zz"]
    if isinstance(engine, ElasticEngine):
        assert len(engine.client.indices.get(index=f"{engine.base}-*")) == 1
    else:
        assert len([one for one in engine.folder.iterdir() if one.is_dir()]) == 2


def test_a_rebuild_that_fails_leaves_the_old_index(engine):
    def breaks():
        yield document("zz", "唯一")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(breaks())
    assert len(found(engine)) == 5
    assert engine.rebuild([document("zz", "唯一")]) == 1


def test_a_search_answers_while_the_index_is_rebuilt(engine):
    during = []

    def documents():
        during.append(found(engine, "肾病"))
        yield document("zz", "唯一")

    engine.rebuild(documents())
    assert during == [["aa"]]


def test_versions_and_newest(engine):
    assert set(engine.versions()) == {"aa", "bb", "cc", "dd", "ee"}
    assert engine.newest() == (5, max(engine.versions().values()))
    engine.rebuild([])
    assert (engine.versions(), engine.newest()) == ({}, (0, 0))


def test_without_an_index_the_engine_is_down_and_nothing_creates_one_by_chance(unbuilt):
    for act in (
        lambda: found(unbuilt),
        unbuilt.newest,
        unbuilt.versions,
        lambda: unbuilt.index([document("aa")]),
        lambda: unbuilt.delete(["aa"]),
    ):
        with pytest.raises(EngineDown):
            act()


def test_an_index_of_another_mapping_is_never_read(engine):
    other = type(engine).__new__(type(engine))
    if isinstance(engine, ElasticEngine):
        other.__init__(NeedDocument, engine.url, engine.base.removesuffix("-needs"))
        other.read = other.read.replace(other.hash, "0" * 10)
    else:
        other.__init__(NeedDocument, engine.folder.parent)
        other.pointer = other.folder / "0000000000.current"
    with pytest.raises(EngineDown):
        found(other)


def test_two_readers_and_a_writer_see_one_index(engine):
    second = type(engine)(
        NeedDocument,
        *(
            (engine.folder.parent,)
            if isinstance(engine, TantivyEngine)
            else (engine.url, engine.base.removesuffix("-needs"))
        ),
    )
    assert len(found(second)) == 5
    engine.delete(["aa"])
    assert len(found(second)) == 4
    engine.rebuild([document("zz", "唯一")])
    assert found(second) == ["zz"]
