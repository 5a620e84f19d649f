"""The outbox: news stands with its act, each handler runs to its end once, failures wait and are given up."""

import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from common.outbox import services
from common.outbox.models import Effect, OutboxEvent
from common.outbox.services import OtherPayload, announce, deliver_due, every_tick, run_jobs, subscribe

AT = datetime(2025, 11, 24, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_other_handlers(monkeypatch) -> None:
    monkeypatch.setattr(services, "_handlers", defaultdict(dict))
    monkeypatch.setattr(services, "_jobs", {})


@pytest.fixture
def seen() -> list[str]:
    return []


@pytest.fixture
def listener(seen: list[str]):
    @subscribe("case.accepted")
    def listen(event: OutboxEvent, at: datetime) -> None:
        seen.append(event.key)

    return listen


@pytest.mark.django_db
def test_news_is_delivered_once(listener, seen: list[str]) -> None:
    case = uuid4()
    announce("case.accepted", "case:1", case_id=case, county="990121000000")
    announce("other.topic", "other:1")
    assert deliver_due(AT) == 2
    assert deliver_due(AT) == 0
    assert seen == ["case:1"]
    event = OutboxEvent.objects.get(key="case:1")
    assert event.payload == {"case_id": str(case), "county": "990121000000"}
    assert event.delivered_at == AT


@pytest.mark.django_db
def test_an_act_rolled_back_has_no_news() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce("case.accepted", "case:1")
        raise ZeroDivisionError
    assert OutboxEvent.objects.count() == 0


@pytest.mark.django_db
def test_the_same_key_is_the_same_news_and_other_content_is_a_mistake() -> None:
    assert announce("a", "k", id=1) == announce("a", "k", id=1)
    with pytest.raises(OtherPayload):
        announce("a", "k", id=2)
    with pytest.raises(OtherPayload):
        announce("b", "k", id=1)


@pytest.mark.parametrize("value", ["张三", "two words", 1.5, b"x", ["x"], "x" * 101])
def test_payloads_are_ids(value: object) -> None:
    with pytest.raises(TypeError, match="id or a code"):
        announce("a", "k", thing=value)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_news_may_wait_for_its_time(listener, seen: list[str]) -> None:
    announce("case.accepted", "case:1", due_at=AT)
    assert deliver_due(AT - timedelta(microseconds=1)) == 0
    assert deliver_due(AT) == 1
    assert seen == ["case:1"]


@pytest.mark.django_db
def test_a_failing_handler_undoes_its_own_work_and_does_not_stop_the_others(listener, seen: list[str]) -> None:
    broken = True

    @subscribe("case.accepted")
    def fragile(event: OutboxEvent, at: datetime) -> None:
        announce("aid.found", "aid:1")
        if broken:
            raise RuntimeError("张三 has no bed")

    announce("case.accepted", "case:1")
    assert deliver_due(AT) == 0
    event = OutboxEvent.objects.get()  # the handler's own news is gone with it
    assert (event.attempts, event.last_error, event.due_at) == (1, "RuntimeError", AT + timedelta(seconds=15))
    assert seen == ["case:1"]

    broken = False
    assert deliver_due(AT + timedelta(seconds=14)) == 0
    assert deliver_due(AT + timedelta(seconds=15)) == 1
    assert seen == ["case:1"]  # not again
    assert Effect.objects.filter(event=event).count() == 2
    assert OutboxEvent.objects.filter(key="aid:1").exists()


@pytest.mark.django_db
def test_after_eight_attempts_it_is_given_up() -> None:
    @subscribe("case.accepted")
    def never(event: OutboxEvent, at: datetime) -> None:
        raise RuntimeError

    announce("case.accepted", "case:1")
    now, event = AT, None
    for _attempt in range(8):
        assert deliver_due(now) == 0
        event = OutboxEvent.objects.get()
        now = event.due_at or now
    assert event is not None
    assert (event.attempts, event.dead_at is not None, event.delivered_at) == (8, True, None)
    assert now - AT < timedelta(days=1)
    deliver_due(now + timedelta(days=9))
    assert OutboxEvent.objects.get().attempts == 8


@pytest.mark.django_db
def test_the_database_holds_one_effect_per_event_and_handler_and_no_event_both_ways() -> None:
    event = announce("a", "k")
    Effect.objects.create(event=event, handler="h")
    with pytest.raises(IntegrityError, match="outbox_effect_once"), transaction.atomic():
        Effect.objects.create(event=event, handler="h")
    with pytest.raises(IntegrityError, match="outbox_event_delivered_or_dead"), transaction.atomic():
        OutboxEvent.objects.update(delivered_at=AT, dead_at=AT)


@pytest.mark.fresh_db
def test_many_deliverers_at_once_run_each_handler_once() -> None:
    ran: list[str] = []

    @subscribe("case.accepted")
    def listen(event: OutboxEvent, at: datetime) -> None:
        ran.append(event.key)

    keys = [f"case:{n}" for n in range(30)]
    for key in keys:
        announce("case.accepted", key)
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        deliver_due(AT)
        connection.close()

    workers = [threading.Thread(target=work) for _n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    deliver_due(AT)
    assert sorted(ran) == sorted(keys)
    assert OutboxEvent.objects.filter(delivered_at__isnull=True).count() == 0


@pytest.mark.fresh_db
def test_jobs_run_one_process_at_a_time_and_a_failing_one_does_not_stop_the_rest() -> None:
    ran: list[str] = []

    @every_tick
    def broken(at: datetime) -> None:
        raise RuntimeError

    @every_tick
    def job(at: datetime) -> None:
        ran.append("job")
        if len(ran) == 1:
            rival = threading.Thread(target=lambda: (run_jobs(at), connection.close()))
            rival.start()
            rival.join()

    run_jobs(AT)
    assert ran == ["job"]
    run_jobs(AT)
    assert ran == ["job", "job"]


@pytest.mark.fresh_db
def test_tick_delivers_news_that_news_causes() -> None:
    @subscribe("a")
    def relay(event: OutboxEvent, at: datetime) -> None:
        announce("b", "b:1")

    announce("a", "a:1")
    call_command("tick")
    assert OutboxEvent.objects.filter(delivered_at__isnull=True).count() == 0
    assert OutboxEvent.objects.count() == 2
