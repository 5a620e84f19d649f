"""The files that tests of the architecture read."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = (
    "common",
    "optimiser",
    "organisations",
    "policy",
    "privacy",
    "needs",
    "publication",
    "programmes",
    "casework",
    "funds",
    "donations",
    "matching",
    "volunteering",
    "search",
)
"""Every package below the pages; a name of the plan that is not built yet is passed over."""
SITE = ("config", "workspace", "pages", "portal", "desk", "partners")


@cache
def domain_files() -> tuple[Path, ...]:
    return tuple(_files(ROOT / name for name in DOMAIN))


@cache
def production_files() -> tuple[Path, ...]:
    """What runs in a real office: neither tests nor the demo nor the benchmarks."""
    return (*domain_files(), *_files(ROOT / "site" / name for name in SITE))


def module_name(path: Path) -> str:
    """`site/desk/views/cases.py` → `desk.views.cases`, as Python imports it."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts[1:] if parts[0] == "site" else parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _files(folders: Iterator[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_dir():
            yield from (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)
