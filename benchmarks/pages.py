"""Query count and server time of the pages that everybody opens, on the demo city: `python -m benchmarks.pages`.

In process, without a network: the median of 15 requests after two warm ones, and the slowest. Needs a seeded demo
database (`make demo` once).
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(1, str(ROOT / "site"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from common.presence import present  # noqa: E402
from config import embedded  # noqa: E402
from demo.people import stable_id  # noqa: E402
from organisations.models import User  # noqa: E402
from publication.access import public_needs  # noqa: E402

ROUNDS, WARM = 15, 2


def main() -> None:
    embedded.start_if_needed()
    need = public_needs().filter(claims__ended_at__isnull=True, claims__isnull=False).order_by("slug").first()
    pages = [
        ("P1 home", None, "/"),
        ("P2 needs", None, "/needs/"),
        ("P2 needs, page 2", None, "/needs/?page=2"),
        ("P4 need", None, f"/needs/{present(need).slug}/"),
        ("A1 today", "clerk", "/desk/"),
        ("A1 today, county", "approver", "/desk/"),
        ("A2 queue", "clerk", "/desk/clues/"),
        ("A2 queue, county", "coordinator", "/desk/clues/"),
        ("A8 matches", "approver", "/desk/matches/"),
        ("C1 charity", "charity", "/partners/"),
    ]
    print(f"{'page':<20}{'queries':>9}{'median ms':>11}{'max ms':>9}{'kB':>7}")
    for name, who, path in pages:
        client = Client()
        if who:
            client.force_login(User.objects.get(pk=stable_id("user", who)))
        print(measured(client, name, path))


def measured(client: Client, name: str, path: str) -> str:
    times = []
    for _round in range(WARM + ROUNDS):
        begun = time.perf_counter()
        response = client.get(path)
        times.append((time.perf_counter() - begun) * 1000)
        assert response.status_code == 200, f"{path}: {response.status_code}"
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    times = times[WARM:]
    size = len(response.content) / 1024
    return f"{name:<20}{len(queries):>9}{statistics.median(times):>11.0f}{max(times):>9.0f}{size:>7.0f}"


if __name__ == "__main__":
    main()
