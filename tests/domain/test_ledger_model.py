"""The database walks in step with the model, and the model notices each of the ledger's rules that is taken away."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.domain.ledger_model import LedgerMachine, walk
from tests.factories.ledger import execute, mutate_function

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WALK = settings(
    max_examples=50,
    stateful_step_count=20,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
SEEDS = range(40)  # enough walks to meet a missing rule; most mutants fall in the first
STEPS = 60


def test_the_database_agrees_with_the_model() -> None:
    run_state_machine_as_test(LedgerMachine, settings=WALK)


@pytest.mark.parametrize("seed", SEEDS[:10])
def test_the_database_agrees_with_the_model_on_even_walks(seed: int) -> None:
    walk(seed, STEPS)


FREE = "alter table {} drop constraint {} cascade"
MUTANTS: dict[str, str | tuple[str, str]] = {
    "overdraft": FREE.format("ledger_account", "ledger_account_no_overdraft"),
    "amount": FREE.format("ledger_transfer", "ledger_transfer_positive"),
    "debit side": FREE.format("ledger_transfer", "ledger_transfer_debit_side"),
    "credit side": FREE.format("ledger_transfer", "ledger_transfer_credit_side"),
    "one resolution": FREE.format("ledger_transfer", "ledger_transfer_one_resolution"),
    "two approvers": FREE.format("ledger_transfer", "ledger_transfer_two_approvers"),
    "apply": "drop trigger ledger_apply on ledger_transfer",
    "same accounts": ("(p.debit_id, p.credit_id) <> (new.debit_id, new.credit_id)", "false"),
    "within pending": ("new.amount_fen > p.amount_fen", "false"),
    "void whole": ("new.kind = 'void' and new.amount_fen <> p.amount_fen", "false"),
    "expired": ("new.kind = 'post' and p.expires_at <= clock_timestamp()", "false"),
    "not yet expired": ("new.code = 'expiry' and coalesce(p.expires_at > clock_timestamp(), true)", "false"),
    "returns the rest": ("pend := -p.amount_fen", "pend := -new.amount_fen"),
    "pending counts": ("debits_pending_fen + pend,", "debits_pending_fen,"),
    "credit moves": ("credits_posted_fen + post where", "credits_posted_fen where"),
    "void posts nothing": ("in ('single', 'post')", "in ('single', 'post', 'void')"),
    "route": "create or replace function ledger_route(kind text, code text, debit text, credit text, resolves text)"
    " returns boolean language sql as 'select true'",
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_model_notices_a_missing_rule(mutant: str) -> None:
    execute("set constraints all immediate")
    match MUTANTS[mutant]:
        case str(statement):
            execute(statement)
        case (old, new):
            mutate_function("ledger_apply", old, new)
    with pytest.raises(AssertionError, match="the model|model Sums"):
        for seed in SEEDS:
            walk(seed, STEPS)


def test_enough_mutants_are_hunted() -> None:
    assert len(MUTANTS) >= 15
