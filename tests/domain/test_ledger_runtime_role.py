"""As the site's own role, since the tests' superuser may do everything: the verbs work and nothing else does."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, transaction
from psycopg.errors import InsufficientPrivilege

from funds.ledger import checks, services
from funds.ledger.routes import Code
from funds.ledger.selectors import balance
from tests.factories.ledger import ACTOR, APPROVER, Desk, execute, insert_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk.open().funded(1000)


@pytest.fixture(autouse=True)
def as_the_site(desk: Desk) -> Iterator[None]:
    execute("set constraints all immediate")
    call_command("create_runtime_role", verbosity=0)
    call_command("create_runtime_role", verbosity=0)  # a second run changes nothing
    execute("set local role zhouji_runtime")
    yield
    execute("reset role")


def test_the_verbs_work(desk: Desk) -> None:
    pending = desk.commitment(700)
    services.resolve(Code.DISBURSEMENT, pending=pending, effect_key="pay", by_id=ACTOR)
    services.lock([desk.fund, desk.restricted])
    services.post(
        Code.REALLOCATION,
        debit=desk.fund,
        credit=desk.restricted,
        amount_fen=100,
        effect_key="r",
        by_id=ACTOR,
        approver_id=APPROVER,
    )
    assert balance(desk.fund).available_fen == 200
    with pytest.raises(services.Overdrawn):
        desk.commitment(201)
    services.freeze(reason="test", faults=[])
    assert services.lift_freeze(by_a=ACTOR, by_b=APPROVER)
    assert checks.faults() == []


FORBIDDEN = [
    "update ledger_account set credits_posted_fen = credits_posted_fen + 1",
    "update ledger_account set limited = false",
    "delete from ledger_account",
    "truncate ledger_account cascade",
    "update ledger_transfer set amount_fen = 1",
    "delete from ledger_transfer",
    "truncate ledger_transfer",
    "update ledger_book set currency = 'USD'",
    "delete from ledger_book",
    "update ledger_freeze set reason = ''",
    "delete from ledger_freeze",
    "alter table ledger_transfer disable trigger ledger_apply",
    "alter table ledger_account drop constraint ledger_account_no_overdraft",
    "drop trigger ledger_append_only on ledger_transfer",
    "create or replace function ledger_apply() returns trigger language plpgsql as 'begin return null; end'",
    "create table public.mine (id int)",
    "select nextval('ledger_transfer_number'), setval('ledger_transfer_number', 1)",
    "set session_replication_role = replica",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_role_is_refused(statement: str) -> None:
    with pytest.raises(ProgrammingError) as refusal, transaction.atomic():
        execute(statement)
    assert isinstance(refusal.value.__cause__, InsufficientPrivilege)


def test_the_role_opens_accounts_only_through_the_function(desk: Desk) -> None:
    with pytest.raises(ProgrammingError) as refusal, transaction.atomic():
        insert_account(desk.book, kind="fund", limited=True, credits_posted_fen=10**9)
    assert isinstance(refusal.value.__cause__, InsufficientPrivilege)
    assert balance(desk.reserve).posted_fen == 0


def test_a_table_slipped_in_before_ours_is_not_read(desk: Desk) -> None:
    pending = desk.commitment(100)
    services.freeze(reason="test", faults=[])
    execute("create temp table ledger_freeze (lifted_at timestamptz)")
    execute("set local search_path = pg_temp, public")
    with pytest.raises(services.Frozen):
        services.resolve(Code.DISBURSEMENT, pending=pending, effect_key="pay", by_id=ACTOR)
