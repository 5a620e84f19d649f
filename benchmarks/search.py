"""Search of the public list: both engines against plain `icontains`, over the same rows, in one run.

    python -m benchmarks.search --needs 2000            # --no-elasticsearch where there is no Java

Makes a database of its own on the embedded server and drops it. Times are of whole answers: matching, filters, the five
facets, order, and the first page read again from the database.
"""

import argparse
import logging
import os
import random
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORDS = [
    "肾病",
    "综合征",
    "透析",
    "助学",
    "贷款",
    "火灾",
    "房屋",
    "康复",
    "费用",
    "住院",
    "手术",
    "脑梗",
    "车祸",
    "骨折",
    "低保",
    "单亲",
    "学费",
    "生活费",
    "棉被",
    "轮椅",
    "护理",
    "陪护",
    "医保",
    "自付",
]
QUESTIONS = ("肾病", "康复费用", "助学", "住院 手术", "突发疾病", "潜水艇", "")


def rows(count: int, seed: int = 7) -> None:
    from publication.models import PublicNeed
    from tests.factories.gifts import published_need
    from tests.search.rows import NOW, TODAY, timedelta

    chance, first = random.Random(seed), published_need(5000)
    blank = {field.attname: getattr(first, field.attname) for field in PublicNeed._meta.concrete_fields}

    def one(number: int) -> PublicNeed:
        title = "".join(chance.sample(WORDS, 3)) + str(number)
        story = "，".join("".join(chance.sample(WORDS, 4)) for _part in range(8)) + "。"
        own = {
            "title": title[:40],
            "story": story[:200],
            "deadline_on": TODAY + timedelta(days=chance.randrange(60)),
            "category": chance.choice(["illness", "injury", "fire_flood", "school", "other"]),
            "urgency": chance.choice(["red", "orange", "yellow", "blue"]),
            "need_fen": chance.randrange(0, 3_000_000),
            "updated_at": NOW + timedelta(seconds=number),
            "approved_at": NOW + timedelta(seconds=number),
        }
        own["gate_hash"] = sha256(f"{own['title']}\n{own['story']}".encode()).hexdigest()
        return PublicNeed(**{k: v for k, v in blank.items() if k not in ("id", "slug", *own)}, **own)

    PublicNeed.objects.bulk_create([one(number) for number in range(count)], batch_size=500)


def timed(label: str, rounds: int, plain_p50: float | None) -> float:
    from search.health import breaker
    from search.services import search_needs

    times, degraded, filters = [], 0, {"category": ["illness", "school"]}
    for turn in range(rounds + 3):
        for q in QUESTIONS:
            breaker.reset()
            begun = time.perf_counter()
            found = search_needs(q, filters, "urgent")
            if turn >= 3:  # the first rounds warm caches, and the JVM
                times.append((time.perf_counter() - begun) * 1000)
                degraded += found.degraded
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
    ratio = f"{plain_p50 / p50:.1f} × plain" if plain_p50 else "the baseline"
    print(
        f"{label:<16} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   {ratio}"
        + (f"   {degraded} of {len(times)} timed out" if degraded else "")
    )
    return p50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--needs", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--no-elasticsearch", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.conf import settings

    from config import embedded
    from search.documents import NeedDocument
    from search.keeping import rebuild
    from tests import databases
    from tests.servers import elasticsearch

    embedded.start_if_needed()
    with ExitStack() as stack:
        template = databases.prepare_template(rebuild=False)
        stack.enter_context(databases.copy_of(template, databases.fresh_name()))
        settings.SEARCH_ROOT = stack.enter_context(tempfile.TemporaryDirectory())
        rows(options.needs)
        settings.SEARCH_ENGINE = "database"
        plain = timed("plain icontains", options.rounds, None)
        engines = ["tantivy"]
        if not options.no_elasticsearch and not elasticsearch.missing():
            settings.ELASTICSEARCH_URL = stack.enter_context(elasticsearch.started())
            engines.append("elasticsearch")
        for name in engines:
            settings.SEARCH_ENGINE = name
            begun = time.perf_counter()
            count = rebuild(NeedDocument)
            print(f"{name:<16} {count:,} documents indexed in {time.perf_counter() - begun:.1f} s")
            timed(name, options.rounds, plain)


if __name__ == "__main__":
    main()
