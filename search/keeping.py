"""Keeping the index in step with the database: news at once, the rest by comparison.

The database is the truth and every step reads it anew, so that each may run twice, late, or not at all: the next
comparison finds what is missing. No step runs inside a transaction, since an engine may be a server elsewhere.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from elasticsearch_dsl import Document

from search.documents import EPOCH, NeedDocument, documents_of
from search.engines import engine_for
from search.engines.base import EngineDown

WRITERS_LOCK = 0x5EA2
BATCH = 500


def rebuild(document: type[Document]) -> int:
    """A whole new index while the old one answers; the number of documents. 0 where the database is asked anyway."""
    engine = engine_for(document)
    if engine is None:
        return 0
    with _one_writer():
        return engine.rebuild(documents_of(document, document.rows()))


def sync(document: type[Document], slugs: Iterable[str]) -> None:
    """What these rows are now, the index says afterwards: there if public, gone if not."""
    engine, slugs = engine_for(document), list(dict.fromkeys(slugs))
    if engine is None or not slugs:
        return
    with _one_writer():
        for start in range(0, len(slugs), BATCH):
            batch = slugs[start : start + BATCH]
            public = [document.of(row) for row in document.rows().filter(slug__in=batch)]
            if public:
                engine.index(public)
            there = {one.slug for one in public}
            if gone := [slug for slug in batch if slug not in there]:
                engine.delete(gone)


def repair(document: type[Document], *, thorough: bool = False) -> int:
    """Find what the news did not bring and set it right; the number of rows that were.

    Cheap: needs changed since the newest in the index, and the number of all. Only when that number differs, or on
    demand, is everything compared. An index that is missing is built.
    """
    engine = engine_for(document)
    if engine is None:
        return 0
    try:
        count, newest = engine.newest()
    except EngineDown:
        return rebuild(document)
    drifted = _changed_since(document, newest) if document is NeedDocument and not thorough else set()
    if not drifted and (thorough or count != document.rows().count()):
        drifted = _difference(document, engine.versions())
    sync(document, sorted(drifted))
    return len(drifted)


def _changed_since(document: type[Document], newest: int) -> set[str]:
    """Rows above the highest version in the index. Older ones are there, or the thorough comparison finds them."""
    since = EPOCH + timedelta(microseconds=newest)
    return set(document.rows().filter(updated_at__gt=since).values_list("slug", flat=True))


def _difference(document: type[Document], indexed: dict[str, int]) -> set[str]:
    """Missing, of another version, or no longer public."""
    truth = {row.slug: document.version_of(row) for row in document.rows().iterator(chunk_size=2_000)}
    return {slug for slug in truth.keys() | indexed.keys() if truth.get(slug) != indexed.get(slug)}


@contextmanager
def _one_writer() -> Iterator[None]:
    """Reading a row and writing its document must not interleave with another's: the older picture could win."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [WRITERS_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [WRITERS_LOCK])
