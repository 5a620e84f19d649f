"""Elasticsearch, for what one machine cannot search. Core features only: what is tested is what runs.

zhouji-needs-5fc1…-1764000000000000                an index: hash of its mapping, time of its making
zhouji-needs-5fc1…-read, zhouji-needs-5fc1…-write  the aliases of this mapping, for searches and for writes
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError, helpers
from elasticsearch_dsl import Document, Q, Search

from search.analysis import Term
from search.documents import hash_of, name_of, properties_of
from search.engines.base import DEEPEST, MOST_VALUES, RELEVANCE, EngineDown, Hit, Page, Request
from search.engines.generations import is_left_over, new_generation

SEARCH_TIMEOUT = 2.0  # seconds; a visitor gets the database's answer rather than waiting longer
WRITE_TIMEOUT = 30.0


class ElasticEngine:
    def __init__(self, document: type[Document], url: str, prefix: str) -> None:
        self.document, self.url, self.hash = document, url, hash_of(document)
        self.base = f"{prefix}-{name_of(document)}"
        self.read, self.write = f"{self.base}-{self.hash}-read", f"{self.base}-{self.hash}-write"

    @cached_property
    def client(self) -> Elasticsearch:
        logging.getLogger("elastic_transport").setLevel(logging.WARNING)  # not a line for every search
        return Elasticsearch(self.url, request_timeout=SEARCH_TIMEOUT, max_retries=0, retry_on_timeout=False)

    def search(self, request: Request) -> Page:
        if request.query.finds_nothing:
            return Page([], 0, {name: {} for name in request.facets})
        with _as_down():
            answer = self.client.search(index=self.read, body=self._body(request))
            if answer["timed_out"] or answer["_shards"]["failed"]:
                raise EngineDown("A part of the index did not answer.")
            ranked = request.sort == RELEVANCE
            hits = [Hit(hit["_id"], round(hit["_score"], 4) if ranked else None) for hit in answer["hits"]["hits"]]
            return Page(hits, answer["hits"]["total"]["value"], _facets(answer, request))

    def index(self, documents: Iterable[Document]) -> None:
        self._bulk({"_op_type": "index", "_id": one.slug, "_source": one.to_dict()} for one in documents)

    def delete(self, slugs: Iterable[str]) -> None:
        self._bulk({"_op_type": "delete", "_id": slug} for slug in slugs)

    def rebuild(self, documents: Iterable[Document]) -> int:
        with _as_down():
            client = self.client.options(request_timeout=WRITE_TIMEOUT)
            name = f"{self.base}-{new_generation(self.hash)}"
            mapping = {"dynamic": "strict", "properties": properties_of(self.document)}
            settings = {"number_of_shards": 1, "max_result_window": DEEPEST}
            client.indices.create(index=name, mappings=mapping, settings=settings)
            rows = ({"_index": name, "_id": one.slug, "_source": one.to_dict()} for one in documents)
            count, _errors = helpers.bulk(client, rows)
            client.indices.refresh(index=name)
            self._point_to(client, name)
            return count

    def newest(self) -> tuple[int, int]:
        with _as_down():
            body = {"size": 0, "track_total_hits": True, "aggs": {"newest": {"max": {"field": "version"}}}}
            answer = self.client.search(index=self.read, body=body)
            return answer["hits"]["total"]["value"], int(answer["aggregations"]["newest"]["value"] or 0)

    def versions(self) -> dict[str, int]:
        with _as_down():
            client = self.client.options(request_timeout=WRITE_TIMEOUT)
            rows = helpers.scan(client, index=self.read, query={"_source": ["version"]}, size=2_000)
            return {row["_id"]: row["_source"]["version"] for row in rows}

    # Queries

    def _body(self, request: Request) -> dict[str, Any]:
        search = (
            Search()
            .query(self._text(request))
            .extra(from_=min(request.offset, DEEPEST), size=self._size(request), track_total_hits=True, _source=False)
        )
        chosen = {name: Q("terms", **{self._facet(name): values}) for name, values in request.chosen.items()}
        search = search.post_filter(_all(list(chosen.values())))
        for name in request.facets:
            others = [query for other, query in chosen.items() if other != name]
            under = search.aggs.bucket(name, "filter", filter=_all(others))
            under.bucket("values", "terms", field=self._facet(name), size=MOST_VALUES)
        order = ["_score", "slug"] if request.sort == RELEVANCE else [self.document.sorts[request.sort]]
        return search.sort(*order).to_dict()

    def _size(self, request: Request) -> int:
        return max(0, min(request.size, DEEPEST - request.offset))

    def _facet(self, name: str) -> str:
        if name not in self.document.facets:
            raise KeyError(name)
        return name

    def _text(self, request: Request):
        return _all([part for term in request.query.terms for part in self._term(term)])

    def _term(self, term: Term) -> Iterator[Any]:
        for character in term.characters:
            yield Q("term", characters=character)
        if term.phrase:
            words = " ".join(term.phrase)
            yield Q(
                "bool",
                minimum_should_match=1,
                should=[
                    Q("match_phrase", **{field: {"query": words, "boost": boost}})
                    for field, boost in self.document.text_fields.items()
                ],
            )

    # Writes

    def _bulk(self, actions: Iterable[dict[str, Any]]) -> None:
        with _as_down():
            client = self.client.options(request_timeout=WRITE_TIMEOUT)
            if not client.indices.exists_alias(name=self.write):  # a delete would not complain
                raise EngineDown(f"There is no index {self.base} of this mapping.")
            rows = ({**action, "_index": self.write, "require_alias": True} for action in actions)
            _count, errors = helpers.bulk(client, rows, refresh=True, raise_on_error=False)
            # What is gone already comes back with 404.
            failed = errors if isinstance(errors, list) else []  # a number only where statistics are asked for
            if wrong := [one for one in failed if one.get("delete", {}).get("status") != 404]:
                raise EngineDown(f"{len(wrong)} documents were refused.")

    def _point_to(self, client: Elasticsearch, name: str) -> None:
        """Both aliases in one step; then what they left is removed."""
        start = len(self.base) + 1
        there = client.indices.get(index=f"{self.base}-*", expand_wildcards="open")
        others = [one for one in there if is_left_over(one[start:], name[start:])]
        actions = [{"add": {"index": name, "alias": alias}} for alias in (self.read, self.write)]
        actions += [{"remove_index": {"index": other}} for other in others]
        client.indices.update_aliases(actions=actions)


def _facets(answer: Any, request: Request) -> dict[str, dict[str, int]]:
    found = answer.get("aggregations", {})
    return {name: {one["key"]: one["doc_count"] for one in found[name]["values"]["buckets"]} for name in request.facets}


def _all(queries: list[Any]):
    return Q("bool", must=queries) if queries else Q("match_all")


@contextmanager
def _as_down() -> Iterator[None]:
    """No server, no answer in time, no index: down. A query that the server does not understand is our own mistake."""
    try:
        yield
    except (TransportError, NotFoundError, helpers.BulkIndexError) as error:
        raise EngineDown(f"elasticsearch: {type(error).__name__}") from error
    except ApiError as error:
        if error.status_code == 429 or error.status_code >= 500:
            raise EngineDown(f"elasticsearch: {error.status_code}") from error
        raise
