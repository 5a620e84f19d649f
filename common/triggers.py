"""Triggers that several packages put on their tables, as migration operations with their reverse."""

from django.db import migrations


def append_only(table: str) -> migrations.RunSQL:
    """Rows are written once: UPDATE, DELETE and TRUNCATE raise 23514 naming `<table>_append_only`, for every role."""
    name = f"{table}_append_only"
    return migrations.RunSQL(
        sql=f"""
            create function {name}() returns trigger language plpgsql as $$ begin
              raise exception '{table} is append only'
                using errcode = '23514', constraint = '{name}', table = '{table}';
            end $$;
            create trigger {name} before update or delete on {table} for each row execute function {name}();
            create trigger {name}_truncate before truncate on {table} for each statement execute function {name}();
        """,
        reverse_sql=f"""
            drop trigger {name}_truncate on {table};
            drop trigger {name} on {table};
            drop function {name}();
        """,
    )


def only_decided(table: str, *free: str) -> migrations.RunSQL:
    """A row stands as it was entered: only the columns in `free` change, and only while `state` is 'proposed'.

    Anything else, and every DELETE, raises 23514 naming `<table>_unchanged`, for every role.
    """
    name, columns = f"{table}_unchanged", ", ".join(f"'{one}'" for one in free)
    return migrations.RunSQL(
        sql=f"""
            create function {name}() returns trigger language plpgsql as $$ begin
              if tg_op = 'UPDATE' and old.state = 'proposed'
                 and to_jsonb(old) - array[{columns}] = to_jsonb(new) - array[{columns}] then
                return new;
              end if;
              raise exception 'a row of {table} is never changed'
                using errcode = '23514', constraint = '{name}', table = '{table}';
            end $$;
            create trigger {name} before update or delete on {table} for each row execute function {name}();
        """,
        reverse_sql=f"drop trigger {name} on {table}; drop function {name}();",
    )
