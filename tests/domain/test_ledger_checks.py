"""The self-check finds each kind of damage that the owner of the database could do, and stops disbursements."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from funds.ledger import catalogue, checks, services
from funds.ledger.routes import Code
from funds.ledger.selectors import standing_freeze
from tests.factories.ledger import ACTOR, Desk, database_now, execute, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    desk = Desk.open().funded(1000)
    services.resolve(Code.DISBURSEMENT, pending=desk.commitment(700), amount_fen=450, effect_key="pay", by_id=ACTOR)
    services.resolve(Code.RELEASE, pending=desk.commitment(10), effect_key="release", by_id=ACTOR)
    desk.commitment(20)
    execute("set constraints all immediate")
    return desk


def as_owner(statement: str, table: str) -> None:
    execute(f"alter table {table} disable trigger user")
    execute(statement)
    execute(f"alter table {table} enable trigger user")


def test_right_books_have_no_fault_and_no_freeze(desk: Desk) -> None:
    output = StringIO()
    call_command("check_ledger", stdout=output)
    assert "right" in output.getvalue()
    assert (checks.faults(), standing_freeze()) == ([], None)


DAMAGE: dict[str, tuple[str, str, list[str]]] = {
    "posted": (
        "update ledger_account set credits_posted_fen = credits_posted_fen + 1 where kind = 'fund'",
        "ledger_account",
        ["L3", "L12"],
    ),
    "pending": (
        "update ledger_account set debits_pending_fen = debits_pending_fen + 1 where kind = 'fund'",
        "ledger_account",
        ["L3", "L12"],
    ),
    "both sides": (
        "update ledger_account set credits_posted_fen = credits_posted_fen + 1,"
        " debits_posted_fen = debits_posted_fen + 1 where kind = 'fund'",
        "ledger_account",
        ["L12"],
    ),
    "lost row": ("delete from ledger_transfer where code = 'release'", "ledger_transfer", ["L12", "L12"]),
    "changed row": (
        "update ledger_transfer set amount_fen = amount_fen - 1 where code = 'disbursement'",
        "ledger_transfer",
        ["L12", "L12"],
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found_freezes_and_exits_with_one(damage: str, desk: Desk) -> None:
    statement, table, invariants = DAMAGE[damage]
    as_owner(statement, table)
    assert [fault.invariant for fault in checks.faults()] == invariants
    errors = StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("check_ledger", stderr=errors, stdout=StringIO())
    assert exit_.value.code == 1
    assert errors.getvalue().count("L12") >= 1
    freeze = standing_freeze()
    assert freeze is not None and len(freeze.faults) == len(invariants)
    with pytest.raises(services.Frozen):
        services.resolve(Code.DISBURSEMENT, pending=desk.commitment(1), effect_key="p", by_id=ACTOR)


def constraints() -> list[tuple[str, str]]:
    return sorted(catalogue.expected_constraints())


def test_the_catalogue_is_whole() -> None:
    assert catalogue.missing() == []
    assert len(constraints()) >= 25


@pytest.mark.parametrize("mutant", ["drop", "disable", "replica"])
@pytest.mark.parametrize("trigger", sorted(catalogue.TRIGGERS))
def test_a_trigger_dropped_or_disabled_is_missed(trigger: str, mutant: str) -> None:
    table = catalogue.TRIGGERS[trigger][0]
    execute(
        {
            "drop": f"drop trigger {trigger} on {table}",
            "disable": f"alter table {table} disable trigger {trigger}",
            "replica": f"alter table {table} enable replica trigger {trigger}",
        }[mutant]
    )
    assert catalogue.missing() == [f"trigger {trigger}"]


def test_each_constraint_dropped_is_missed() -> None:
    for table, name in constraints():
        execute("savepoint one")
        execute(f"alter table {table} drop constraint {name} cascade")
        assert name in catalogue.missing()
        execute("rollback to savepoint one")


def test_a_foreign_key_is_missed_when_its_own_triggers_are_off() -> None:
    execute("alter table ledger_transfer disable trigger all")
    missed = catalogue.missing()
    assert {"ledger_transfer_debit_side", "ledger_transfer_credit_side"} <= set(missed)


@pytest.mark.parametrize(
    "weaken",
    [
        "alter table ledger_account drop constraint ledger_account_no_overdraft,"
        " add constraint ledger_account_no_overdraft check (true) not valid",
        "alter table ledger_transfer alter constraint ledger_transfer_debit_side not enforced",
    ],
)
def test_a_constraint_that_is_not_enforced_is_missed(weaken: str) -> None:
    if "not enforced" in weaken and rows("show server_version_num")[0][0] < "180000":
        weaken = weaken.replace(
            "alter constraint ledger_transfer_debit_side not enforced", "drop constraint ledger_transfer_debit_side"
        )
    execute(weaken)
    assert len(catalogue.missing()) == 1


FUNCTION_MUTANTS: dict[str, Callable[[str], str]] = {
    "body": lambda name: (
        f"create or replace function {name}() returns trigger language plpgsql security definer"
        " set search_path = pg_catalog, public, pg_temp as 'begin return new; end'"
    ),
    "invoker": lambda name: f"alter function {name}() security invoker",
    "path": lambda name: f"alter function {name}() reset search_path",
}


@pytest.mark.parametrize("mutant", FUNCTION_MUTANTS)
@pytest.mark.parametrize("function", ["ledger_apply", "ledger_lock"])
def test_a_changed_function_is_missed(function: str, mutant: str) -> None:
    execute(FUNCTION_MUTANTS[mutant](function))
    assert catalogue.missing() == [f"function {function}"]


def test_each_column_that_may_become_empty_is_missed() -> None:
    for model in catalogue.MODELS:
        for field in model._meta.fields:
            if not field.null and not field.primary_key:
                table = model._meta.db_table
                execute("savepoint one")
                execute(f"alter table {table} alter column {field.column} drop not null")
                assert catalogue.missing() == [f"not null {table}.{field.column}"]
                execute("rollback to savepoint one")


def test_the_digest_tells_one_fen(desk: Desk) -> None:
    later = database_now() + timedelta(days=1)
    count, digest = checks.journal_digest(later)
    assert (count, digest) == checks.journal_digest(later)
    assert count == rows("select count(*) from ledger_transfer")[0][0]
    as_owner("update ledger_transfer set amount_fen = amount_fen + 1 where code = 'top_up'", "ledger_transfer")
    assert checks.journal_digest(later)[1] != digest
