"""Databases for tests: migrated once into a template, then copied in a fraction of a second.

The template is named after everything that shapes it, so a changed migration makes a new one and an unchanged tree
never migrates again. Copies carry the process id of their run; what a killed run left behind goes at the next start.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader

from common.migrating import migrate

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES_KEPT = 10  # the newest ones, 15 MB each: several people's runs and half-written migrations alternate
MOVED = "The migrations changed on disk while this run was reading them: run the tests again."
_LEFTOVER = re.compile(r"^test_zhouji_(\d+)(_.*)?$")
_serial = count(1)


@cache
def template_name() -> str:
    """This process's template, as the tree was when it first asked: a later edit is for the next run."""
    return f"template_zhouji_{fingerprint()}"


def fingerprint() -> str:
    """A hash over the models' tables and every migration file of every installed app, our own or not."""
    digest = hashlib.sha256(connection.settings_dict["ENGINE"].encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        tables = sorted(model._meta.db_table for model in app.get_models())
        digest.update(f"{app.label}:{tables}\n".encode())
        for file in sorted((Path(app.path) / "migrations").rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def run_name() -> str:
    """This process's database: `test_zhouji_<pid>`, with xdist `test_zhouji_<pid>_gw0`."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    return f"test_zhouji_{os.getpid()}" + (f"_{worker}" if worker else "")


def prepare_template(*, rebuild: bool = False) -> str:
    """The migrated template's name; builds it first if this tree has none yet."""
    name = template_name()
    with _lock(), _server() as cursor:
        _drop_leftovers(cursor)
        known = _names(cursor)
        if rebuild and name in known:
            _drop(cursor, name)
        if rebuild or name not in known:
            _build(cursor, name)
            _drop_old_templates(cursor, keep=name)
    return name


@contextmanager
def copy_of(template: str, name: str) -> Iterator[str]:
    """A copy of the template that Django's `default` connection uses inside the block, new threads included."""
    with _lock(), _server() as cursor:
        _create(cursor, name, template=template)
    try:
        with _default_points_at(name):
            yield name
    finally:
        with _server() as cursor:
            _drop(cursor, name)


def fresh_name() -> str:
    """A name for one test's own database; it begins like the run's, so it is cleared away like the run's."""
    return f"{run_name()}_fresh{next(_serial)}"


@contextmanager
def _default_points_at(name: str) -> Iterator[None]:
    # All threads' connections share this one dictionary: a thread that connects later finds the same database.
    settings: dict[str, Any] = connections.databases["default"]
    before = settings["NAME"]
    connection.close()
    settings["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        settings["NAME"] = before


def _build(cursor: CursorWrapper, name: str) -> None:
    """Migrate under another name and rename at the end: a killed build never passes for a template."""
    MigrationLoader(None)  # imports every migration, so that what runs is what the name was taken from
    if not name.endswith(fingerprint()):
        raise RuntimeError(MOVED)
    draft = f"{name}_draft"
    _drop(cursor, draft)
    _create(cursor, draft)
    with _default_points_at(draft):
        migrate()
    cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


def _create(cursor: CursorWrapper, name: str, *, template: str = "template0") -> None:
    # copied as files: through the write-ahead log, the server's default, it takes half as long again
    cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\' STRATEGY FILE_COPY')


def _drop(cursor: CursorWrapper, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _drop_leftovers(cursor: CursorWrapper) -> None:
    """Databases of processes that are gone; one in use stays, it may belong to another machine's run."""
    for name in _names(cursor, unused=True):
        match = _LEFTOVER.match(name)
        if match and not _alive(int(match[1])):
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's process, so it exists
        return True
    return True


def _drop_old_templates(cursor: CursorWrapper, *, keep: str) -> None:
    templates = [name for name in _names(cursor, unused=True) if name.startswith("template_zhouji_") and name != keep]
    for name in templates[: -(TEMPLATES_KEPT - 1)]:
        _drop(cursor, name)


def _names(cursor: CursorWrapper, *, unused: bool = False) -> list[str]:
    """Databases of the server, oldest first."""
    cursor.execute(
        "SELECT datname FROM pg_database d WHERE NOT %s"
        " OR NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid) ORDER BY d.oid",
        [unused],
    )
    return [name for (name,) in cursor.fetchall()]


@contextmanager
def _server() -> Iterator[CursorWrapper]:
    """A cursor beside every database of ours, where databases themselves can be created and dropped."""
    with connection._nodb_cursor() as cursor:
        yield cursor


@contextmanager
def _lock() -> Iterator[None]:
    # On one server only one run may build a template, and none may drop what another is about to copy.
    (ROOT / "var").mkdir(exist_ok=True)
    server = hashlib.sha256(f"{connection.settings_dict['HOST']}:{connection.settings_dict['PORT']}".encode())
    with open(ROOT / "var" / f".test-template-{server.hexdigest()[:8]}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
