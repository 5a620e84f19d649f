"""The life cycle, and that nobody deals with a complaint about himself: whoever writes the rows, and however at once."""

from django.db import migrations

from common.lifecycle_guard import guard
from common.triggers import append_only

MOVES = [
    ("assigned", "in_progress"),
    ("assigned", "new"),
    ("assigned", "refused"),
    ("for_approval", "closed"),
    ("for_approval", "in_progress"),
    ("for_approval", "new"),
    ("in_progress", "assigned"),
    ("in_progress", "for_approval"),
    ("in_progress", "new"),
    ("new", "assigned"),
    ("new", "refused"),
]

# Both sides lock the complaint's row: naming somebody and giving it to the same person at once leaves one of the two.
NEUTRAL = """
create function complaints_neutral_people() returns trigger language plpgsql as $$ begin
  if exists (
    select from complaints_respondent r where r.complaint_id = new.id and (
      r.user_id = new.handler_id
      or (r.user_id = new.assigned_by_id and (tg_op = 'INSERT' or new.assigned_by_id is distinct from old.assigned_by_id))
      or (r.user_id = new.approved_by_id and (tg_op = 'INSERT' or new.approved_by_id is distinct from old.approved_by_id))
      or (r.user_id = new.refused_by_id and (tg_op = 'INSERT' or new.refused_by_id is distinct from old.refused_by_id))
    )
  ) then
    raise exception 'who deals with a complaint is nobody it is about'
      using errcode = '23514', constraint = 'complaints_complaint_handler_not_respondent';
  end if;
  return new;
end $$;
create trigger complaints_neutral_people before insert or update on complaints_complaint
  for each row execute function complaints_neutral_people();

create function complaints_respondent_not_handler() returns trigger language plpgsql as $$
declare keeper uuid; begin
  select handler_id into keeper from complaints_complaint where id = new.complaint_id for share;
  if keeper = new.user_id then
    raise exception 'the handler of a complaint is named as its respondent'
      using errcode = '23514', constraint = 'complaints_complaint_handler_not_respondent';
  end if;
  return new;
end $$;
create trigger complaints_respondent_not_handler before insert on complaints_respondent
  for each row execute function complaints_respondent_not_handler();
"""
BACK = """
drop trigger complaints_respondent_not_handler on complaints_respondent;
drop function complaints_respondent_not_handler();
drop trigger complaints_neutral_people on complaints_complaint;
drop function complaints_neutral_people();
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [
        guard("complaints_complaint", MOVES),
        migrations.RunSQL(NEUTRAL, BACK),
        append_only("complaints_respondent"),
    ]
