"""What an assignment claims is compared with its sources, in one statement and under the volunteer's lock.

- what was agreed about (who, what, when) is never edited: cancel it and make another one;
- the copied checks are those of the volunteer as they stand, and a household with a child says so;
- the volunteer belongs to the organisation, and passed the check;
- the planned minutes of a week fit into what the volunteer offered, and no two services are at one time;
- an agreed one rests on a live consent of this household for this organisation.
"""

from django.db import migrations

from common.lifecycle_guard import guard

MOVES = [
    ("confirmed", "cancelled"),
    ("confirmed", "done"),
    ("done", "confirmed"),
    ("done", "verified"),
    ("proposed", "cancelled"),
    ("proposed", "confirmed"),
    ("proposed", "declined"),
    ("proposed", "lapsed"),
]

RULES = """
create function volunteering_refuse(rule text) returns void language plpgsql as $$ begin
  raise exception '%', rule using errcode = '23514', constraint = rule;
end $$;

create function volunteering_assignment_rules() returns trigger language plpgsql as $$
declare
  person volunteers_volunteer%rowtype;
  week timestamp := date_trunc('week', new.starts_at at time zone 'Asia/Shanghai');
  child boolean;
  taken bigint;
begin
  if tg_op = 'UPDATE' then
    if (old.case_id, old.item_id, old.organisation_id, old.volunteer_id, old.starts_at, old.serves_on, old.planned_minutes)
       is distinct from
       (new.case_id, new.item_id, new.organisation_id, new.volunteer_id, new.starts_at, new.serves_on, new.planned_minutes)
    then
      perform volunteering_refuse('volunteering_assignment_fixed');
    end if;
    if old.state <> 'proposed' or new.state <> 'confirmed' then
      return new;
    end if;
  end if;
  if new.serves_on <> (new.starts_at at time zone 'Asia/Shanghai')::date then
    perform volunteering_refuse('volunteering_assignment_day_of_start');
  end if;
  select * into person from volunteers_volunteer where id = new.volunteer_id for update;
  if person.organisation_id is distinct from new.organisation_id then
    perform volunteering_refuse('volunteering_assignment_own_volunteer');
  end if;
  if person.state is distinct from 'vetted' then
    perform volunteering_refuse('volunteering_assignment_volunteer_vetted');
  end if;
  if (person.vetted_until, person.record_until, person.training_until)
     is distinct from (new.vetted_until, new.record_until, new.training_until) then
    perform volunteering_refuse('volunteering_assignment_checks_copied');
  end if;
  select h.minors > 0 or c.cause = 'HC11' or i.category = 'tutoring' into child
    from needs_needitem i join needs_case c on c.id = i.case_id join needs_household h on h.id = c.household_id
    where i.id = new.item_id and c.id = new.case_id;
  if child is distinct from new.minors_concerned then
    perform volunteering_refuse('volunteering_assignment_child_is_told');
  end if;
  select coalesce(sum(planned_minutes), 0) into taken from volunteering_assignment
    where volunteer_id = new.volunteer_id and id <> new.id and state in ('proposed', 'confirmed', 'done', 'verified')
      and date_trunc('week', starts_at at time zone 'Asia/Shanghai') = week;
  if taken + new.planned_minutes > person.weekly_minutes then
    perform volunteering_refuse('volunteering_assignment_within_week');
  end if;
  if exists (select from volunteering_assignment
    where volunteer_id = new.volunteer_id and id <> new.id and state in ('proposed', 'confirmed', 'done', 'verified')
      and starts_at < new.starts_at + new.planned_minutes * interval '1 minute'
      and new.starts_at < starts_at + planned_minutes * interval '1 minute') then
    perform volunteering_refuse('volunteering_assignment_one_at_a_time');
  end if;
  if new.state = 'confirmed' and not exists (select from needs_consent
    where id = new.consent_id and case_id = new.case_id and recipient_id = new.organisation_id and purpose = 'share'
      and withdrawn_at is null) then
    perform volunteering_refuse('volunteering_assignment_consent_is_live');
  end if;
  return new;
end $$;
create trigger volunteering_assignment_rules before insert or update on volunteering_assignment
  for each row execute function volunteering_assignment_rules();
"""

BACK = """
drop trigger volunteering_assignment_rules on volunteering_assignment;
drop function volunteering_assignment_rules();
drop function volunteering_refuse(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("volunteering", "0002_initial"),
        ("volunteers", "0002_rules_in_the_database"),
        ("needs", "0004_life_cycles"),
    ]
    operations = [
        guard("volunteering_assignment", MOVES),
        migrations.RunSQL(RULES, BACK),
    ]
