"""What moves the stock, and what stock can never do, whoever writes.

The balance of a lot follows the journal: an INSERT of a movement moves it, under the lot's lock, and no other statement
may. A lot that is expired or unsuitable is neither reserved nor issued; days are those of the city, Asia/Shanghai.
"""

from django.db import migrations

from common.lifecycle_guard import guard
from common.triggers import append_only

RESOURCE_MOVES = [
    ("offered", "paused"),
    ("offered", "withdrawn"),
    ("paused", "offered"),
    ("paused", "withdrawn"),
]

# AFTER: a line that ON CONFLICT skips never reaches it. The function runs as its owner, so that the site's role needs no
# right to write balances.
APPLY = """
create function resources_apply() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  l resources_lot;
  r resources_movement;
  broken text;
begin
  select * into l from resources_lot where id = new.lot_id for no key update;
  if new.reservation_id is not null then
    select * into r from resources_movement where id = new.reservation_id;
    broken := case
      when r.kind is distinct from 'reserved' then 'ends_reserved'
      when r.lot_id is distinct from new.lot_id or r.quantity is distinct from new.quantity then 'ends_whole'
    end;
  end if;
  if broken is null and new.kind in ('reserved', 'issued') then
    broken := case
      when l.quality <> 'passed' then 'quality_passed'
      when l.expires_on < (new.at at time zone 'Asia/Shanghai')::date then 'not_expired'
    end;
  end if;
  if broken is not null then
    raise exception 'stock: % refused: %', new.kind, broken
      using errcode = '23514', table = 'resources_movement', constraint = 'resources_movement_' || broken;
  end if;
  update resources_lot set
    available = available + case new.kind when 'received' then new.quantity when 'released' then new.quantity
                                          when 'issued' then 0 else -new.quantity end,
    reserved = reserved + case new.kind when 'reserved' then new.quantity when 'released' then -new.quantity
                                        when 'issued' then -new.quantity else 0 end
  where id = new.lot_id;
  return null;
end $$;
create trigger resources_apply after insert on resources_movement for each row execute function resources_apply();
"""

# A lot begins empty, and only the trigger above, one level deep, changes a balance. What the lot is stays what it was.
ONLY_BY_JOURNAL = """
create function resources_only_by_journal() returns trigger language plpgsql as $$
begin
  if (tg_op = 'INSERT' and (new.available, new.reserved) is distinct from (0, 0))
     or (tg_op = 'UPDATE' and (pg_trigger_depth() < 2
         or (new.id, new.resource_id, new.number, new.received_on, new.expires_on, new.quality) is distinct from
            (old.id, old.resource_id, old.number, old.received_on, old.expires_on, old.quality))) then
    raise exception 'stock: a lot is moved by its journal only'
      using errcode = '23514', table = 'resources_lot', constraint = 'resources_lot_moved_by_journal';
  end if;
  return new;
end $$;
create trigger resources_only_by_journal before insert or update on resources_lot
  for each row execute function resources_only_by_journal();
"""


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_initial")]
    operations = [
        guard("resources_resource", RESOURCE_MOVES),
        append_only("resources_movement"),
        migrations.RunSQL(
            APPLY, "drop trigger resources_apply on resources_movement; drop function resources_apply();"
        ),
        migrations.RunSQL(
            ONLY_BY_JOURNAL,
            "drop trigger resources_only_by_journal on resources_lot; drop function resources_only_by_journal();",
        ),
    ]
