"""The suite on other days: `python -m tools.shifted_clock [DAY …] [-- PYTEST ARGUMENTS]`.

Most faults of time hide from the day on which they are written. Here the tests, and the PostgreSQL that they start, run
under a shifted clock (libfaketime, Debian's package of that name): the 1st and the 31st, 29 February, New Year's Eve, the eve
and the last day of a long holiday, the last minute of a day, the small hours when UTC still has yesterday, a year ahead.

Browsers and other servers keep a clock of their own and are left out: `-m "not browser and not elasticsearch"`.
"""

import glob
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
BEIJING = ZoneInfo("Asia/Shanghai")
DAYS = {
    "first": "2026-12-01 10:00",
    "last": "2026-12-31 10:00",
    "small-hours": "2027-01-01 00:30",
    "leap-day": "2028-02-29 10:00",
    "new-years-eve": "2026-12-31 22:00",
    "eve-of-spring-festival": "2026-02-14 10:00",
    "last-day-of-national-holiday": "2026-10-07 10:00",
    "last-minute": "2026-12-15 23:59",
    "a-year-ahead": "2027-12-01 10:00",
}
STANDS_STILL = {"last-minute"}  # a clock that ran would pass midnight after the first tests
APART = ["-m", "not browser and not elasticsearch"]
LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"


def main(arguments: list[str]) -> int:
    names, _dashes, rest = _split(arguments)
    if unknown := [name for name in names if name not in DAYS]:
        print(f"No such day: {', '.join(unknown)}. Known: {', '.join(DAYS)}")
        return 2
    libraries = glob.glob(LIBRARY)
    if not libraries:
        print("libfaketime is missing: apt-get install libfaketime")
        return 2
    failed = [name for name in names or DAYS if _run(name, libraries[0], rest) != 0]
    print(f"Red on: {', '.join(failed)}" if failed else "Green on every day.")
    return 1 if failed else 0


def _split(arguments: list[str]) -> tuple[list[str], str, list[str]]:
    if "--" not in arguments:
        return arguments, "", []
    at = arguments.index("--")
    return arguments[:at], "--", arguments[at + 1 :]


def _run(name: str, library: str, rest: list[str]) -> int:
    """One day, with a database server of its own that has the same clock and ends with it."""
    environment = {
        **os.environ,
        "LD_PRELOAD": library,
        "FAKETIME": _faketime(name),
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # pauses and time limits last as long as ever
        "PYTHONPATH": str(ROOT / "tools" / "shifted"),
        "TZ": "Asia/Shanghai",
        "EMBEDDED_POSTGRES": f"pg-{name[:12]}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    print(f"── {name}: {DAYS[name]}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope", *APART, *rest]
    try:
        return subprocess.run(command, cwd=ROOT, env=environment).returncode
    finally:
        stop = "import sys; sys.path.insert(0, 'site'); from config import embedded; embedded.stop()"
        subprocess.run([sys.executable, "-c", stop], cwd=ROOT, env=environment)


def _faketime(name: str) -> str:
    """An offset, which every process shares; or a moment at which the clock stands."""
    moment = datetime.fromisoformat(DAYS[name]).replace(tzinfo=BEIJING)
    if name in STANDS_STILL:
        return f"{moment:%Y-%m-%d %H:%M:%S}"
    return f"{int(moment.timestamp() - time.time()):+d}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
