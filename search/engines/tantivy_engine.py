"""The embedded engine: a folder under `SEARCH_ROOT`, read by every process and written by one at a time.

needs/5fc1….current             the name of the generation that answers, for code with this mapping
needs/5fc1…-1764000000000000/   one generation: hash of the mapping, time of its making
needs/writer.lock               held while anybody writes or rebuilds
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy
from elasticsearch_dsl import Document
from tantivy import Occur, Order

from common.presence import present
from search.analysis import Term
from search.documents import hash_of, name_of, properties_of
from search.engines.base import DEEPEST, MOST_VALUES, RELEVANCE, EngineDown, Hit, Page, Request
from search.engines.generations import is_left_over, new_generation
from search.engines.locking import locked

HEAP = 15_000_000  # the least tantivy accepts for one thread; ample for a city
RANKED = 1_000  # hits that are put in a stable order among equals when sorting by relevance
STORED = ("slug", "version")


class TantivyEngine:
    def __init__(self, document: type[Document], root: Path) -> None:
        self.document, self.folder, self.hash = document, root / name_of(document), hash_of(document)
        self.pointer = self.folder / f"{self.hash}.current"
        self.fields = properties_of(document)
        self.schema = _schema(self.fields)
        self._opened: tuple[str, tantivy.Index] | None = None
        self._opening = threading.Lock()

    def search(self, request: Request) -> Page:
        if request.query.finds_nothing:
            return Page([], 0, {name: {} for name in request.facets})
        with _as_down():
            searcher = self._searcher()
            text, chosen = self._text(request), request.chosen
            query = _all([text, *(self._filter(name, values) for name, values in chosen.items())])
            total, hits = self._hits(searcher, query, request)
            return Page(hits, total, {name: self._facet(searcher, text, chosen, name) for name in request.facets})

    def index(self, documents: Iterable[Document]) -> None:
        with _as_down(), locked(self.folder / "writer.lock"), _writing(self._index()) as writer:
            for document in documents:
                writer.delete_documents_by_term("slug", document.slug)
                writer.add_document(self._row(document))

    def delete(self, slugs: Iterable[str]) -> None:
        with _as_down(), locked(self.folder / "writer.lock"), _writing(self._index()) as writer:
            for slug in slugs:
                writer.delete_documents_by_term("slug", slug)

    def rebuild(self, documents: Iterable[Document]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        with _as_down(), locked(self.folder / "writer.lock"):
            generation = new_generation(self.hash)
            (self.folder / generation).mkdir()
            count = 0
            with _writing(self._open(generation)) as writer:
                for document in documents:
                    writer.add_document(self._row(document))
                    count += 1
            self._point_to(generation)
            return count

    def newest(self) -> tuple[int, int]:
        with _as_down():
            searcher = self._searcher()
            found = searcher.aggregate(tantivy.Query.all_query(), {"newest": {"max": {"field": "version"}}})
            return searcher.num_docs, int(found["newest"]["value"] or 0)

    def versions(self) -> dict[str, int]:
        with _as_down():
            searcher = self._searcher()
            if not searcher.num_docs:
                return {}
            hits = searcher.search(tantivy.Query.all_query(), searcher.num_docs, count=False).hits
            rows = (searcher.doc(address) for _key, address in hits)
            return {present(row.get_first("slug")): present(row.get_first("version")) for row in rows}

    # Reading

    def _hits(self, searcher: tantivy.Searcher, query: tantivy.Query, request: Request) -> tuple[int, list[Hit]]:
        if request.sort == RELEVANCE:
            found = searcher.search(query, RANKED)
            ranked = [Hit(_slug(searcher, address), round(score, 4)) for score, address in found.hits]
            ranked.sort(key=lambda hit: (-(hit.score or 0), hit.slug))
            return _whole(found), ranked[request.offset : request.offset + request.size]
        if request.offset >= DEEPEST:
            return _whole(searcher.search(query, 1)), []
        found = searcher.search(
            query,
            request.size,
            order_by_field=self.document.sorts[request.sort],
            offset=request.offset,
            order=Order.Asc,
        )
        return _whole(found), [Hit(_slug(searcher, address)) for _key, address in found.hits]

    def _facet(self, searcher: tantivy.Searcher, text: tantivy.Query, chosen: dict[str, list[str]], name: str):
        query = _all([text, *(self._filter(other, chosen[other]) for other in chosen if other != name)])
        found = searcher.aggregate(query, {name: {"terms": {"field": name, "size": MOST_VALUES}}})
        return {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]}

    def _filter(self, name: str, values: list[str]) -> tantivy.Query:
        if name not in self.document.facets:
            raise KeyError(name)
        return tantivy.Query.term_set_query(self.schema, name, values)

    def _text(self, request: Request) -> tantivy.Query:
        if request.query.lists_all:
            return tantivy.Query.all_query()
        return _all([part for term in request.query.terms for part in self._term(term)])

    def _term(self, term: Term) -> Iterator[tantivy.Query]:
        for character in term.characters:
            yield tantivy.Query.term_query(self.schema, "characters", character)
        if term.phrase:
            anywhere = [
                tantivy.Query.boost_query(self._phrase(field, term.phrase), boost)
                for field, boost in self.document.text_fields.items()
            ]
            yield tantivy.Query.boolean_query([(Occur.Should, query) for query in anywhere])

    def _phrase(self, field: str, words: tuple[str, ...]) -> tantivy.Query:
        if len(words) == 1:
            return tantivy.Query.term_query(self.schema, field, words[0])
        return tantivy.Query.phrase_query(self.schema, field, list(words))

    # Generations

    def _searcher(self) -> tantivy.Searcher:
        index = self._index()
        index.reload()  # another process may have written; 0.1 ms
        return index.searcher()

    def _index(self) -> tantivy.Index:
        generation = self._current()
        with self._opening:
            if self._opened is None or self._opened[0] != generation:
                self._opened = (generation, self._open(generation))
            return self._opened[1]

    def _current(self) -> str:
        try:
            return self.pointer.read_text()
        except FileNotFoundError:
            raise EngineDown(f"There is no index {self.folder.name} of this mapping.") from None

    def _open(self, generation: str) -> tantivy.Index:
        index = tantivy.Index(self.schema, path=str(self.folder / generation), reuse=True)
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("spaces", spaces)
        index.config_reader("manual")
        return index

    def _point_to(self, generation: str) -> None:
        """One rename: a reader sees the old generation or the new one. What a reader has open stays readable."""
        former = self.pointer.read_text() if self.pointer.exists() else ""
        (self.folder / "next").write_text(generation)
        os.replace(self.folder / "next", self.pointer)
        for old in self.folder.iterdir():
            if old.is_dir() and old.name != former and is_left_over(old.name, generation):
                shutil.rmtree(old, ignore_errors=True)

    def _row(self, document: Document) -> tantivy.Document:
        row = tantivy.Document()
        for name, value in document.to_dict().items():
            ADD[self.fields[name]["type"]](row, name, value)
        return row


ADD: dict[str, Callable[[tantivy.Document, str, Any], None]] = {
    "keyword": tantivy.Document.add_text,
    "text": tantivy.Document.add_text,
    "date": tantivy.Document.add_date,
    "long": tantivy.Document.add_integer,
    "integer": tantivy.Document.add_integer,
}


def _schema(fields: dict[str, dict[str, str]]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name, options in fields.items():
        stored = name in STORED
        match options["type"]:
            case "keyword":
                builder.add_text_field(name, stored=stored, fast=True, tokenizer_name="raw", index_option="basic")
            case "text":
                option = "basic" if options.get("index_options") == "docs" else "position"
                builder.add_text_field(name, tokenizer_name="spaces", index_option=option)
            case "date":
                builder.add_date_field(name, indexed=True, fast=True)
            case _:
                builder.add_integer_field(name, stored=stored, indexed=True, fast=True)
    return builder.build()


def _whole(found: tantivy.SearchResult) -> int:
    return found.count  # type: ignore[attr-defined]  # the library's stub leaves the number of hits out


def _slug(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> str:
    return present(searcher.doc(address).get_first("slug"))


def _all(queries: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Must, query) for query in queries])


@contextmanager
def _writing(index: tantivy.Index) -> Iterator[tantivy.IndexWriter]:
    """Committed at the end of the block; after an error nothing of it is kept."""
    writer = index.writer(HEAP, 1)
    try:
        yield writer
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()


@contextmanager
def _as_down() -> Iterator[None]:
    """A damaged file or a full disk is an engine that is down; a wrong name is our own mistake and stays one."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise EngineDown(f"tantivy: {type(error).__name__}") from error
