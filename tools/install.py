"""What the demo and the tests stand on: the virtual environment, the front end, the message catalogues.

Each step leaves a stamp of what it was made from, so that a second start skips it.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tools import logs
from tools.progress import Progress

ROOT = logs.ROOT
STAMPS = ROOT / "var" / "stamps"
PYTHON = ROOT / ".venv" / "bin" / "python"


class Part(NamedTuple):
    """A step of the installation: run again when its sources changed since it last succeeded."""

    name: str
    what: str
    usual: float  # seconds
    command: Sequence[str | Path]
    sources: list[Path]

    @property
    def digest(self) -> str:
        digest = hashlib.sha256()
        for path in self.sources:
            if path.is_file():
                digest.update(path.read_bytes())
        return digest.hexdigest()

    def stands(self) -> bool:
        """Nothing does without the virtual environment, whatever a stamp of a former one says."""
        stamp = STAMPS / self.name
        return PYTHON.exists() and (not self.sources or stamp.exists() and stamp.read_text() == self.digest)

    def note(self) -> None:
        STAMPS.mkdir(parents=True, exist_ok=True)
        (STAMPS / self.name).write_text(self.digest)


def missing(lock: str) -> list[Part]:
    """What is still to be done, in order."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whatever python3 the machine has runs this file
        sys.exit("周急 needs Python 3.11 or newer.")
    return [part for part in parts(lock) if not part.stands()]


def parts(lock: str) -> Iterator[Part]:
    yield Part("venv", "Creating the virtual environment", 6, [sys.executable, "-m", "venv", ROOT / ".venv"], [])
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        lock,
    ]
    kind = "python-test" if "test" in lock else "python"
    yield Part(kind, "Installing the Python packages", 25, pip, [ROOT / lock])
    npm = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    yield Part("npm", "Installing the front-end packages", 6, npm, [ROOT / "package-lock.json"])
    assets = sorted((ROOT / "site" / "assets").rglob("*"))
    yield Part("assets", "Building the front end", 2, ["npm", "run", "--silent", "build"], assets)
    catalogues = [path for path in ROOT.rglob("*.po") if ".venv" not in path.parts and "node_modules" not in path.parts]
    compile_all: list[str | Path] = [PYTHON, "tools/messages.py", "compile"]
    yield Part("messages", "Compiling the message catalogues", 2, compile_all, sorted(catalogues))


def install(wanted: list[Part], progress: Progress) -> None:
    with logs.begin("install") as log:
        for part in wanted:
            with progress.step(part.what):
                command = [str(word) for word in part.command]
                result = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
                if result.returncode != 0:
                    sys.exit(failed(part.what, "install"))
            part.note()


def failed(what: str, log: str) -> str:
    return f"\n{what} failed. {logs.end_of(log)}\nMend that and run the same command again: finished steps are kept."
