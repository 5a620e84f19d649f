"""Several counts in one question to the database."""

from collections.abc import Hashable
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Key = TypeVar("Key", bound=Hashable)


def count_each(querysets: dict[Key, QuerySet[Any]]) -> dict[Key, int]:
    """How many rows each of these finds. The rail of a workspace shows a dozen such figures on every page: asked one by
    one they would be most of the page's time."""
    found = dict.fromkeys(querysets, 0)
    names: list[Key] = []
    columns: list[str] = []
    values: list[Any] = []
    for name, rows in querysets.items():
        try:
            unordered = rows if rows.query.is_sliced else rows.order_by()
            sql, parameters = unordered.values("pk").query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:  # nothing this person could see: no need to ask
            continue
        names.append(name)
        columns.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 – compiled by the ORM, values apart
        values += parameters
    if names:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(columns)}", values)
            found.update(zip(names, cursor.fetchone(), strict=True))
    return found
