"""News between packages: announced below in the transaction of the act, received above in `<package>/events.py`.

    announce("case.accepted", f"case:{case.pk}:accepted", case_id=case.pk)      # needs/services.py

    @subscribe("case.accepted")                                                # matching/events.py
    def look_for_help(event: OutboxEvent, at: datetime) -> None:
        case = Case.objects.get(pk=event.payload["case_id"])

    @every_tick
    def expire_commitments(at: datetime) -> None: ...

`manage.py tick --forever` delivers the news and runs the jobs.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from common.outbox.models import Effect, OutboxEvent

Handler = Callable[[OutboxEvent, datetime], None]
Job = Callable[[datetime], None]

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=15)  # then × 4: a dead mail server is tried for some 23 hours before we give up
ID_TEXT = re.compile(r"[\w:./@+-]{0,100}", re.ASCII)
JOBS_LOCK = 0x71C4

_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)
_jobs: dict[str, Job] = {}
log = logging.getLogger(__name__)


class OtherPayload(Exception):
    """The same key was announced before with other ids: two acts share a key, which is a mistake in our own code."""


def announce(topic: str, key: str, *, due_at: datetime | None = None, **ids: UUID | int | str | None) -> OutboxEvent:
    """Write the news. The same key twice is the same news: the first row stays and is returned."""
    payload = {name: _id(name, value) for name, value in ids.items()}
    event, created = OutboxEvent.objects.get_or_create(
        key=key, defaults={"topic": topic, "payload": payload, "due_at": due_at}
    )
    if not created and (event.topic, event.payload) != (topic, payload):
        raise OtherPayload(f"{key} was announced before with other content.")
    return event


def subscribe(topic: str) -> Callable[[Handler], Handler]:
    """The handler runs once per event, in its own transaction; it may raise, and is then tried again later.

    Its name is stored with the effect: renaming a handler runs it again for events that are still waiting.
    """

    def register(handler: Handler) -> Handler:
        _handlers[topic][_name(handler)] = handler
        return handler

    return register


def every_tick(job: Job) -> Job:
    """Run at every tick, by one process at a time: must be cheap when nothing is due, and safe to run twice."""
    _jobs[_name(job)] = job
    return job


def deliver_due(at: datetime, limit: int = 100) -> int:
    """Deliver what is due; the number of events fully delivered. Several processes may run this at once."""
    return sum(_deliver(id_, at) for id_ in list(_due(at).values_list("pk", flat=True)[:limit]))


def run_jobs(at: datetime) -> None:
    """Every tick's jobs, unless another process is at them. A failing job does not stop the others."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [JOBS_LOCK])
        if not cursor.fetchone()[0]:
            return
    try:
        for name, job in _jobs.items():
            try:
                job(at)
            except Exception as error:  # noqa: BLE001 - one job's fault must not stop the rest
                log.error("Job %s failed: %s", name, _class(error))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [JOBS_LOCK])


def _due(at: datetime) -> QuerySet[OutboxEvent]:
    waiting = OutboxEvent.objects.filter(delivered_at__isnull=True, dead_at__isnull=True)
    return waiting.filter(Q(due_at__isnull=True) | Q(due_at__lte=at)).order_by("id")


def _deliver(event_id: int, at: datetime) -> bool:
    failure: Exception | None = None
    event = OutboxEvent.objects.get(pk=event_id)
    for name, handler in _handlers[event.topic].items():
        try:
            _run_once(event_id, name, handler, at)
        except Exception as error:  # noqa: BLE001
            # The others still run; the class is all we keep, since a message may quote personal data.
            log.warning("Handler %s failed for event %s: %s", name, event_id, _class(error))
            failure = error
    return _conclude(event_id, failure, at)


@transaction.atomic
def _run_once(event_id: int, name: str, handler: Handler, at: datetime) -> None:
    event = _locked(event_id)
    if event is None or event.effects.filter(handler=name).exists():
        return  # another process is at it, or was
    Effect.objects.create(event=event, handler=name)
    handler(event, at)


@transaction.atomic
def _conclude(event_id: int, failure: Exception | None, at: datetime) -> bool:
    event = _locked(event_id)
    if event is None:
        return False
    if failure is None:
        done = set(event.effects.values_list("handler", flat=True))
        if done.issuperset(_handlers[event.topic]):
            event.delivered_at = at
    else:
        event.attempts += 1
        event.last_error = _class(failure)[:80]
        if event.attempts >= MOST_ATTEMPTS:
            event.dead_at = at
            log.error("Event %s (%s) is given up after %s attempts.", event.pk, event.topic, event.attempts)
        else:
            event.due_at = at + FIRST_PAUSE * 4 ** (event.attempts - 1)
    event.save(update_fields=["delivered_at", "attempts", "last_error", "dead_at", "due_at"])
    return event.delivered_at is not None


def _locked(event_id: int) -> OutboxEvent | None:
    waiting = OutboxEvent.objects.filter(pk=event_id, delivered_at__isnull=True, dead_at__isnull=True)
    return waiting.select_for_update(skip_locked=True).first()


def _id(name: str, value: Any) -> Any:
    """Ids, numbers and codes. Chinese text or a sentence here would be personal data on its way into a queue."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and ID_TEXT.fullmatch(value):
        return str(value)
    raise TypeError(f"{name} must be an id or a code: the handler reads the rest itself.")


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _class(error: Exception) -> str:
    return type(error).__name__
