"""One interface, two engines: `tantivy` on one machine, `elasticsearch` at scale. `database` means neither."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from elasticsearch_dsl import Document

from search.engines.base import Engine


def engine_name() -> str:
    return getattr(settings, "SEARCH_ENGINE", "tantivy")


def engine_for(document: type[Document]) -> Engine | None:
    """None when the database is asked on purpose. Nothing is opened and nobody is called before the first use."""
    name = engine_name()
    if name == "database":
        return None
    if name == "tantivy":
        place = str(getattr(settings, "SEARCH_ROOT", "var/search"))
    elif name == "elasticsearch":
        place = getattr(settings, "ELASTICSEARCH_URL", "http://127.0.0.1:9200")
    else:
        raise ValueError(f"SEARCH_ENGINE is tantivy, elasticsearch or database, not {name!r}.")
    # `Document` comes untyped, and mypy does not take a `type[Any]` for hashable
    return _opened(document, name, place, getattr(settings, "SEARCH_PREFIX", "zhouji"))  # type: ignore[arg-type]


@lru_cache(maxsize=16)
def _opened(document: type[Document], name: str, place: str, prefix: str) -> Engine:
    """The libraries are imported here since each installation uses one of them."""
    if name == "tantivy":
        from search.engines.tantivy_engine import TantivyEngine

        return TantivyEngine(document, Path(place))
    from search.engines.elastic import ElasticEngine

    return ElasticEngine(document, place, prefix)
