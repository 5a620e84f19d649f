"""What the models cannot say: beds are counted with each stay, and copied facts are those of their rows.

- `stations_stay_beds`: `taken` moves in the same statement as the stay; the row's own CHECK refuses one too many.
- composite foreign keys: the kind of bed, its station, and the carer's station and sex are copies that stay true.
- a stay keeps its guest and its bed: whoever moves gets a new one.
"""

from django.db import migrations

from common.lifecycle_guard import guard

MOVES = [
    ("care", "contacted"),
    ("care", "left"),
    ("care", "moved"),
    ("care", "referred"),
    ("care", "returned"),
    ("contacted", "left"),
    ("contacted", "moved"),
    ("contacted", "referred"),
    ("contacted", "returned"),
    ("intake", "care"),
    ("intake", "left"),
    ("intake", "moved"),
    ("intake", "referred"),
]

COPIES = """
alter table stations_beds add constraint stations_beds_id_station_kind unique (id, station_id, kind);
alter table stations_stay add constraint stations_stay_bed_is_of_station
  foreign key (beds_id, station_id, bed) references stations_beds (id, station_id, kind);
alter table stations_stay add constraint stations_stay_carer_is_of_station
  foreign key (carer_id, station_id, carer_sex) references stations_keeper (id, station_id, sex);
"""

BEDS = """
create function stations_stay_beds() returns trigger language plpgsql as $$
declare
  change integer := 0;
begin
  if tg_op = 'UPDATE' then
    if (old.station_id, old.beds_id, old.bed, old.arrived_at) is distinct from (new.station_id, new.beds_id, new.bed, new.arrived_at)
    then
      raise exception 'a stay is not moved' using errcode = '23514', constraint = 'stations_stay_fixed';
    end if;
    change := (new.state in ('intake', 'care', 'contacted'))::integer - (old.state in ('intake', 'care', 'contacted'))::integer;
  else
    change := (new.state in ('intake', 'care', 'contacted'))::integer;
  end if;
  if change <> 0 then
    update stations_beds set taken = taken + change where id = new.beds_id;
  end if;
  return null;
end $$;
create trigger stations_stay_beds after insert or update on stations_stay
  for each row execute function stations_stay_beds();
create function stations_stay_kept() returns trigger language plpgsql as $$ begin
  raise exception 'a stay is ended, never deleted' using errcode = '23514', constraint = 'stations_stay_kept';
end $$;
create trigger stations_stay_kept before delete on stations_stay for each row execute function stations_stay_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("stations", "0001_initial")]
    operations = [
        guard("stations_stay", MOVES),
        migrations.RunSQL(
            COPIES,
            "alter table stations_stay drop constraint stations_stay_carer_is_of_station;"
            "alter table stations_stay drop constraint stations_stay_bed_is_of_station;"
            "alter table stations_beds drop constraint stations_beds_id_station_kind;",
        ),
        migrations.RunSQL(
            BEDS,
            "drop trigger stations_stay_beds on stations_stay; drop function stations_stay_beds();"
            "drop trigger stations_stay_kept on stations_stay; drop function stations_stay_kept();",
        ),
    ]
