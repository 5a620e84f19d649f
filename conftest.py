"""What every test stands on: the embedded PostgreSQL, a copied database per run, and no silent skips."""

import gc
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from config import embedded
from tests import browser, databases, services

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LONGEST = Path(__file__).parent / "tests" / "privacy" / "test_access_matrix.py"
_TRUNCATES = (
    "pytest-django would empty the tables with TRUNCATE, which the append-only tables refuse:"
    " use the fresh_db marker or fixture, or fresh_server, instead."
)


@pytest.fixture(scope="session")
def database_template(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> str:
    """The migrated template of this tree; `--create-db` builds it anew. The server stays up for the next run."""
    embedded.start_if_needed()
    with django_db_blocker.unblock():
        return databases.prepare_template(rebuild=request.config.getvalue("create_db"))


@pytest.fixture(scope="session")
def django_db_setup(database_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Replaces pytest-django's own: one copy of the template for this process."""
    copy = ExitStack()
    with django_db_blocker.unblock():
        copy.enter_context(databases.copy_of(database_template, databases.run_name()))
    yield
    with django_db_blocker.unblock():
        copy.close()


@pytest.fixture
def fresh_db(database_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """One test's own database, with real commits; the tool for races between connections."""
    with django_db_blocker.unblock(), databases.copy_of(database_template, databases.fresh_name()) as name:
        yield name


@pytest.fixture(scope="module")
def fresh_db_module(database_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The same for a whole module, whose tests then build on each other's rows."""
    with django_db_blocker.unblock(), databases.copy_of(database_template, databases.fresh_name()) as name:
        yield name


@pytest.fixture
def fresh_server(fresh_db: str) -> Iterator[LiveServer]:
    """The site served from a fresh database, for browsers and real HTTP clients: `fresh_server.url`."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def _chromium_of_the_module() -> Iterator["Browser"]:
    with browser.started() as chromium:
        yield chromium


@pytest.fixture
def chromium(_chromium_of_the_module: "Browser") -> Iterator["Browser"]:
    """A real browser without a window open, and without any left open by the test before."""
    yield _chromium_of_the_module
    for context in _chromium_of_the_module.contexts:
        context.close()


@pytest.fixture(autouse=True)
def _fresh_db_marker(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("fresh_db"):
        request.getfixturevalue("fresh_db")


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request to `/en/` leaves English on in this thread; the next test starts from the default again."""
    yield
    translation.deactivate()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two workers take the modules in this order; it is pytest-django's order turned round.

    The longest one comes first, and builds the template if this tree has none; meanwhile the other worker runs what
    needs no database. Long modules come before short ones, so that both workers end together.
    """
    modules: dict[Path, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    items[:] = [item for path in sorted(modules, key=lambda path: _turn(modules[path])) for item in modules[path]]


def _turn(module: list[pytest.Item]) -> int:
    marks = {mark.name for item in module for mark in item.iter_markers()}
    fixtures = {name for item in module for name in getattr(item, "fixturenames", ())}
    if module[0].path == LONGEST:
        return 0
    if "database_template" not in fixtures and not marks & {"django_db", "fresh_db"}:
        return 1
    return 2 if marks & {"slow", "browser"} else 3


def pytest_collection_finish() -> None:
    """What Django and Wagtail loaded stays for good: the collector need not walk it again in every test."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    if fixtures & {"transactional_db", "live_server"} or (marker and marker.kwargs.get("transaction")):
        pytest.fail(_TRUNCATES, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    services.refuse_silent_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    report = yield
    services.refuse_silent_skip(report)
    return report
