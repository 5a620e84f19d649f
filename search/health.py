"""Whether the index may be trusted at this moment; if not, the database is asked and the page says so."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.utils import timezone

from common.outbox.models import OutboxEvent
from search.engines.base import EngineDown

PAUSE = 10.0  # seconds in which a failing engine is left alone: visitors must not each wait for its timeout
STALE_AFTER = timedelta(minutes=2)  # news usually takes 2 seconds; longer means that nobody delivers it

T = TypeVar("T")
log = logging.getLogger(__name__)


class Breaker:
    """After a failure the engine is not asked again for a while, by this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._closed_until, self._lock = clock, 0.0, threading.Lock()

    def call(self, ask: Callable[[], T]) -> T:
        if self._clock() < self._closed_until:
            raise EngineDown("It failed a moment ago.")
        try:
            answer = ask()
        except EngineDown as error:
            with self._lock:
                self._closed_until = self._clock() + PAUSE
            log.warning("Search falls back to the database: %s", error)
            raise
        self._closed_until = 0.0
        return answer

    def reset(self) -> None:
        self._closed_until = 0.0


breaker = Breaker()


def is_stale(topics: Sequence[str], at: datetime | None = None) -> bool:
    """News about the searched rows has been waiting for too long, and our own handler has not run for it."""
    waiting = OutboxEvent.objects.filter(delivered_at__isnull=True, topic__in=topics)
    late = waiting.filter(created_at__lt=(at or timezone.now()) - STALE_AFTER)
    return late.exclude(effects__handler__startswith="search.").exists()
