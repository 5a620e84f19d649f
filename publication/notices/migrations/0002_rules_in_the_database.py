"""The life cycles, held by the database as well; proofs that are written once; words that do not change once checked."""

from django.db import migrations

from common.lifecycle_guard import guard
from common.triggers import append_only

NOTICE_MOVES = [
    ("checked", "posted"),
    ("checked", "withdrawn"),
    ("drafted", "checked"),
    ("drafted", "withdrawn"),
    ("ended", "archived"),
    ("paused", "posted"),
    ("paused", "upheld"),
    ("paused", "withdrawn"),
    ("posted", "ended"),
    ("posted", "paused"),
    ("posted", "withdrawn"),
]
OBJECTION_MOVES = [
    ("received", "rechecking"),
    ("rechecking", "rejected"),
    ("rechecking", "upheld"),
]

# What hung on the board is what was checked: another amount or place is another notice.
FIXED = """
create function notices_publicnotice_fixed() returns trigger language plpgsql as $$ begin
  if old.state <> 'drafted'
     and (old.masked_name, old.place_id, old.county_id, old.household_size, old.aid_type, old.amount_fen, old.objection_phone,
          old.slug)
     is distinct from (new.masked_name, new.place_id, new.county_id, new.household_size, new.aid_type, new.amount_fen,
                       new.objection_phone, new.slug) then
    raise exception 'a checked notice is not edited' using errcode = '23514', constraint = 'notices_publicnotice_fixed';
  end if;
  return new;
end $$;
create trigger notices_publicnotice_fixed before update on notices_publicnotice
  for each row execute function notices_publicnotice_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [
        guard("notices_publicnotice", NOTICE_MOVES),
        guard("notices_noticeobjection", OBJECTION_MOVES),
        append_only("notices_noticeproof"),
        migrations.RunSQL(
            FIXED,
            "drop trigger notices_publicnotice_fixed on notices_publicnotice;"
            "drop function notices_publicnotice_fixed();",
        ),
    ]
