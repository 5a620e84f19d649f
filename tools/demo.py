"""`make demo`: everything a fresh machine needs, then web and worker in the foreground until Ctrl-C.

Only the standard library runs before the virtual environment stands. Each step leaves a stamp of what it was made from,
so a second start skips it and a half-finished one is repaired by starting again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[1]
STAMPS = ROOT / "var" / "stamps"
PYTHON = ROOT / ".venv" / "bin" / "python"
STARTED = time.monotonic()


def main() -> int:
    port = os.environ.get("PORT", "8000")
    lock = "requirements-test.lock" if "--test" in sys.argv else "requirements.lock"
    install(lock)
    if "--install-only" in sys.argv:
        return 0
    held = alone(ROOT / "var" / f"demo-{os.environ.get('EMBEDDED_POSTGRES', 'postgres')}.lock")
    require_free(int(port))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.demo", "PYTHONUNBUFFERED": "1"}
    environment.setdefault("BASE_URL", f"http://localhost:{port}")
    signal.signal(signal.SIGTERM, _interrupt)
    processes: dict[str, subprocess.Popen] = {}
    try:
        step("Preparing the database and the invented city", [PYTHON, "manage.py", "prepare_demo"], environment)
        return serve(port, environment, processes)
    except KeyboardInterrupt:
        say("Stopping.")
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


def install(lock: str) -> None:
    """The virtual environment from the hash-locked list, the front end from its lock, the message catalogues."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whatever python3 the machine has runs this file
        sys.exit("周急 needs Python 3.11 or newer.")
    if not PYTHON.exists():
        step("Creating the virtual environment", [sys.executable, "-m", "venv", ROOT / ".venv"])
    once(
        "python-test" if "test" in lock else "python",
        [ROOT / lock],
        "Installing the Python packages",
        [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock],
    )
    once(
        "npm",
        [ROOT / "package-lock.json"],
        "Installing the front-end packages",
        ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
    )
    once(
        "assets",
        sorted((ROOT / "site" / "assets").rglob("*")),
        "Building the front end",
        ["npm", "run", "--silent", "build"],
    )
    catalogues = [path for path in ROOT.rglob("*.po") if ".venv" not in path.parts and "node_modules" not in path.parts]
    once("messages", sorted(catalogues), "Compiling the message catalogues", [PYTHON, "tools/messages.py", "compile"])


def once(name: str, sources: list[Path], what: str, command: list) -> None:
    """Run a step when its sources changed since it last succeeded."""
    digest = hashlib.sha256()
    for path in sources:
        if path.is_file():
            digest.update(path.read_bytes())
    stamp = STAMPS / name
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    step(what, command)
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest())


def step(what: str, command: list, environment: dict[str, str] | None = None) -> None:
    say(what)
    result = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment)
    if result.returncode != 0:
        sys.exit(f"{what} failed. Mend what it says above and run the same command again: finished steps are kept.")


def say(text: str) -> None:
    print(f"[{time.monotonic() - STARTED:6.1f} s] {text}", flush=True)


def serve(port: str, environment: dict[str, str], processes: dict[str, subprocess.Popen]) -> int:
    """Web and worker with readable logs, until one of them stops or somebody presses Ctrl-C."""
    commands = {
        "web": [
            PYTHON,
            "-m",
            "gunicorn",
            "config.wsgi",
            "--chdir",
            "site",
            "--pythonpath",
            str(ROOT),
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "1",
            "--threads",
            "8",
            "--access-logfile",
            "-",
            "--access-logformat",
            "%(m)s %(U)s %(s)s %(L)ss",
        ],
        "worker": [PYTHON, "manage.py", "tick", "--forever"],
        "jobs": [PYTHON, "manage.py", "db_worker"],
    }
    for name, command in commands.items():
        processes[name] = _start(name, command, environment)
    say(f"周急 is at http://localhost:{port}/ – enter as any invented person at http://localhost:{port}/demo/")
    while all(process.poll() is None for process in processes.values()):
        time.sleep(0.3)
    stopped = next(name for name, process in processes.items() if process.poll() is not None)
    say(f"{stopped} stopped by itself; stopping the rest.")
    return 1


def _start(name: str, command: list, environment: dict[str, str]) -> subprocess.Popen:
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    threading.Thread(target=_echo, args=(name, process), daemon=True).start()
    return process


def _echo(name: str, process: subprocess.Popen) -> None:
    for line in process.stdout or ():
        print(f"{name:>6} | {line}", end="", flush=True)


def _stop(processes: dict[str, subprocess.Popen], environment: dict[str, str]) -> None:
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
