"""The table of routes as the database's own rule: the function `ledger_route`, asked by the journal's trigger.

A migration runs `replace_function()`; `catalogue.py` compares what stands in the database with `body()`.
"""

from collections.abc import Iterable

from funds.ledger.routes import ROUTES, Route

HEAD = """create or replace function ledger_route(kind text, code text, debit text, credit text, resolves text)
returns boolean language sql immutable set search_path = pg_catalog, pg_temp as """


def replace_function(routes: Iterable[Route] = ROUTES) -> str:
    """The SQL that makes the database's rule say what the table says; again, it changes nothing."""
    return f"{HEAD}$${body(routes)}$$;"


def body(routes: Iterable[Route] = ROUTES) -> str:
    rows = ",\n    ".join(_row(route) for route in routes)
    return f"\n  select (kind, code, debit, credit, coalesce(resolves, '')) in (\n    {rows})\n"


def _row(route: Route) -> str:
    words = (route.kind, route.code, route.debit, route.credit, route.resolves or "")
    return f"({', '.join(repr(str(word)) for word in words)})"
