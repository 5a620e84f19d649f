"""The ground under the tests: databases appear and go, and nothing is skipped in silence."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import databases
from tests.services import needs_service

ROOT = Path(__file__).resolve().parents[2]
DEAD_PID = 2**22 + 1  # above Linux's highest process id


def _names_its_database(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        return HttpResponse(cursor.fetchone()[0])


urlpatterns = [path("", _names_its_database)]


def _table_in_another_thread() -> None:
    def create() -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE seen_by_all (name text)")
        connection.close()

    thread = threading.Thread(target=create)
    thread.start()
    thread.join()


def _tables() -> list[str]:
    return connection.introspection.table_names()


def test_a_fresh_database_shows_one_connections_commits_to_another(fresh_db: str) -> None:
    _table_in_another_thread()
    assert connection.settings_dict["NAME"] == fresh_db
    assert "seen_by_all" in _tables()


@pytest.mark.fresh_db
def test_the_next_fresh_database_knows_nothing_of_the_one_before() -> None:
    assert "seen_by_all" not in _tables()


@pytest.mark.django_db
def test_an_ordinary_test_runs_in_its_processs_database() -> None:
    assert connection.settings_dict["NAME"] == databases.run_name()
    assert "django_migrations" in _tables()


def test_a_server_reads_what_a_test_has_committed(fresh_server: LiveServer, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    with urlopen(fresh_server.url) as answer:
        assert answer.read().decode() == connection.settings_dict["NAME"] != databases.run_name()


def test_databases_of_dead_processes_are_dropped_and_ours_stay(database_template: str, fresh_db: str) -> None:
    leftover = f"test_zhouji_{DEAD_PID}_gw0"
    with databases._server() as cursor:
        databases._create(cursor, leftover)
        assert leftover in databases._names(cursor)
        assert databases.prepare_template() == database_template
        names = databases._names(cursor)
    assert leftover not in names
    assert fresh_db in names


def test_a_workers_database_is_named_after_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    assert databases.run_name() == f"test_zhouji_{os.getpid()}_gw1"


def test_a_changed_migration_asks_for_another_template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = databases.fingerprint()
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_initial.py").write_text("operations = []")
    monkeypatch.setattr(apps.get_app_config("regions"), "path", str(tmp_path))
    assert databases.fingerprint() != before


def test_a_missing_service_skips_on_a_laptop_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Elasticsearch: no Java here"):
        needs_service("Elasticsearch", False, "no Java here")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CI must have Elasticsearch: no Java here"):
        needs_service("Elasticsearch", False, "no Java here")
    needs_service("Elasticsearch", True, "")


def test_in_ci_every_skip_fails_and_so_does_a_test_that_would_truncate(tmp_path: Path) -> None:
    (tmp_path / "test_inner.py").write_text(
        "import pytest\n"
        "@pytest.mark.skip(reason='tired')\n"
        "def test_skipped(): pass\n"
        "@pytest.mark.xfail(raises=ZeroDivisionError)\n"
        "def test_known_fault(): 1 / 0\n"
        "@pytest.mark.django_db(transaction=True)\n"
        "def test_truncates(): pass\n"
    )
    run = [sys.executable, "-m", "pytest", "-q", "-p", "conftest", "-c", str(ROOT / "pyproject.toml"), str(tmp_path)]
    result = subprocess.run(run, check=False, cwd=ROOT, env=os.environ | {"CI": "true"}, capture_output=True, text=True)
    assert "nothing may be skipped: Skipped: tired" in result.stdout
    assert "use the fresh_db marker" in result.stdout
    assert "1 xfailed, 2 errors" in result.stdout
