"""`make demo`: everything a fresh machine needs, then web and worker in the foreground until Ctrl-C.

Only the standard library runs before the virtual environment stands. A second start skips what stands, and a
half-finished one is repaired by starting again. The screen shows one line a step; what the programs say is in `var/log/`.
"""

from __future__ import annotations

import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, TextIO

from tools import logs
from tools.install import PYTHON, ROOT, STAMPS, failed, install, missing
from tools.progress import Progress, in_words

# Usual seconds of the steps of `prepare_demo`: on an empty database, and where the city stands.
FIRST = {
    "Schema": 50.0,
    "Administrative divisions": 6.0,
    "Static files": 2.0,
    "Pages": 3.0,
    "The invented city": 55.0,
    "Search index": 1.0,
}
AGAIN = {"Schema": 4.0, "Administrative divisions": 0.5, "Static files": 1.0, "Pages": 1.0, "Search index": 1.0}
CITY_STANDS = STAMPS / "city"  # only for the estimate: the database itself knows what it holds
STEP = re.compile(r"\[\d+/\d+\] (.+)")
PART = re.compile(r"  (\d+)/(\d+) ")
Processes = dict[str, subprocess.Popen[Any]]


def main() -> int:
    port = os.environ.get("PORT", "8000")
    only = "--install-only" in sys.argv
    wanted = missing("requirements-test.lock" if "--test" in sys.argv else "requirements.lock")
    usual = {} if only else AGAIN if CITY_STANDS.exists() else FIRST
    progress = Progress({**{part.what: part.usual for part in wanted}, **usual})
    if not only:
        print(f"周急 starts: {in_words(progress.whole)}. What the programs say goes to var/log/.", flush=True)
    install(wanted, progress)
    return 0 if only else run(port, progress)


def run(port: str, progress: Progress) -> int:
    held = alone(ROOT / "var" / f"demo-{os.environ.get('EMBEDDED_POSTGRES', 'postgres')}.lock")
    require_free(int(port))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.demo", "PYTHONUNBUFFERED": "1"}
    environment.setdefault("BASE_URL", f"http://localhost:{port}")
    signal.signal(signal.SIGTERM, _interrupt)
    processes: Processes = {}
    try:
        prepare(environment, processes, progress)
        return serve(port, environment, processes)
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        return 0
    finally:
        # make passes the signal on, so it may come twice: the second must not cut the stopping short
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        _stop(processes, environment)
        held.close()


def alone(lock: Path) -> TextIO:
    """Held until it is closed or this process ends. A second demo of this folder would stop the first one's database."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    held = lock.open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit("周急 already runs from this folder. Stop it there with Ctrl-C, then start again.")
    return held


def require_free(port: int) -> None:
    """Said before anything is prepared, not after minutes."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is taken by another program. PORT={port + 1} make demo uses another one.")


def _interrupt(*_signal: object) -> None:
    raise KeyboardInterrupt


def prepare(environment: dict[str, str], processes: Processes, progress: Progress) -> None:
    """`manage.py prepare_demo`, whose lines say which step it is at; a step lasts until the next one begins."""
    with logs.begin("prepare") as log:
        command = [str(PYTHON), "manage.py", "prepare_demo"]
        processes["prepare"] = process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
        )
        line = _next(process, log)
        while line and (begun := STEP.match(line)):
            with progress.step(begun[1]) as step:
                while (line := _next(process, log)) and not STEP.match(line):
                    if part := PART.match(line):
                        step.told(int(part[1]), int(part[2]))
                if not line and process.wait() != 0:
                    sys.exit(failed(begun[1], "prepare"))
        if process.wait() != 0:
            sys.exit(failed("Preparing the database", "prepare"))
    del processes["prepare"]
    STAMPS.mkdir(parents=True, exist_ok=True)
    CITY_STANDS.touch()


def _next(process: subprocess.Popen[str], log: TextIO) -> str:
    """The next line, kept in the log too; empty at the end."""
    line = process.stdout.readline() if process.stdout else ""
    log.write(line)
    return line


def serve(port: str, environment: dict[str, str], processes: Processes) -> int:
    """Web and worker, until one of them stops or somebody presses Ctrl-C."""
    place = ["--chdir", "site", "--pythonpath", str(ROOT), "--bind", f"127.0.0.1:{port}"]
    access = ["--access-logfile", "-", "--access-logformat", "%(m)s %(U)s %(s)s %(L)ss"]
    commands = {
        "web": ["-m", "gunicorn", "config.wsgi", *place, "--workers", "1", "--threads", "8", *access],
        "worker": ["manage.py", "tick", "--forever"],
        "jobs": ["manage.py", "db_worker"],
    }
    for name, command in commands.items():
        processes[name] = _start(name, command, environment)
    print(f"\n周急 is at http://localhost:{port}/ – enter as any invented person at http://localhost:{port}/demo/")
    print("Ctrl-C stops it.", flush=True)
    while all(process.poll() is None for process in processes.values()):
        time.sleep(0.3)
    stopped = next(name for name, process in processes.items() if process.poll() is not None)
    print(f"{stopped} stopped by itself; stopping the rest. {logs.end_of(stopped)}", flush=True)
    return 1


def _start(name: str, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with logs.begin(name) as log:
        return subprocess.Popen(
            [str(PYTHON), *command],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _stop(processes: Processes, environment: dict[str, str]) -> None:
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    for process in processes.values():
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    if not environment.get("DATABASE_URL"):
        subprocess.run(
            [str(PYTHON), "-c", "from config import embedded; embedded.stop()"], cwd=ROOT / "site", env=environment
        )


if __name__ == "__main__":
    sys.exit(main())
