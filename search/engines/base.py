"""What every engine does, for one index. Both engines pass `tests/search/test_contract.py`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from elasticsearch_dsl import Document

from search.analysis import Query

RELEVANCE = "relevance"
DEEPEST = 10_000  # hits that can be paged through; nobody reads that far, and both engines must hold them in memory
MOST_VALUES = 4_000  # of a facet; China has some 3,000 counties


class EngineDown(Exception):
    """The engine cannot answer now: no index, an index of another mapping, no server. The database answers instead."""


@dataclass(frozen=True)
class Request:
    """`sort` names one of the document's sorts, or relevance. Values of one filter are alternatives."""

    query: Query = field(default_factory=Query)
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = RELEVANCE
    page: int = 1
    size: int = 10
    facets: Sequence[str] = ()

    @property
    def offset(self) -> int:
        return (max(self.page, 1) - 1) * self.size

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The filters that filter; an unknown name is a mistake in our own code and raises in the engine."""
        return {name: list(values) for name, values in self.filters.items() if values}


@dataclass(frozen=True)
class Hit:
    """Where to read the row. `score` is only there when the order is by relevance."""

    slug: str
    score: float | None = None


@dataclass(frozen=True)
class Page:
    """`facets[name][value]` is how many there would be with only this value chosen, all other facets as they are."""

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


class Engine(Protocol):
    """Writes are seen by the next search, in every process. All but the constructor may raise `EngineDown`."""

    document: type[Document]

    def search(self, request: Request) -> Page: ...

    def index(self, documents: Iterable[Document]) -> None:
        """Put in or replace, by slug."""

    def delete(self, slugs: Iterable[str]) -> None:
        """What is not there is gone already."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """A new index beside the old one, which answers until the new one is whole; the number of documents."""

    def newest(self) -> tuple[int, int]:
        """How many documents, and the highest version among them."""

    def versions(self) -> dict[str, int]:
        """Of every document: for the comparison with the database."""
