"""Rivals on their own connections with real commits. Beside a race stands a control without its rule, which fails."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from funds.ledger import checks, services
from funds.ledger.journal import constraint_of
from funds.ledger.models import Account, Transfer
from funds.ledger.routes import AccountKind, Code
from funds.ledger.selectors import balance
from tests.factories.ledger import ACTOR, Desk, database_now, drop_constraint, execute, key, mutate_function

pytestmark = [pytest.mark.fresh_db, pytest.mark.slow]

logger = logging.getLogger(__name__)  # the figures: pytest --log-cli-level=INFO

CONNECTIONS = 32
ATTEMPTS = 200
PLACES = 10
SHARE = 100
LOCKING = "perform 1 from ledger_account where id in (new.debit_id, new.credit_id) order by id for no key update;"
SECOND_BALANCE = "update ledger_account set credits_pending_fen"


def race(act: Callable[[int], str], attempts: int = ATTEMPTS, connections: int = CONNECTIONS) -> Counter[str]:
    """All connections are open and wait at a barrier; then they work off the attempts. Counts what `act` returns."""
    outcomes: list[str] = []
    barrier = threading.Barrier(connections, timeout=60)

    def work(worker: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            for attempt in range(worker, attempts, connections):
                outcomes.append(act(attempt))
        except BaseException as error:
            outcomes.append(f"{type(error).__name__}: {error}")
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    logger.info("%s", dict(Counter(outcomes)))
    return Counter(outcomes)


def spend(desk: Desk, attempt: int) -> str:
    try:
        services.post(
            Code.BUDGET, debit=desk.fund, credit=desk.budget, amount_fen=SHARE, effect_key=f"b:{attempt}", by_id=ACTOR
        )
    except services.Overdrawn as refusal:
        return constraint_of(refusal.__cause__)
    return "won"


def naive(desk: Desk, attempt: int) -> str:
    """What a service without the rule would do: read, think, write."""
    if balance(desk.fund).available_fen < SHARE:
        return "refused"
    time.sleep(0.02)
    return spend(desk, attempt)


def opened(desk: Desk) -> Desk:
    desk.fund, desk.restricted, desk.budget, desk.payable, desk.clearing, desk.bank  # noqa: B018
    return desk


def quick_deadlocks(database: str) -> None:
    """The server notices a deadlock after a second; the controls make many. Holds for connections opened later."""
    execute(f"alter database \"{database}\" set deadlock_timeout = '20ms'")


def test_two_hundred_rivals_for_ten_places_win_exactly_ten() -> None:
    desk = opened(Desk.open().funded(PLACES * SHARE))
    outcomes = race(lambda attempt: spend(desk, attempt))
    assert outcomes == {"won": PLACES, "ledger_account_no_overdraft": ATTEMPTS - PLACES}
    assert (balance(desk.fund).posted_fen, balance(desk.budget).posted_fen) == (0, PLACES * SHARE)
    assert checks.faults() == []


def test_control_read_then_write_without_the_rule_overspends() -> None:
    desk = opened(Desk.open().funded(PLACES * SHARE))
    execute(drop_constraint("ledger_account", "ledger_account_no_overdraft"))
    outcomes = race(lambda attempt: naive(desk, attempt))
    assert outcomes["won"] > PLACES
    assert balance(desk.fund).posted_fen < 0


def test_commitments_race_like_spending() -> None:
    desk = opened(Desk.open().funded(PLACES * SHARE))

    def commit(_attempt: int) -> str:
        try:
            desk.commitment(SHARE)
        except services.Overdrawn as refusal:
            return constraint_of(refusal.__cause__)
        return "won"

    assert race(commit) == {"won": PLACES, "ledger_account_no_overdraft": ATTEMPTS - PLACES}
    assert balance(desk.fund).available_fen == 0


def test_under_repeatable_read_rivals_fail_but_never_overspend() -> None:
    desk = opened(Desk.open().funded(PLACES * SHARE))

    def attempt(number: int) -> str:
        try:
            with transaction.atomic():
                execute("set transaction isolation level repeatable read")
                return spend(desk, number)
        except OperationalError:
            return "again"

    outcomes = race(attempt, attempts=64, connections=16)
    assert outcomes["won"] <= PLACES
    assert set(outcomes) <= {"won", "again", "ledger_account_no_overdraft"}
    assert balance(desk.fund).posted_fen == (PLACES - outcomes["won"]) * SHARE
    assert checks.faults() == []


RIVALS: dict[str, Callable[[Transfer, int], object]] = {
    "post": lambda pending, n: services.resolve(
        Code.DISBURSEMENT, pending=pending, effect_key=f"post:{n}", by_id=ACTOR
    ),
    "void": lambda pending, n: services.resolve(Code.RELEASE, pending=pending, effect_key=f"void:{n}", by_id=ACTOR),
    "expiry": lambda pending, n: services.write(
        kind="void",
        code="expiry",
        debit=pending.debit,
        credit=pending.credit,
        amount_fen=pending.amount_fen,
        pending=pending,
        effect_key=f"expiry:{n}",
    ),
}


def test_post_void_and_expiry_resolve_each_commitment_once() -> None:
    """Half of the commitments are fought over at once, the other half around the moment when they expire."""
    desk = opened(Desk.open().funded(PLACES * SHARE))
    expires_at = database_now() + timedelta(seconds=0.8)
    made = [desk.commitment(SHARE, expires_at=expires_at).pk for _ in range(PLACES)]
    grants = list(Transfer.objects.select_related("debit", "credit").filter(pk__in=made).order_by("number"))

    def rival(number: int) -> str:
        grant, word = number % PLACES, list(RIVALS)[number // PLACES % 3]
        if grant % 2:
            around = expires_at + timedelta(milliseconds=10 * (number % 7 - 3))
            time.sleep(max(0.0, (around - database_now()).total_seconds()))
        try:
            RIVALS[word](grants[grant], number)
        except (services.AlreadyResolved, services.Expired, services.NotYetExpired) as refusal:
            return type(refusal).__name__
        return word

    outcomes = race(rival)
    assert set(outcomes) <= {*RIVALS, "AlreadyResolved", "Expired", "NotYetExpired"}
    assert sum(outcomes.values()) == ATTEMPTS
    assert outcomes["post"] + outcomes["void"] + outcomes["expiry"] == PLACES
    assert Transfer.objects.filter(pending__in=made).values("pending").distinct().count() == PLACES
    assert balance(desk.payable).posted_fen == outcomes["post"] * SHARE
    assert balance(desk.fund).available_fen == (PLACES - outcomes["post"]) * SHARE
    assert checks.faults() == []


def test_control_without_the_unique_rule_a_commitment_is_resolved_many_times() -> None:
    desk = opened(Desk.open().funded(10_000))
    desk.commitment(9_000)  # covers what the rivals take back twice
    pending = Transfer.objects.select_related("debit", "credit").get(pk=desk.commitment(10).pk)
    execute(drop_constraint("ledger_transfer", "ledger_transfer_one_resolution"))

    def rival(number: int) -> str:
        RIVALS["post"](pending, number)
        return "post"

    assert race(rival, attempts=32)["post"] > 1


def test_one_effect_delivered_by_many_at_once_is_booked_once() -> None:
    desk = opened(Desk.open())

    def deliver(_attempt: int) -> str:
        gift = services.post(
            Code.GIFT, debit=desk.clearing, credit=desk.fund, amount_fen=60, effect_key="acct:pi:captured", by_id=None
        )
        return str(gift.pk)

    outcomes = race(deliver)
    assert list(outcomes.values()) == [ATTEMPTS]
    assert balance(desk.fund).posted_fen == 60


def two_transfers(accounts: list[Account], bank: Account, *, locked: bool) -> str:
    """Gifts to two funds in the order given: rivals come with the opposite order."""
    try:
        with transaction.atomic():
            if locked:
                services.lock([*accounts, bank])
            for fund in accounts:
                services.post(Code.GIFT, debit=bank, credit=fund, amount_fen=1, effect_key=key("gift"), by_id=None)
                time.sleep(0.002)
    except OperationalError as error:
        return type(error.__cause__).__name__
    return "booked"


@pytest.mark.parametrize("locked", [True, False], ids=["locked first", "control"])
def test_transactions_with_several_transfers_do_not_deadlock_once_they_lock_first(locked: bool, fresh_db: str) -> None:
    desk = opened(Desk.open())
    quick_deadlocks(fresh_db)
    banks = [services.open_account(AccountKind.BANK, book=desk.book, of=n) for n in range(16)]
    pair = [desk.fund, desk.restricted]
    order = [pair, pair[::-1]]
    # Apart from the two funds nothing is shared, so that only their order can lock two rivals against each other.
    outcomes = race(lambda n: two_transfers(order[n % 2], banks[n % 16], locked=locked), attempts=48, connections=16)
    assert (outcomes == {"booked": 48}) == locked
    assert set(outcomes) <= {"booked", "DeadlockDetected"}


@pytest.mark.parametrize("locked", [True, False], ids=["trigger locks", "control"])
def test_opposite_transfers_do_not_deadlock_since_the_trigger_locks_in_id_order(locked: bool, fresh_db: str) -> None:
    desk = opened(Desk.open().funded(10_000))
    services.post(Code.TOP_UP, debit=desk.bank, credit=desk.restricted, amount_fen=10_000, effect_key="t", by_id=ACTOR)
    if not locked:
        mutate_function("ledger_lock", LOCKING, "")
        widened = f"perform pg_sleep(0.01); {SECOND_BALANCE}"  # between the first balance and the second
        mutate_function("ledger_apply", SECOND_BALANCE, widened)

    def move(number: int) -> str:
        source, target = [desk.fund, desk.restricted][:: 1 if number % 2 else -1]
        try:
            services.post(
                Code.REALLOCATION,
                debit=source,
                credit=target,
                amount_fen=1,
                effect_key=key("r"),
                by_id=ACTOR,
                approver_id=desk.book.pk,
            )
        except OperationalError as error:
            return type(error.__cause__).__name__
        return "booked"

    quick_deadlocks(fresh_db)
    outcomes = race(move, attempts=64, connections=16)
    assert set(outcomes) == ({"booked"} if locked else {"booked", "DeadlockDetected"})
    if locked:
        assert checks.faults() == []


def test_a_freeze_set_while_others_pay_stops_all_that_come_after() -> None:
    desk = opened(Desk.open().funded(ATTEMPTS * 10))
    grants = [desk.commitment(10) for _ in range(64)]

    def pay(number: int) -> str:
        if number == 32:
            services.freeze(reason="test", faults=[])
        try:
            services.resolve(Code.DISBURSEMENT, pending=grants[number], effect_key=f"pay:{number}", by_id=ACTOR)
        except services.Frozen:
            return "frozen"
        return "paid"

    outcomes = race(pay, attempts=64, connections=8)
    assert outcomes["paid"] + outcomes["frozen"] == 64 and outcomes["frozen"] >= 1
    assert balance(desk.payable).posted_fen == outcomes["paid"] * 10
    with pytest.raises(services.Frozen):
        services.resolve(Code.DISBURSEMENT, pending=desk.commitment(1), effect_key="after", by_id=ACTOR)


def test_an_uncommitted_payment_blocks_the_account_and_not_the_reader() -> None:
    desk = opened(Desk.open().funded(100))
    with transaction.atomic():
        services.lock([desk.fund])
        seen: list[int] = []

        def read() -> None:
            seen.append(balance(desk.fund).available_fen)
            connection.close()

        reader = threading.Thread(target=read)
        reader.start()
        reader.join(timeout=10)
        assert seen == [100]


def test_integrity_errors_are_not_swallowed_in_a_race() -> None:
    desk, other = opened(Desk.open()), opened(Desk.open())

    def cross(number: int) -> str:
        try:
            services.post(
                Code.GIFT, debit=desk.bank, credit=other.fund, amount_fen=1, effect_key=f"x:{number}", by_id=None
            )
        except IntegrityError as error:
            return constraint_of(error)
        return "booked"

    assert race(cross, attempts=8, connections=8) == {"ledger_transfer_credit_side": 8}
