"""Where the demo's programs write: one file each under `var/log/`, that of the run before kept as `….1`."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "log"
SHOWN = 15  # lines


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.log"


def begin(name: str) -> TextIO:
    """A new log for this run. Programs write into it themselves, so it is not buffered here."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        path.replace(path.with_suffix(".log.1"))
    return path.open("w", encoding="utf-8", buffering=1)


def end_of(name: str) -> str:
    """The last lines with the path that has them all: what to read when something failed."""
    path = path_of(name)
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    shown = "\n".join(f"  {line}" for line in lines[-SHOWN:])
    return f"The end of {path.relative_to(ROOT)}:\n\n{shown}\n"
