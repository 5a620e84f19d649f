"""The database's own copy of a life cycle: a row's state moves only along the table, whoever writes it.

A migration freezes the moves it was made with; a test compares them with the Python table, so a changed table needs a
migration.
"""

from collections.abc import Iterable

from django.db import migrations

from common.acts.tables import LifeCycle


def pairs_of(cycle: LifeCycle) -> list[tuple[str, str]]:
    """Every (from, to) of the table, sorted; a move onto the same state is always allowed and left out."""
    return sorted({(str(state), str(move.to)) for move in cycle.moves for state in move.from_ if state != move.to})


def guard(table: str, pairs: Iterable[tuple[str, str]]) -> migrations.RunSQL:
    """A trigger `<table>_life_cycle` that refuses (23514) an update of `state` outside `pairs`."""
    allowed = ", ".join(f"'{before}>{after}'" for before, after in pairs)
    return migrations.RunSQL(
        sql=f"""
        create or replace function {table}_life_cycle() returns trigger language plpgsql as $$ begin
          if old.state is distinct from new.state
             and not (old.state || '>' || new.state) = any (array[{allowed}]::text[]) then
            raise exception 'illegal move of {table}: % to %', old.state, new.state
              using errcode = '23514', constraint = '{table}_life_cycle';
          end if;
          return new;
        end $$;
        drop trigger if exists {table}_life_cycle on {table};
        create trigger {table}_life_cycle before update of state on {table}
          for each row execute function {table}_life_cycle();
        """,
        reverse_sql=f"drop trigger {table}_life_cycle on {table}; drop function {table}_life_cycle();",
    )
