"""The audit log: append-only, without personal values, readable, and sealed so that a change shows."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from common.audit import registry
from common.audit.chain import seal_blocks, verify_chain
from common.audit.models import AuditEvent, Kind, SealedBlock
from common.audit.registry import UnknownVerb, describe, register
from common.audit.services import record, record_read
from common.files.models import PrivateFile
from common.money import Money

AT = datetime(2025, 11, 24, 1, 2, 3, 456789, tzinfo=UTC)
CLERK = SimpleNamespace(pk=uuid4(), audit_label="县级经办人")


@pytest.fixture(autouse=True)
def _verbs(monkeypatch) -> None:
    monkeypatch.setattr(registry, "_SENTENCES", registry.verbs())
    register("test.paid", "发放了{amount_fen:money}，共{times}次")


def paid(**data: object) -> AuditEvent:
    subject = PrivateFile(kind="x")
    return record(actor=CLERK, verb="test.paid", subject=subject, county="990121000000", data=data, at=AT)


def paid_and_committed(count: int) -> None:
    for _n in range(count):
        with transaction.atomic():
            paid()


@pytest.mark.django_db
def test_an_act_is_noted_with_ids_and_reads_as_a_sentence() -> None:
    case = uuid4()
    data = {"amount_fen": Money(470_000), "times": 2}
    event = record(actor=CLERK, verb="test.paid", subject=None, case_id=case, data=data, at=AT)
    event.refresh_from_db()
    assert (event.kind, event.actor_id, event.actor_label, event.case_id) == (Kind.ACT, CLERK.pk, "县级经办人", case)
    assert event.data == {"amount_fen": 470_000, "times": 2}
    assert describe(event) == "发放了4,700 元，共2次"
    assert str(event).startswith("2025-11-24")


@pytest.mark.django_db
def test_a_read_names_the_fields_and_not_their_values() -> None:
    event = record_read(actor=CLERK, subject=PrivateFile(kind="x"), fields={"phone", "id_no"}, reason="visit", at=AT)
    assert event.kind == Kind.READ
    assert event.data == {"fields": ["id_no", "phone"], "reason": "visit"}
    assert describe(event) == "查看了个人信息：身份证号、电话"


@pytest.mark.django_db
def test_nobody_is_named_who_did_not_ask_to_be() -> None:
    donor = SimpleNamespace(pk=uuid4(), display_name="张三")
    assert record(actor=donor, verb="test.paid", subject=None, at=AT).actor_label == "user"
    assert record(actor=None, verb="test.paid", subject=None, at=AT).actor_label == "system"


@pytest.mark.django_db
def test_an_unread_verb_and_an_identity_number_stop_the_act() -> None:
    with pytest.raises(UnknownVerb, match=r"audit_verbs\.py"):
        record(actor=None, verb="test.flew", subject=None, at=AT)
    with pytest.raises(ValueError, match="no personal values"):
        paid(list=[{"note": "号码99012119560312001X。"}])
    assert AuditEvent.objects.count() == 0


@pytest.mark.django_db
def test_old_rows_stay_readable_when_a_sentence_names_more() -> None:
    assert describe(paid(times=1)) == "发放了—，共1次"


@pytest.mark.django_db
@pytest.mark.parametrize("model", [AuditEvent, SealedBlock])
@pytest.mark.parametrize("act", ["update {} set id = id + 1", "delete from {}", "truncate {}"])
def test_rows_cannot_be_changed_or_removed(model: type, act: str) -> None:
    paid()
    SealedBlock.objects.create(sealed_at=AT, event_ids=[1], last_id=1, previous_hash="0", hash="1")
    table = model._meta.db_table
    with pytest.raises(DatabaseError, match="append only") as refused, transaction.atomic():
        connection.cursor().execute(act.format(table))
    assert refused.value.__cause__.diag.constraint_name == f"{table}_append_only"
    assert model.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"kind": "look"}, {"verb": ""}, {"actor_label": ""}])
def test_the_database_refuses_a_row_without_sense(change: dict) -> None:
    whole = {"at": AT, "verb": "x", "actor_label": "system"}
    with pytest.raises(IntegrityError, match="audit_event_"), transaction.atomic():
        AuditEvent.objects.create(**{**whole, **change})


@pytest.mark.fresh_db
def test_the_chain_is_whole_until_a_row_is_changed(monkeypatch) -> None:
    monkeypatch.setattr("common.audit.chain.BLOCK_SIZE", 3)
    paid_and_committed(7)
    blocks = seal_blocks(AT)
    assert [len(block.event_ids) for block in blocks] == [3, 3, 1]
    assert seal_blocks(AT) == []
    paid_and_committed(1)
    assert [block.previous_hash for block in seal_blocks(AT)] == [blocks[-1].hash]
    assert list(verify_chain()) == []
    call_command("verify_audit", anchor=blocks[-1].hash)

    for change in (
        "update audit_auditevent set at = at + interval '1 microsecond' where id = 2",
        "update audit_auditevent set data = '{\"a\": 1}' where id = 2",
        "update audit_auditevent set ip = '10.0.0.1' where id = 2",
        "delete from audit_auditevent where id = 2",
    ):
        with as_owner() as cursor:
            cursor.execute("create table kept as select * from audit_auditevent")
            cursor.execute(change)
        assert [fault[:7] for fault in verify_chain()] == ["Block 1"]
        with pytest.raises(CommandError, match="was changed"):
            call_command("verify_audit")
        with as_owner() as cursor:
            cursor.execute("delete from audit_auditevent")
            cursor.execute("insert into audit_auditevent select * from kept; drop table kept")
        assert list(verify_chain()) == []


@pytest.mark.fresh_db
def test_a_removed_block_and_a_cut_tail_show() -> None:
    for _n in range(3):
        paid_and_committed(2)
        seal_blocks(AT)
    anchor = SealedBlock.objects.get(pk=3).hash
    with as_owner() as cursor:
        cursor.execute("delete from audit_sealedblock where id = 3")
    assert list(verify_chain()) == []  # the chain alone cannot know
    assert "cut" in next(iter(verify_chain(anchor)))
    with as_owner() as cursor:
        cursor.execute("delete from audit_sealedblock where id = 1")
    assert "does not follow" in next(iter(verify_chain()))


@pytest.mark.fresh_db
def test_a_row_whose_transaction_still_runs_is_sealed_later_even_with_a_lower_id() -> None:
    paid_and_committed(1)
    with other_connection() as slow:
        slow.execute(
            "insert into audit_auditevent (at, kind, actor_label, verb, subject_type, subject_id, data)"
            " values (now(), 'act', 'system', 'test.paid', '', '', '{}')"
        )
        paid_and_committed(1)  # id 3, committed before id 2
        assert [block.event_ids for block in seal_blocks(AT)] == [[1]]
        slow.commit()
    assert [block.event_ids for block in seal_blocks(AT)] == [[2, 3]]
    assert list(verify_chain()) == []


@pytest.mark.fresh_db
def test_a_row_slipped_in_far_below_the_end_shows(monkeypatch) -> None:
    monkeypatch.setattr("common.audit.chain.MARGIN", 2)
    paid_and_committed(6)
    with as_owner() as cursor:
        cursor.execute("delete from audit_auditevent where id = 2")
    seal_blocks(AT)
    assert list(verify_chain()) == []
    with as_owner() as cursor:
        cursor.execute(
            "insert into audit_auditevent (id, at, kind, actor_label, verb, subject_type, subject_id, data)"
            " values (2, now(), 'act', 'system', 'test.paid', '', '', '{}')"
        )
    assert seal_blocks(AT) == []
    assert list(verify_chain()) == ["1 events stand among sealed ones without a seal."]


@pytest.mark.fresh_db
def test_the_tick_seals_every_ten_minutes() -> None:
    from common.audit.events import seal

    for minutes, blocks in ((0, 1), (5, 1), (10, 2)):
        paid_and_committed(1)
        seal(AT + timedelta(minutes=minutes))
        assert SealedBlock.objects.count() == blocks


def other_connection() -> psycopg.Connection:
    settings = connection.settings_dict
    return psycopg.connect(host=settings["HOST"], user=settings["USER"], dbname=settings["NAME"])


class as_owner:
    """What the triggers cannot stop: a superuser who switches them off."""

    def __enter__(self) -> psycopg.Cursor:
        self.connection = other_connection()
        cursor = self.connection.cursor()
        cursor.execute("set session_replication_role = replica")
        return cursor

    def __exit__(self, *_error: object) -> None:
        self.connection.commit()
        self.connection.close()
