"""The database role of the running site: no DDL, and on tables that guard themselves only what their app declares.

An app whose tables are append-only says so in its AppConfig: `runtime_grants = {table: "SELECT, INSERT"}`.
"""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg import sql
from psycopg.errors import DuplicateObject, UniqueViolation

ROLE = "zhouji_runtime"


class Command(BaseCommand):
    help = f"Creates the role {ROLE} and grants it what the running site needs; run it after each migration."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            create_role(cursor)
            for statement in grants():
                cursor.execute(statement)
        self.stdout.write(f"{ROLE} is ready.")


def create_role(cursor: Any) -> None:
    """Roles belong to the whole server: another database's run may be creating it at this moment."""
    cursor.execute("select from pg_roles where rolname = %s", [ROLE])
    if cursor.fetchone() is None:
        try:
            with transaction.atomic():
                cursor.execute(f"create role {ROLE} nologin nosuperuser nocreatedb nocreaterole")
        except (IntegrityError, ProgrammingError) as error:
            if not isinstance(error.__cause__, UniqueViolation | DuplicateObject):
                raise


def grants() -> list[Any]:
    """All statements in order: everything on ordinary tables, then the narrow rights of the guarded ones."""
    role = sql.Identifier(ROLE)
    statements = [
        sql.SQL("revoke create on schema public from public"),
        sql.SQL("grant usage on schema public to {}").format(role),
        sql.SQL("grant select, insert, update, delete on all tables in schema public to {}").format(role),
        sql.SQL("grant usage, select on all sequences in schema public to {}").format(role),
        sql.SQL("revoke insert, update, delete on django_migrations from {}").format(role),
    ]
    for config in apps.get_app_configs():
        for table, rights in getattr(config, "runtime_grants", {}).items():
            statements.append(sql.SQL("revoke all on {} from {}").format(sql.Identifier(table), role))
            statements.append(sql.SQL("grant {} on {} to {}").format(sql.SQL(rights), sql.Identifier(table), role))
        for function in getattr(config, "runtime_functions", []):
            statements.append(sql.SQL("grant execute on function {} to {}").format(sql.SQL(function), role))
    return statements
