"""The layout that the code relies on, and what never enters the repository."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("common", "organisations", "needs", "programmes", "funds", "donations", "matching", "search", "site")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""  # pictures and fonts


def test_site_is_a_folder_and_never_a_package():
    """With site/__init__.py our folder would shadow the standard library's `site` (design §2)."""
    assert (ROOT / "site" / "config").is_dir()
    assert not (ROOT / "site" / "__init__.py").exists()
    code = "import site, sys; print(site.__file__)"
    where = subprocess.run(
        [sys.executable, "-X", "frozen_modules=off", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert not where.startswith(str(ROOT / "site"))


def test_no_ignore_line_hides_the_sites_sources():
    files = [
        path
        for path in (ROOT / "site").rglob("*")
        if path.suffix in (".py", ".html", ".css", ".mjs", ".po")
        and "static" not in path.relative_to(ROOT / "site").parts[:1]
    ]
    names = "\0".join(str(path.relative_to(ROOT)) for path in files)
    hidden = subprocess.run(
        ["git", "check-ignore", "-z", "--no-index", "--stdin"], cwd=ROOT, input=names, capture_output=True, text=True
    ).stdout
    assert len(files) > 100
    assert hidden == ""


def test_imports_run_one_way():
    """The contracts of pyproject.toml, also for imports inside functions."""
    tool = Path(sys.executable).with_name("lint-imports")
    path = f"{ROOT}:{ROOT / 'site'}"
    answer = subprocess.run(
        [tool, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin", "HOME": str(ROOT / "var")},
    )
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-2000:]
    kept = re.search(r"Contracts: (\d+) kept, (\d+) broken", answer.stdout)
    assert kept and int(kept[1]) >= 6 and kept[2] == "0"


def test_nobody_listens_to_post_save():
    """News travels by the outbox; a receiver would act before the commit and unseen."""
    pattern = re.compile(r"\b(post_save|post_delete|m2m_changed)\b|signals\.pre_|@receiver\b")
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PACKAGES and pattern.search(text_of(path))
    ]
    assert found == []


def test_no_receiver_of_ours_is_connected_either():
    from django.db.models import signals

    names = [
        getattr(ref() if callable(ref) else ref, "__module__", "") or ""
        for signal in (signals.post_save, signals.pre_save, signals.post_delete)
        for (_key, ref, *_rest) in signal.receivers
    ]
    assert [name for name in names if name.split(".")[0] in (*PACKAGES, "pages", "portal", "desk", "partners")] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_locks_name_no_host(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert text.count("--hash=sha256:") > 50
    assert re.findall(r"https?:|--index|--extra|--find-links|\bgit\+|\bfile:|@ ", text) == []


def test_the_lock_of_the_front_end_carries_no_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert len(lock["packages"]) > 5
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
    assert not (ROOT / "uv.lock").exists()


def test_no_tracked_file_knows_the_machine_it_was_written_on():
    """No home folder, no work folder, no mirror; the pattern is put together so that this file passes as well."""
    paths = re.compile(
        "|".join(
            [r"/ro" r"ot/\.", r"/home/[a-z]+/", r"/wo" r"rk/(main|shared)", r"/Us" r"ers/[a-z]+/", r"C:\\\\Us" r"ers"]
        )
    )
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path in tracked() if (match := paths.search(text_of(path)))]
    assert found == []


def test_nothing_of_a_run_is_tracked():
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    assert len(names) > 500
    assert [
        name
        for name in names
        if re.search(r"(^|/)(var|node_modules|__pycache__|\.venv)/|\.(pyc|sqlite3|pem|key)$|(^|/)\.env", name)
    ] == []
