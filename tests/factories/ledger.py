"""Situations of the ledger, made by its own verbs, and a door for writing nonsense straight into its tables."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from common.regions import demo_city
from funds.ledger import services
from funds.ledger.models import Account, Book, Transfer
from funds.ledger.routes import AccountKind, Code
from organisations.models import Organisation
from tests.factories.regions import demo_region

ACTOR, APPROVER = UUID(int=1), UUID(int=2)


def charity() -> Organisation:
    number = f"{uuid4().int % 10**18:018d}"
    region = demo_region(demo_city.SONGPING_TOWN)
    return Organisation.objects.create(kind="charity", name=f"慈善会{number}", uscc=number, region=region)


@dataclass
class Desk:
    """One holder's book with an account of each kind; opened when first asked for."""

    book: Book

    @classmethod
    def open(cls) -> "Desk":
        return cls(services.open_book(holder=charity()))

    @cached_property
    def bank(self) -> Account:
        return services.open_account(AccountKind.BANK, book=self.book, of="main")

    @cached_property
    def clearing(self) -> Account:
        return services.open_account(AccountKind.CLEARING, book=self.book, of=f"acct_{self.book.pk}")

    @cached_property
    def fund(self) -> Account:
        return services.open_account(AccountKind.FUND, book=self.book, of=self.book.pk)

    @cached_property
    def restricted(self) -> Account:
        return services.open_account(AccountKind.FUND, book=self.book, of=self.book.pk, restriction="medical")

    @cached_property
    def budget(self) -> Account:
        return services.open_account(AccountKind.BUDGET, book=self.book, of=uuid4())

    @cached_property
    def payable(self) -> Account:
        return services.open_account(AccountKind.PAYABLE, book=self.book, of=uuid4())

    @cached_property
    def reserve(self) -> Account:
        return services.open_account(AccountKind.RESERVE, book=self.book)

    @cached_property
    def fees(self) -> Account:
        return services.open_account(AccountKind.FEES, book=self.book)

    @cached_property
    def receivable(self) -> Account:
        return services.open_account(AccountKind.RECEIVABLE, book=self.book, of=self.book.holder_id)

    def funded(self, amount_fen: int) -> "Desk":
        services.post(
            Code.TOP_UP, debit=self.bank, credit=self.fund, amount_fen=amount_fen, effect_key=key("top"), by_id=ACTOR
        )
        return self

    def commitment(self, amount_fen: int, *, expires_at: datetime | None = None) -> Transfer:
        return services.post(
            Code.COMMITMENT,
            debit=self.fund,
            credit=self.payable,
            amount_fen=amount_fen,
            effect_key=key("commit"),
            expires_at=expires_at or database_now() + timedelta(days=1),
            by_id=ACTOR,
        )


def key(word: str) -> str:
    return f"{word}:{uuid4()}"


def database_now() -> datetime:
    return rows("select clock_timestamp()")[0][0]


def execute(statement: str, parameters: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def rows(query: str, parameters: list[Any] | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def insert(table: str, **values: Any) -> None:
    """Any row, past every Python check."""
    adapted = [json.dumps(value) if isinstance(value, dict | list) else value for value in values.values()]
    places = ", ".join(["%s"] * len(values))
    execute(f"insert into {table} ({', '.join(values)}) values ({places})", adapted)


def insert_transfer(debit: Account, credit: Account, **values: Any) -> UUID:
    """A gift unless told otherwise: each test changes only what is wrong about it."""
    row = {
        "id": uuid4(),
        "number": 0,
        "at": datetime.fromisoformat("2001-01-01T00:00:00+00:00"),
        "kind": "single",
        "code": "gift",
        "book_id": debit.book_id,
        "currency": debit.currency,
        "debit_id": debit.pk,
        "credit_id": credit.pk,
        "amount_fen": 100,
        "effect_key": key("raw"),
        "memo": {},
    } | values
    insert("ledger_transfer", **row)
    return row["id"]


def insert_account(book: Book, **values: Any) -> None:
    row = {
        "book_id": book.pk,
        "currency": book.currency,
        "kind": "bank",
        "key": key("bank"),
        "limited": False,
        "debits_pending_fen": 0,
        "credits_pending_fen": 0,
        "debits_posted_fen": 0,
        "credits_posted_fen": 0,
    } | values
    insert("ledger_account", **row)


def everything() -> list[list[tuple]]:
    """All rows of the ledger: to show that a refusal moved nothing."""
    tables = ("ledger_book", "ledger_account", "ledger_transfer", "ledger_freeze")
    return [rows(f"select * from {table} order by 1") for table in tables]


def drop_trigger(table: str, trigger: str) -> str:
    return f"drop trigger {trigger} on {table}"


def drop_constraint(table: str, constraint: str) -> str:
    return f"alter table {table} drop constraint {constraint} cascade"


def mutate_function(name: str, old: str, new: str) -> None:
    """Replace a piece of a function's body; fails if the piece is not there."""
    [(definition,)] = rows("select pg_get_functiondef(%s::regproc)", [name])
    assert old in definition, f"{name} no longer contains: {old}"
    with connection.cursor() as cursor:
        cursor.execute(definition.replace(old, new).replace("%", "%%"), [])
