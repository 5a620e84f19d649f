"""One real Elasticsearch for the run, started when the first test asks for it; folders that go with the test."""

from collections.abc import Iterator

import pytest

from search.health import breaker
from tests.servers import elasticsearch
from tests.services import needs_service


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    lacking = elasticsearch.missing()
    needs_service("Elasticsearch", not lacking, lacking)
    with elasticsearch.started() as url:
        yield url


@pytest.fixture(autouse=True)
def _engine_not_in_disgrace() -> Iterator[None]:
    """The breaker belongs to the process: a failure in one test must not be felt in the next."""
    breaker.reset()
    yield
    breaker.reset()
