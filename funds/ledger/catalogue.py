"""What must be in the database's own catalogue for the money rules to hold: the owner could drop or disable any of it.

A migration that changes a function changes its digest here (first 16 hex digits of the SHA-256 of its body).
"""

import hashlib
from typing import Any

from django.db import connection, models

from funds.ledger import route_rule
from funds.ledger.models import Account, Book, Freeze, Transfer

MODELS: list[type[models.Model]] = [Book, Account, Transfer, Freeze]

#: Constraints that migrations 0002 and 0003 add beside those that the models name.
MORE_CONSTRAINTS = {
    "ledger_book": ["ledger_book_holder_kind"],
    "ledger_account": ["ledger_account_in_book"],
    "ledger_transfer": [
        "ledger_transfer_debit_side",
        "ledger_transfer_credit_side",
        "ledger_transfer_resolves_existing",
        "ledger_transfer_memo_of_ids",
    ],
}

TRIGGERS = {
    "ledger_lock": ("ledger_transfer", "ledger_lock"),
    "ledger_apply": ("ledger_transfer", "ledger_apply"),
    "ledger_append_only": ("ledger_transfer", "ledger_append_only"),
    "ledger_no_truncate": ("ledger_transfer", "ledger_append_only"),
    "ledger_moved_by_journal": ("ledger_account", "ledger_moved_by_journal"),
    "ledger_account_kept": ("ledger_account", "ledger_append_only"),
    "ledger_account_no_truncate": ("ledger_account", "ledger_append_only"),
    "ledger_book_kept": ("ledger_book", "ledger_append_only"),
    "ledger_freeze_lift": ("ledger_freeze", "ledger_freeze_lift"),
    "ledger_freeze_kept": ("ledger_freeze", "ledger_append_only"),
    "ledger_freeze_no_truncate": ("ledger_freeze", "ledger_append_only"),
}

FUNCTIONS = {
    "ledger_append_only": "05d4ba0fe3b73812",
    "ledger_apply": "75b6660a4add1354",
    "ledger_freeze_lift": "f232d1af5295e109",
    "ledger_lock": "f37b7fee2e2fa1ea",
    "ledger_lock_accounts": "48259b9da1fa087f",
    "ledger_moved_by_journal": "5041860037973dbd",
    "ledger_open": "0076a8d526d697e6",
    "ledger_route": hashlib.sha256(route_rule.body().encode()).hexdigest()[:16],
}
DEFINERS = {"ledger_apply", "ledger_lock", "ledger_lock_accounts", "ledger_open"}

# PostgreSQL 18 can keep a constraint and not enforce it; before 18 the column is missing and the answer is true.
CONSTRAINTS_QUERY = """
    select conrelid::regclass::text, conname,
      convalidated and coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)
    from pg_constraint c where conrelid::regclass::text = any(%s)"""
TRIGGERS_QUERY = """
    select tgname, tgrelid::regclass::text, tgfoid::regproc::text, tgenabled in ('O', 'A')
    from pg_trigger where tgrelid::regclass::text = any(%s) and not tgisinternal"""
FOREIGN_KEY_TRIGGERS_QUERY = """
    select distinct c.conname from pg_trigger t join pg_constraint c on c.oid = t.tgconstraint
    where t.tgisinternal and t.tgenabled not in ('O', 'A')
      and (c.conrelid::regclass::text = any(%s) or c.confrelid::regclass::text = any(%s))"""
FUNCTIONS_QUERY = """
    select proname, left(encode(sha256(convert_to(prosrc, 'UTF8')), 'hex'), 16), prosecdef, proconfig is not null
    from pg_proc where pronamespace = 'public'::regnamespace and proname = any(%s)"""
NULLABLE_QUERY = """
    select attrelid::regclass::text, attname from pg_attribute
    where attrelid::regclass::text = any(%s) and attnum > 0 and not attisdropped and not attnotnull"""


def missing() -> list[str]:
    """Names of rules that are absent, disabled, not enforced or changed; empty when all stand."""
    return sorted(_constraints() | _triggers() | _functions() | _nullable())


def expected_constraints() -> set[tuple[str, str]]:
    """(table, constraint): those that the models name, and those that only SQL can state."""
    named = {(model._meta.db_table, rule.name) for model in MODELS for rule in model._meta.constraints}
    return named | {(table, name) for table, names in MORE_CONSTRAINTS.items() for name in names}


def _constraints() -> set[str]:
    found = {(table, name) for table, name, stands in _rows(CONSTRAINTS_QUERY, [_tables()]) if stands}
    idle = {name for (name,) in _rows(FOREIGN_KEY_TRIGGERS_QUERY, [_tables(), _tables()])}
    return {name for _table, name in expected_constraints() - found} | idle


def _triggers() -> set[str]:
    found = {
        name: (table, function) for name, table, function, enabled in _rows(TRIGGERS_QUERY, [_tables()]) if enabled
    }
    return {f"trigger {name}" for name, where in TRIGGERS.items() if found.get(name) != where}


def _functions() -> set[str]:
    found = {name: rest for name, *rest in _rows(FUNCTIONS_QUERY, [list(FUNCTIONS)])}
    return {
        f"function {name}" for name, digest in FUNCTIONS.items() if found.get(name) != [digest, name in DEFINERS, True]
    }


def _nullable() -> set[str]:
    """A CHECK and a composite foreign key both pass on NULL: only the columns meant to be empty may be."""
    meant = {(model._meta.db_table, field.column) for model in MODELS for field in model._meta.fields if field.null}
    return {f"not null {table}.{column}" for table, column in set(_rows(NULLABLE_QUERY, [_tables()])) - meant}


def _tables() -> list[str]:
    return [model._meta.db_table for model in MODELS]


def _rows(query: str, parameters: list[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()
