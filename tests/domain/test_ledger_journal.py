"""What the two triggers of the journal do: stamp, lock, apply; and the clock that decides an expiry."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.utils import timezone

from funds.ledger import catalogue, services
from funds.ledger.models import Transfer
from funds.ledger.routes import Code
from funds.ledger.selectors import balance
from tests.factories.ledger import (
    ACTOR,
    Desk,
    database_now,
    drop_trigger,
    execute,
    insert_transfer,
    mutate_function,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def desk() -> Desk:
    return Desk.open().funded(1000)


def three_deliveries(desk: Desk) -> None:
    for _ in range(3):
        gift = Transfer(
            kind="single",
            code="gift",
            book=desk.book,
            currency="CNY",
            debit=desk.bank,
            credit=desk.restricted,
            amount_fen=100,
            effect_key="gift:1",
        )
        Transfer.objects.bulk_create([gift], ignore_conflicts=True)


def test_a_row_that_on_conflict_skips_moves_nothing(desk: Desk) -> None:
    three_deliveries(desk)
    assert balance(desk.restricted).posted_fen == 100


def test_control_balances_moved_before_the_insert_would_triple(desk: Desk) -> None:
    execute("set constraints all immediate")
    mutate_function("ledger_apply", "return null;", "return new;")
    execute(drop_trigger("ledger_transfer", "ledger_apply"))
    execute("create trigger m before insert on ledger_transfer for each row execute function ledger_apply()")
    three_deliveries(desk)
    assert balance(desk.restricted).posted_fen == 300


def test_number_and_time_are_the_databases_own(desk: Desk) -> None:
    before = database_now()
    row = Transfer.objects.get(pk=insert_transfer(desk.bank, desk.fund, number=-1, at=AT))
    assert row.number > 0 and row.document == f"J{row.number:08d}"
    assert before <= row.at <= database_now()
    booked = services.post(Code.TOP_UP, debit=desk.bank, credit=desk.fund, amount_fen=1, effect_key="t", by_id=ACTOR)
    assert (booked.number, booked.at) == Transfer.objects.values_list("number", "at").get(pk=booked.pk)
    assert booked.number > row.number


def test_control_without_the_stamp_a_row_can_be_dated_back(desk: Desk) -> None:
    execute("set constraints all immediate")
    execute(drop_trigger("ledger_transfer", "ledger_lock"))
    row = Transfer.objects.get(pk=insert_transfer(desk.bank, desk.fund, number=-1, at=AT))
    assert (row.number, row.at) == (-1, AT)


def test_control_without_apply_a_row_moves_nothing(desk: Desk) -> None:
    execute("set constraints all immediate")
    execute(drop_trigger("ledger_transfer", "ledger_apply"))
    insert_transfer(desk.bank, desk.fund)
    assert balance(desk.fund).posted_fen == 1000


@pytest.mark.parametrize(
    ("offset", "payable", "expirable"),
    [(-MICROSECOND, False, True), (timedelta(0), False, True), (MICROSECOND, True, False)],
)
def test_expiry_is_exact_to_the_microsecond(offset: timedelta, payable: bool, expirable: bool, desk: Desk) -> None:
    pay, expire = (desk.commitment(100, expires_at=AT + offset) for _ in range(2))
    mutate_function("ledger_apply", "clock_timestamp()", f"'{AT.isoformat()}'::timestamptz")
    outcomes = []
    for pending, kind, code in [(pay, "post", "disbursement"), (expire, "void", "expiry")]:
        try:
            services.write(
                kind=kind,
                code=code,
                debit=desk.fund,
                credit=desk.payable,
                amount_fen=100,
                pending=pending,
                effect_key=f"{code}:1",
            )
            outcomes.append(True)
        except (services.Expired, services.NotYetExpired):
            outcomes.append(False)
    assert outcomes == [payable, expirable]


def test_the_web_servers_clock_decides_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    live, kept = desk.commitment(100), desk.commitment(100)
    monkeypatch.setattr(timezone, "now", lambda: database_now() + timedelta(days=365))
    services.resolve(Code.DISBURSEMENT, pending=live, effect_key="pay", by_id=ACTOR)
    with pytest.raises(services.NotYetExpired):
        services.resolve(Code.EXPIRY, pending=kept, effect_key="kept", by_id=None)
    late = desk.commitment(100, expires_at=database_now() - timedelta(seconds=1))
    monkeypatch.setattr(timezone, "now", lambda: database_now() - timedelta(days=365))
    with pytest.raises(services.Expired):
        services.resolve(Code.DISBURSEMENT, pending=late, effect_key="late", by_id=ACTOR)


def test_the_rules_can_be_taken_back_and_applied_again() -> None:
    rules = [
        one
        for name in ("0002_rules", "0004_government_rules", "0005_routes")
        for one in import_module(f"funds.ledger.migrations.{name}").Migration.operations
    ]
    execute("set constraints all immediate")
    for operation in reversed(rules):
        execute(operation.reverse_sql)
    assert {f"trigger {name}" for name in catalogue.TRIGGERS} <= set(catalogue.missing())
    for operation in rules:
        execute(operation.sql)
    assert catalogue.missing() == []
