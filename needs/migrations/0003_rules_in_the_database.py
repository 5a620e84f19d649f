"""What the models cannot say in Django's words: the publish gate over the exact text, and the coverage of an item.

- `needs_publicneed_live_passed_gate`: live only with a gate version, a named approver and the hash of exactly this text.
  NULL-safe: a CHECK passes on NULL, so each part is tested for it.
- `needs_commitment_cover`: an item's `committed_*` moves with its commitments in the same statement, after the row, so
  that an ignored conflict moves nothing. The item's own CHECK then refuses what passes the gap.
- A commitment never changes what it covers or how much: release it and make another one.
"""

from django.db import migrations

GATE = """
alter table needs_publicneed add constraint needs_publicneed_live_passed_gate check (
  not live or (
    gate_version <> '' and approved_by_id is not null and approved_at is not null
    and gate_hash = encode(sha256(convert_to(title || E'\\n' || story, 'UTF8')), 'hex')));
"""

COVER = """
create function needs_commitment_cover() returns trigger language plpgsql as $$
declare
  amount bigint := 0;
  pieces integer := 0;
begin
  if tg_op = 'UPDATE' then
    if (old.item_id, old.amount_fen, old.quantity, old.effect_key, old.source_kind)
       is distinct from (new.item_id, new.amount_fen, new.quantity, new.effect_key, new.source_kind) then
      raise exception 'a commitment is not edited' using errcode = '23514', constraint = 'needs_commitment_fixed';
    end if;
    if old.state <> 'released' and new.state = 'released' then
      amount := -coalesce(new.amount_fen, 0); pieces := -coalesce(new.quantity, 0);
    end if;
  elsif new.state <> 'released' then
    amount := coalesce(new.amount_fen, 0); pieces := coalesce(new.quantity, 0);
  end if;
  if amount <> 0 or pieces <> 0 then
    update needs_needitem set committed_fen = committed_fen + amount, committed_quantity = committed_quantity + pieces
      where id = new.item_id;
  end if;
  return null;
end $$;
create trigger needs_commitment_cover after insert or update on needs_commitment
  for each row execute function needs_commitment_cover();
create function needs_commitment_kept() returns trigger language plpgsql as $$ begin
  raise exception 'a commitment is released, never deleted' using errcode = '23514', constraint = 'needs_commitment_kept';
end $$;
create trigger needs_commitment_kept before delete on needs_commitment
  for each row execute function needs_commitment_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("needs", "0002_initial")]
    operations = [
        migrations.RunSQL(GATE, "alter table needs_publicneed drop constraint needs_publicneed_live_passed_gate;"),
        migrations.RunSQL(
            COVER,
            "drop trigger needs_commitment_cover on needs_commitment; drop function needs_commitment_cover();"
            "drop trigger needs_commitment_kept on needs_commitment; drop function needs_commitment_kept();",
        ),
    ]
