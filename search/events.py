"""The index hears what happened below it. A handler only starts the work: it runs after the handler's transaction.

What a handler misses – a server that is down, a kill between commit and write – the comparison at the next tick finds.
"""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import connection, transaction
from elasticsearch_dsl import Document

from common.outbox.services import every_tick, subscribe
from donations.models import Gift
from needs.models import Case
from programmes.models import Programme
from publication.models import PublicNeed
from search.documents import DOCUMENTS, NeedDocument, ProgrammeDocument
from search.engines.base import EngineDown
from search.keeping import repair, sync

NEED_TOPICS = ("need.published", "need.withdrawn", "gap.changed", "case.completed", "gift.received")
PROGRAMME_TOPICS = (
    "programme.approved",
    "programme.filled",
    "programme.rested",
    "programme.resumed",
    "programme.stopped",
)
THOROUGH_EVERY = 600.0  # seconds between comparisons of everything: 2,000 needs take some 30 ms
TRY_AGAIN_AFTER = 30.0  # seconds after a failure

log = logging.getLogger(__name__)
_due = {"repair": 0.0, "thorough": 0.0}


def follow_need(event, at: datetime) -> None:
    """`case_id` is in all of them, but withdrawn needs may have lost their case."""
    payload = event.payload
    slugs = PublicNeed.objects.none()
    if payload.get("public_need_id"):
        slugs = PublicNeed.objects.filter(pk=payload["public_need_id"])
    elif payload.get("case_id"):
        slugs = PublicNeed.objects.filter(pk__in=Case.objects.filter(pk=payload["case_id"]).values("public_need"))
    elif payload.get("gift_id"):
        slugs = PublicNeed.objects.filter(pk__in=Gift.objects.filter(pk=payload["gift_id"]).values("public_need"))
    _after_commit(NeedDocument, slugs.values_list("slug", flat=True))


def follow_programme(event, at: datetime) -> None:
    _after_commit(
        ProgrammeDocument, Programme.objects.filter(pk=event.payload["programme_id"]).values_list("slug", flat=True)
    )


for topic in NEED_TOPICS:
    subscribe(topic)(follow_need)
for topic in PROGRAMME_TOPICS:
    subscribe(topic)(follow_programme)


@every_tick
def repair_drift(at: datetime, clock: Callable[[], float] = time.monotonic) -> None:
    """Two small questions at most ticks; everything is compared every ten minutes, and after a start."""
    now = clock()
    if now < _due["repair"]:
        return
    thorough = now >= _due["thorough"]
    try:
        for document in DOCUMENTS if thorough else (NeedDocument,):
            repair(document, thorough=thorough)
    except EngineDown as error:
        _due["repair"] = now + TRY_AGAIN_AFTER
        log.warning("The search index could not be repaired: %s", error)
        return
    if thorough:
        _due["thorough"] = now + THOROUGH_EVERY


def _after_commit(document: type[Document], slugs: Iterable[str]) -> None:
    """All the news of one transaction is one writing of the index: a writer that opens and commits costs 50 ms."""
    if waiting := _waiting(document):
        waiting.slugs.update(dict.fromkeys(slugs))
    else:
        transaction.on_commit(_News(document, slugs))


class _News:
    """What of one kind the index has to hear when the transaction has ended, in the order in which it came."""

    def __init__(self, document: type[Document], slugs: Iterable[str]) -> None:
        self.document, self.slugs, self.told = document, dict.fromkeys(slugs), False

    def __call__(self) -> None:
        self.told = True
        try:
            sync(self.document, self.slugs)
        except EngineDown as error:
            log.warning("The search index did not hear of %s: %s", ", ".join(self.slugs), error)


def _waiting(document: type[Document]) -> _News | None:
    """The news that this transaction already keeps. Django forgets it with a savepoint that is rolled back."""
    calls = (entry[1] for entry in connection.run_on_commit)  # savepoints, the call, whether it may fail
    news = (call for call in calls if isinstance(call, _News) and not call.told)
    return next((one for one in news if one.document is document), None)
