"""The start's screen: one line a step with a bar and an estimate, and where to read what went wrong."""

import io
import subprocess
import sys

import pytest

from tools import demo, install, logs
from tools.progress import Progress, in_words


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "ROOT", tmp_path)
    monkeypatch.setattr(logs, "FOLDER", tmp_path / "var" / "log")
    return tmp_path


@pytest.fixture
def clock():
    return Clock()


def watched(clock, **expected):
    return Progress({name.replace("_", " "): seconds for name, seconds in expected.items()}, io.StringIO(), clock)


def test_each_step_is_one_line_with_its_share_and_what_is_left_at_this_machines_pace(clock):
    progress = watched(clock, Schema=30.0, The_city=60.0, Search_index=10.0)
    with progress.step("Schema"):
        clock.now = 60.0  # twice as long as usual
    with progress.step("The city"):
        clock.now = 180.0
    with progress.step("Search index"):
        clock.now = 200.0
    assert progress.out.getvalue().splitlines() == [
        "███████░░░░░░░░░░░░░░░░░  30%  Schema, 60 s; about 2 min left",
        "██████████████████████░░  90%  The city, 120 s; about 20 s left",
        "████████████████████████ 100%  Search index, 20 s",
    ]


def test_a_step_stands_where_it_says_or_where_its_usual_time_puts_it(clock):
    progress = watched(clock, City=100.0)
    with progress.step("City") as step:
        clock.now = 40.0
        assert step.share() == 0.4
        clock.now = 4000.0
        assert step.share() == 0.95
        step.told(12, 48)
        assert step.share() == 0.25


def test_a_step_that_fails_has_no_line_of_success(clock):
    progress = watched(clock, Schema=1.0)
    with pytest.raises(SystemExit), progress.step("Schema"):
        sys.exit("no")
    assert progress.out.getvalue() == ""


@pytest.mark.parametrize(
    ("seconds", "words"), [(3, "about 10 s"), (44, "about 40 s"), (50, "about 1 min"), (200, "about 3 min")]
)
def test_an_estimate_is_no_more_exact_than_it_is(seconds, words):
    assert in_words(seconds) == words


def test_a_log_begins_anew_and_the_one_before_is_kept(folder):
    for text in ("first", "second"):
        with logs.begin("web") as log:
            log.write(f"{text}\n")
    assert logs.path_of("web").read_text() == "second\n"
    assert logs.path_of("web").with_suffix(".log.1").read_text() == "first\n"


def test_a_failed_installation_shows_the_end_of_its_log_with_the_path(clock, monkeypatch, tmp_path):
    monkeypatch.setattr(install, "STAMPS", tmp_path / "stamps")
    program = "for n in range(40): print('line', n)\nraise SystemExit(3)"
    part = install.Part("x", "Building the front end", 1.0, [sys.executable, "-c", program], [])
    with pytest.raises(SystemExit) as ended:
        install.install([part], watched(clock))
    said = str(ended.value)
    assert said.startswith("\nBuilding the front end failed. The end of var/log/install.log:")
    assert "line 39" in said and "line 24" not in said and "finished steps are kept" in said
    assert not (tmp_path / "stamps" / "x").exists()


def prepared(monkeypatch, tmp_path, program: str, progress: Progress) -> None:
    """`prepare` with another program in the place of `prepare_demo`."""
    started = subprocess.Popen
    monkeypatch.setattr(demo, "STAMPS", tmp_path)
    monkeypatch.setattr(demo, "CITY_STANDS", tmp_path / "city")
    monkeypatch.setattr(
        subprocess, "Popen", lambda command, **options: started([sys.executable, "-c", program], **options)
    )
    demo.prepare({}, {}, progress)


def test_what_preparing_says_beside_its_steps_is_in_the_log_only(clock, monkeypatch, tmp_path):
    program = (
        "import sys\nprint('[1/2] Schema', flush=True)\nprint('INFO wagtail', file=sys.stderr, flush=True)\n"
        "print('[2/2] The invented city', flush=True)\nprint('  3/4 year-00', flush=True)\nprint('counts')"
    )
    progress = watched(clock, Schema=1.0, The_invented_city=1.0)
    prepared(monkeypatch, tmp_path, program, progress)
    assert [line.split("  ")[-1] for line in progress.out.getvalue().splitlines()] == [
        "Schema, 0 s; about 10 s left",
        "The invented city, 0 s",
    ]
    assert "INFO wagtail" in logs.path_of("prepare").read_text()
    assert (tmp_path / "city").exists()


def test_a_step_that_fails_while_preparing_is_named_with_the_end_of_the_log(clock, monkeypatch, tmp_path):
    program = "print('[1/2] Schema', flush=True)\nraise RuntimeError('the disk is full')"
    with pytest.raises(SystemExit, match="Schema failed. The end of var/log/prepare.log") as ended:
        prepared(monkeypatch, tmp_path, program, watched(clock))
    assert "the disk is full" in str(ended.value)
    assert not (tmp_path / "city").exists()
