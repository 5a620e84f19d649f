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
        return _tantivy(document, str(getattr(settings, "SEARCH_ROOT", "var/search")))
    if name == "elasticsearch":
        url = getattr(settings, "ELASTICSEARCH_URL", "http://127.0.0.1:9200")
        return _elastic(document, url, getattr(settings, "SEARCH_PREFIX", "zhouji"))
    raise ValueError(f"SEARCH_ENGINE is tantivy, elasticsearch or database, not {name!r}.")


# The libraries are imported here since each installation uses one of them.
@lru_cache(maxsize=16)
def _tantivy(document: type[Document], root: str) -> Engine:
    from search.engines.tantivy_engine import TantivyEngine

    return TantivyEngine(document, Path(root))


@lru_cache(maxsize=16)
def _elastic(document: type[Document], url: str, prefix: str) -> Engine:
    from search.engines.elastic import ElasticEngine

    return ElasticEngine(document, url, prefix)
