"""Public search, for pages and the API.

    found = search_needs("助学", filters={"county": ["990121000000"]}, sort="urgent", page=1)
    for one in found.hits: one.row.title, one.highlights["title"]      # places in the original text
    if found.degraded: show NOTICE

A hit is never an authorisation: every one is read again through the rows that anybody may see. Without a trustworthy
index the database answers, and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from elasticsearch_dsl import Document

from search import analysis, plain
from search.documents import NeedDocument, ProgrammeDocument
from search.engines import engine_for
from search.engines.base import RELEVANCE, Engine, EngineDown, Page, Request
from search.events import NEED_TOPICS, PROGRAMME_TOPICS
from search.health import breaker, is_stale

NOTICE = _("搜索服务暂时不可用，以下结果由数据库直接查出：内容完整，只是可能慢一些。")
MOST_NARROWED = 2_000  # addresses that are handed to the database in one condition


@dataclass(frozen=True)
class Found:
    """A row as it is now; `highlights` are places in its texts."""

    row: Any
    score: float | None
    highlights: Mapping[str, list[tuple[int, int]]]


@dataclass(frozen=True)
class Results:
    hits: list[Found]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    page: int
    size: int
    degraded: bool

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True)
class Narrowed:
    rows: QuerySet
    degraded: bool


def search_needs(
    q: str = "", filters: Mapping[str, Sequence[str]] | None = None, sort: str = "urgent", page: int = 1, size: int = 10
) -> Results:
    """Filters and facets: category, county, gap_band, urgency, state. Sorts: urgent, nearly, newest, relevance."""
    return _search(NeedDocument, q, filters, sort, page, size)


def search_programmes(
    q: str = "", filters: Mapping[str, Sequence[str]] | None = None, sort: str = "name", page: int = 1, size: int = 10
) -> Results:
    """Filters and facets: form, region, state. Sorts: name, relevance."""
    return _search(ProgrammeDocument, q, filters, sort, page, size)


def narrowed(needs: QuerySet, q: str) -> Narrowed:
    """Those of the given public needs that contain every word of `q`, for pages that filter, sort and count themselves.

    A word that very many needs contain is asked of the database, which is then as quick.
    """
    query = analysis.parsed(q)
    if query.lists_all or query.finds_nothing:
        return Narrowed(plain.containing(needs, query), degraded=False)
    request = Request(query, sort="urgent", size=MOST_NARROWED)
    page, degraded = _asked(NeedDocument, request)
    if page is None or page.total > MOST_NARROWED:
        return Narrowed(plain.containing(needs, query), degraded)
    return Narrowed(needs.filter(slug__in=[hit.slug for hit in page.hits]), degraded)


def is_degraded() -> bool:
    """Would a search be answered by the database against its wish?"""
    return _asked(NeedDocument, Request(analysis.Query((), lists_all=True), sort="urgent", size=1))[1]


def _search(
    document: type[Document], q: str, filters: Mapping[str, Sequence[str]] | None, sort: str, page: int, size: int
) -> Results:
    _check(document, filters or {}, sort)
    query = analysis.parsed(q)
    request = Request(query, filters or {}, sort, max(page, 1), size, facets=document.facets)
    answer, degraded = _asked(document, request)
    if answer is None:
        answer = plain.search(document, request)
    hits = _read_again(document, answer, query)
    vanished = len(answer.hits) - len(hits)
    return Results(hits, answer.total - vanished, answer.facets, request.page, size, degraded)


def _check(document: type[Document], filters: Mapping[str, Sequence[str]], sort: str) -> None:
    """Views choose from fixed lists; anything else is a mistake in our own code, whichever engine answers."""
    if unknown := set(filters) - set(document.facets):
        raise ValueError(f"There is no filter {', '.join(sorted(unknown))}.")
    if sort != RELEVANCE and sort not in document.sorts:
        raise ValueError(f"There is no sort {sort!r}.")


def _asked(document: type[Document], request: Request) -> tuple[Page | None, bool]:
    """The engine's answer and whether we do without it against our wish."""
    engine = engine_for(document)
    if engine is None:
        return None, False
    try:
        return breaker.call(lambda: _fresh(engine, document, request)), False
    except EngineDown:
        return None, True


def _fresh(engine: Engine, document: type[Document], request: Request) -> Page:
    if is_stale(NEED_TOPICS if document is NeedDocument else PROGRAMME_TOPICS):
        raise EngineDown("News has been waiting for too long.")
    return engine.search(request)


def _read_again(document: type[Document], page: Page, query: analysis.Query) -> list[Found]:
    rows: dict[str, Model] = {row.slug: row for row in document.rows().filter(slug__in=[hit.slug for hit in page.hits])}
    return [
        Found(rows[hit.slug], hit.score, _highlights(document, rows[hit.slug], query))
        for hit in page.hits
        if hit.slug in rows
    ]


def _highlights(document: type[Document], row: Any, query: analysis.Query) -> dict[str, list[tuple[int, int]]]:
    return {name: analysis.highlights(str(getattr(row, name)), query) for name in document.shown}
