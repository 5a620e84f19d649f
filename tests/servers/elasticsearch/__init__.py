"""A real Elasticsearch for the tests: `missing()` says what a machine lacks, `started()` runs one node."""

from tests.servers.elasticsearch.install import missing
from tests.servers.elasticsearch.node import started

__all__ = ["missing", "started"]
