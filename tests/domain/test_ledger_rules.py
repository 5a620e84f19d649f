"""Every rule of the ledger is broken once and refuses by its name; without the rule the same nonsense gets in.

The second half is the proof that the first one tests that rule and not a neighbour. Where two rules guard the same
door, `also` names what else must go before the nonsense passes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from funds.ledger import catalogue, services
from funds.ledger.journal import constraint_of
from funds.ledger.routes import AccountKind, Code
from tests.factories.ledger import (
    ACTOR,
    APPROVER,
    Desk,
    charity,
    database_now,
    drop_constraint,
    drop_trigger,
    everything,
    execute,
    insert,
    insert_account,
    insert_transfer,
    key,
    mutate_function,
)

pytestmark = pytest.mark.django_db

NO_APPLY = drop_trigger("ledger_transfer", "ledger_apply")
NO_MOVED = drop_trigger("ledger_account", "ledger_moved_by_journal")
NO_STAMP = drop_trigger("ledger_transfer", "ledger_lock")


@dataclass
class Rule:
    """A refusal by name, what must go for it to be gone, and an act that only it prevents."""

    name: str
    act: Callable[[Desk], object]
    also: list[str] = field(default_factory=list)
    trigger: str | None = None
    branch: str | None = None  # a refusal of `ledger_apply`, switched off by its words
    about: str = ""

    @property
    def table(self) -> str:
        return "_".join(self.name.split("_")[:2])

    def switch_off(self) -> None:
        execute("set constraints all immediate")
        if self.branch:
            mutate_function("ledger_apply", self.branch, "false")
        elif self.trigger:
            execute(drop_trigger(self.table, self.trigger))
        else:
            execute(drop_constraint(self.table, self.name))
        for statement in self.also:
            execute(statement)

    def __str__(self) -> str:
        return f"{self.name}-{self.about}" if self.about else self.name


def transfer(*sides: str, **values: object) -> Callable[[Desk], object]:
    return lambda desk: insert_transfer(getattr(desk, sides[0]), getattr(desk, sides[1]), **values)


def resolution(desk: Desk, pending_id: object, **values: object) -> None:
    row = {"kind": "post", "code": "disbursement", "pending_id": pending_id} | values
    insert_transfer(desk.fund, desk.payable, **row)


def same_effect_twice(desk: Desk) -> None:
    for _ in range(2):
        insert_transfer(desk.bank, desk.fund, effect_key="gift:1")


def resolved_twice(desk: Desk) -> None:
    desk.commitment(100)  # its reservation would cover a second return
    pending = desk.commitment(100)
    for kind, code in [("void", "release"), ("post", "disbursement")]:
        resolution(desk, pending.pk, kind=kind, code=code)


def same_number_twice(desk: Desk) -> None:
    execute("set constraints all immediate")
    execute("alter table ledger_transfer disable trigger ledger_lock")
    for _ in range(2):
        insert_transfer(desk.bank, desk.fund, number=7)


def foreign_debit(desk: Desk) -> None:
    insert_transfer(Desk.open().bank, desk.fund, book_id=desk.book.pk)


def foreign_credit(desk: Desk) -> None:
    insert_transfer(desk.bank, Desk.open().fund)


def resolves_a_resolution(desk: Desk) -> None:
    desk.commitment(100)
    paid = services.resolve(Code.DISBURSEMENT, pending=desk.commitment(100), effect_key=key("pay"), by_id=ACTOR)
    resolution(desk, paid.pk, kind="void", code="release")


def other_payable(desk: Desk) -> None:
    other = services.open_account(AccountKind.PAYABLE, book=desk.book, of=uuid4())
    row = {"kind": "post", "code": "disbursement", "pending_id": desk.commitment(100).pk}
    insert_transfer(desk.fund, other, **row)


def paid_while_frozen(desk: Desk) -> None:
    pending = desk.commitment(100)
    services.freeze(reason="test", faults=[])
    resolution(desk, pending.pk)


def overdrawn_by_pendings(desk: Desk) -> None:
    desk.commitment(1000)
    insert_transfer(desk.fund, desk.budget, code="budget", amount_fen=1)


def negative_sums(column: str) -> Callable[[Desk], object]:
    def act(desk: Desk) -> None:
        execute("set constraints all immediate")
        execute("alter table ledger_account disable trigger ledger_moved_by_journal")
        execute(f"update ledger_account set {column} = -1 where id = %s", [desk.bank.pk])

    return act


def frozen(**values: object) -> Callable[[Desk], object]:
    return lambda desk: insert("ledger_freeze", **({"reason": "test", "faults": [], "at": database_now()} | values))


def frozen_twice(desk: Desk) -> None:
    frozen()(desk)
    frozen()(desk)


def lifted(statement: str) -> Callable[[Desk], object]:
    def act(desk: Desk) -> None:
        services.freeze(reason="test", faults=[])
        services.lift_freeze(by_a=ACTOR, by_b=APPROVER)
        execute(statement)

    return act


def alone(statement: str) -> Callable[[Desk], object]:
    return lambda desk: execute(statement)


def frozen_then(statement: str) -> Callable[[Desk], object]:
    def act(desk: Desk) -> None:
        services.freeze(reason="test", faults=[])
        execute(statement)

    return act


def on_account(statement: str) -> Callable[[Desk], object]:
    return lambda desk: execute(statement, [desk.reserve.pk])


def new_account(**values: object) -> Callable[[Desk], object]:
    return lambda desk: insert_account(desk.book, **values)


def book_twice(desk: Desk) -> None:
    insert("ledger_book", id=uuid4(), holder_id=desk.book.holder_id, holder_kind=desk.book.holder_kind, currency="CNY")


def book_under_a_false_flag(desk: Desk) -> None:
    """A charity's book that says it is the government's would hold government accounts."""
    insert("ledger_book", id=uuid4(), holder_id=charity().pk, holder_kind="civil_affairs", currency="CNY")


REALLOCATION = {"code": "reallocation", "actor_id": ACTOR, "approver_id": APPROVER}
T, A, F = "ledger_transfer", "ledger_account", "ledger_freeze"
BOTH_SIDES_FREE = [drop_constraint(T, "ledger_transfer_credit_side")]

RULES = [
    Rule(f"{T}_positive", transfer("bank", "fund", amount_fen=0), about="zero"),
    Rule(
        f"{T}_positive",
        transfer("bank", "clearing", code="payout", amount_fen=-5),
        about="negative",
        also=[drop_constraint(A, f"{A}_sums_not_negative")],
    ),
    Rule(f"{T}_two_sides", transfer("fund", "fund", **REALLOCATION)),
    Rule(f"{T}_one_effect", same_effect_twice),
    Rule(f"{T}_one_resolution", resolved_twice),
    Rule(f"{T}_one_number", same_number_twice),
    Rule(f"{T}_kind", transfer("bank", "fund", kind="gift"), also=[NO_APPLY]),
    Rule(f"{T}_resolves", lambda desk: resolution(desk, None), also=[NO_APPLY], about="nothing"),
    Rule(
        f"{T}_resolves",
        lambda desk: resolution(desk, desk.commitment(100).pk, kind="pending", code="commitment"),
        also=[NO_APPLY],
        about="as-pending",
    ),
    Rule(f"{T}_expiry_of_pending", lambda desk: insert_transfer(desk.bank, desk.fund, expires_at=database_now())),
    Rule(f"{T}_two_approvers", transfer("fund", "restricted", **REALLOCATION | {"approver_id": ACTOR}), about="same"),
    Rule(f"{T}_two_approvers", transfer("fund", "restricted", **REALLOCATION | {"approver_id": None}), about="one"),
    Rule(f"{T}_two_approvers", transfer("fund", "restricted", **REALLOCATION | {"actor_id": None}), about="other"),
    Rule(f"{T}_effect_key_form", transfer("bank", "fund", effect_key=""), about="empty"),
    Rule(f"{T}_effect_key_form", transfer("bank", "fund", effect_key="gift:王"), about="name"),
    Rule(f"{T}_memo_of_ids", transfer("bank", "fund", memo={"donor": "王小明"}), about="name"),
    Rule(f"{T}_memo_of_ids", transfer("bank", "fund", memo=["id"]), about="list"),
    Rule(f"{T}_debit_side", foreign_debit),
    Rule(f"{T}_credit_side", foreign_credit),
    Rule(f"{T}_debit_side", transfer("bank", "fund", currency="USD"), also=BOTH_SIDES_FREE, about="currency"),
    Rule(f"{T}_debit_side", transfer("bank", "fund", book_id=uuid4()), also=BOTH_SIDES_FREE, about="no-book"),
    Rule(f"{T}_resolves_existing", lambda desk: resolution(desk, uuid4()), also=[NO_APPLY]),
    Rule(
        f"{T}_resolves_pending",
        resolves_a_resolution,
        branch="p.id is not null and p.kind <> 'pending'",
        also=[
            "create or replace function ledger_route(kind text, code text, debit text, credit text, resolves text)"
            " returns boolean language sql as 'select true'"
        ],
    ),
    Rule(
        f"{T}_same_accounts",
        other_payable,
        branch="(p.debit_id, p.credit_id) <> (new.debit_id, new.credit_id)",
        also=[drop_constraint(A, f"{A}_sums_not_negative")],
    ),
    Rule(
        f"{T}_within_pending",
        lambda desk: resolution(desk, desk.commitment(100).pk, amount_fen=101),
        branch="new.amount_fen > p.amount_fen",
    ),
    Rule(
        f"{T}_void_whole",
        lambda desk: resolution(desk, desk.commitment(100).pk, kind="void", code="release", amount_fen=99),
        branch="new.kind = 'void' and new.amount_fen <> p.amount_fen",
    ),
    Rule(
        f"{T}_not_expired",
        lambda desk: resolution(desk, desk.commitment(100, expires_at=database_now() - timedelta(seconds=1)).pk),
        branch="new.kind = 'post' and p.expires_at <= clock_timestamp()",
    ),
    Rule(
        f"{T}_expiry_reached",
        lambda desk: resolution(desk, desk.commitment(100).pk, kind="void", code="expiry"),
        branch="new.code = 'expiry' and coalesce(p.expires_at > clock_timestamp(), true)",
    ),
    Rule(
        f"{T}_route",
        transfer("fund", "bank"),
        branch="not coalesce(ledger_route(new.kind, new.code,\n"
        "      (select kind from ledger_account where id = new.debit_id),\n"
        "      (select kind from ledger_account where id = new.credit_id), p.code), false)",
    ),
    Rule(
        f"{T}_not_frozen",
        paid_while_frozen,
        branch="new.code = 'disbursement' and exists (select from ledger_freeze where lifted_at is null)",
    ),
    Rule(
        f"{T}_append_only",
        alone("update ledger_transfer set amount_fen = 1"),
        trigger="ledger_append_only",
        about="update",
    ),
    Rule(f"{T}_append_only", alone("delete from ledger_transfer"), trigger="ledger_append_only", about="delete"),
    Rule(f"{T}_append_only", alone("truncate ledger_transfer"), trigger="ledger_no_truncate", about="truncate"),
    Rule(f"{A}_no_overdraft", transfer("fund", "budget", code="budget", amount_fen=1001), about="posted"),
    Rule(f"{A}_no_overdraft", overdrawn_by_pendings, about="pending"),
    *[
        Rule(f"{A}_sums_not_negative", negative_sums(column), about=column)
        for column in ("debits_pending_fen", "credits_pending_fen", "debits_posted_fen", "credits_posted_fen")
    ],
    Rule(f"{A}_kind", new_account(kind="purse")),
    Rule(f"{A}_limited_by_kind", new_account(kind="fund", limited=False), about="free-fund"),
    Rule(f"{A}_limited_by_kind", new_account(kind="bank", limited=True), about="bound-bank"),
    Rule(f"{A}_key_form", new_account(key="bank/王小明")),
    Rule(f"{A}_one", lambda desk: insert_account(desk.book, key=desk.bank.key)),
    Rule(f"{A}_in_book", new_account(currency="USD"), about="currency"),
    Rule(f"{A}_in_book", new_account(book_id=uuid4()), about="no-book"),
    Rule(
        f"{A}_moved_by_journal", new_account(credits_posted_fen=1), trigger="ledger_moved_by_journal", about="born-rich"
    ),
    Rule(
        f"{A}_moved_by_journal",
        on_account("update ledger_account set credits_posted_fen = 1 where id = %s"),
        trigger="ledger_moved_by_journal",
        about="update",
    ),
    Rule(
        f"{A}_moved_by_journal",
        on_account("update ledger_account set key = 'fund/x' where id = %s"),
        trigger="ledger_moved_by_journal",
        about="rename",
    ),
    Rule(
        f"{A}_append_only",
        on_account("delete from ledger_account where id = %s"),
        trigger="ledger_account_kept",
        about="delete",
    ),
    Rule(
        f"{A}_append_only",
        alone("truncate ledger_account, ledger_transfer"),
        trigger="ledger_account_no_truncate",
        also=[drop_trigger(T, "ledger_no_truncate")],
        about="truncate",
    ),
    Rule("ledger_book_one", book_twice),
    Rule("ledger_book_holder_kind", book_under_a_false_flag),
    Rule(
        "ledger_book_append_only",
        alone("update ledger_book set id = gen_random_uuid()"),
        trigger="ledger_book_kept",
        also=[drop_constraint(A, f"{A}_in_book")],
        about="update",
    ),
    Rule(
        "ledger_book_append_only",
        alone("delete from ledger_book"),
        trigger="ledger_book_kept",
        also=[drop_constraint(A, f"{A}_in_book")],
        about="delete",
    ),
    Rule(f"{F}_one_stands", frozen_twice),
    Rule(
        f"{F}_lifted_by_two",
        frozen_then(f"update ledger_freeze set lifted_at = now(), lifted_by_a = '{ACTOR}'"),
        about="one",
    ),
    Rule(f"{F}_lifted_by_two", frozen_then("update ledger_freeze set lifted_at = now()"), about="nobody"),
    Rule(
        f"{F}_lifted_by_two",
        frozen_then(f"update ledger_freeze set lifted_at = now(), lifted_by_a = '{ACTOR}', lifted_by_b = '{ACTOR}'"),
        about="same",
    ),
    Rule(f"{F}_lifted_by_two", frozen(lifted_by_a=ACTOR, lifted_by_b=APPROVER), about="no-time"),
    Rule(
        f"{F}_lifted_once",
        frozen(lifted_at="2026-01-01T00:00Z", lifted_by_a=ACTOR, lifted_by_b=APPROVER),
        trigger="ledger_freeze_lift",
        about="born-lifted",
    ),
    Rule(
        f"{F}_lifted_once",
        lifted("update ledger_freeze set lifted_at = now() + interval '1 day'"),
        trigger="ledger_freeze_lift",
        about="again",
    ),
    Rule(
        f"{F}_lifted_once",
        frozen_then("update ledger_freeze set reason = 'nothing'"),
        trigger="ledger_freeze_lift",
        about="reworded",
    ),
    Rule(f"{F}_append_only", frozen_then("delete from ledger_freeze"), trigger="ledger_freeze_kept", about="delete"),
    Rule(f"{F}_append_only", alone("truncate ledger_freeze"), trigger="ledger_freeze_no_truncate", about="truncate"),
]

#: Unique by their first column alone, and there only because the composite foreign keys need them.
IMPLIED = {("ledger_book", "ledger_book_currency"), ("ledger_account", "ledger_account_book_currency")}


@pytest.fixture
def desk() -> Desk:
    return Desk.open().funded(1000)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_nonsense_is_refused_by_the_rule_and_moves_nothing(rule: Rule, desk: Desk) -> None:
    desk.payable, desk.budget, desk.reserve, desk.restricted, desk.clearing  # noqa: B018  # opened before the picture
    before = everything()
    execute("set constraints all immediate")
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        rule.act(desk)
        execute("set constraints all immediate")
    assert constraint_of(refusal.value) == rule.name
    assert everything() == before


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_without_the_rule_the_nonsense_gets_in_and_the_catalogue_tells(rule: Rule, desk: Desk) -> None:
    desk.payable, desk.budget, desk.reserve, desk.restricted  # noqa: B018
    rule.switch_off()
    rule.act(desk)
    execute("set constraints all immediate")
    gone = f"trigger {rule.trigger}" if rule.trigger else "function ledger_apply" if rule.branch else rule.name
    assert gone in catalogue.missing()


def test_every_named_rule_and_trigger_is_broken_here() -> None:
    tested = {(rule.table, rule.name) for rule in RULES}
    assert catalogue.expected_constraints() - IMPLIED <= tested
    triggers = {rule.trigger for rule in RULES if rule.trigger}
    assert set(catalogue.TRIGGERS) - triggers == {"ledger_lock", "ledger_apply"}  # in test_ledger_journal


def test_a_charity_is_not_deleted_while_it_has_a_book() -> None:
    book = services.open_book(holder=charity())
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("delete from organisations_organisation where id = %s", [book.holder_id])
        execute("set constraints all immediate")
