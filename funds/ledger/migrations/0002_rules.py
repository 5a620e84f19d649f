"""The rules of money that a table cannot state by itself: what moves the balances, and what nobody may do.

Refusals of the functions carry a constraint name like the table's own constraints, so that callers tell them apart.
Functions run as their owner (`security definer`), so that the site's role needs no right to write balances; the fixed
search path keeps a caller from slipping in tables of its own. `funds/ledger/catalogue.py` knows the digest of each.
"""

from django.db import migrations

FOREIGN_KEYS = """
alter table ledger_account add constraint ledger_account_in_book
  foreign key (book_id, currency) references ledger_book (id, currency);
alter table ledger_transfer add constraint ledger_transfer_debit_side
  foreign key (debit_id, book_id, currency) references ledger_account (id, book_id, currency);
alter table ledger_transfer add constraint ledger_transfer_credit_side
  foreign key (credit_id, book_id, currency) references ledger_account (id, book_id, currency);
alter table ledger_transfer add constraint ledger_transfer_resolves_existing
  foreign key (pending_id) references ledger_transfer (id);
alter table ledger_transfer add constraint ledger_transfer_memo_of_ids
  check (jsonb_typeof(memo) = 'object' and memo::text ~ '^[ -~]*$' and length(memo::text) <= 1000);
create sequence ledger_transfer_number;
"""

DROP_FOREIGN_KEYS = """
drop sequence ledger_transfer_number;
alter table ledger_transfer drop constraint ledger_transfer_memo_of_ids;
alter table ledger_transfer drop constraint ledger_transfer_resolves_existing;
alter table ledger_transfer drop constraint ledger_transfer_credit_side;
alter table ledger_transfer drop constraint ledger_transfer_debit_side;
alter table ledger_account drop constraint ledger_account_in_book;
"""

# One row per line of the accounts map: kind, code, debit, credit, and for a resolution the code that it resolves.
ROUTE = """
create function ledger_route(kind text, code text, debit text, credit text, resolves text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select (kind, code, debit, credit, coalesce(resolves, '')) in (
    ('single', 'gift', 'clearing', 'fund', ''), ('single', 'gift', 'bank', 'fund', ''),
    ('single', 'top_up', 'bank', 'fund', ''), ('single', 'reserve_fill', 'bank', 'reserve', ''),
    ('single', 'fee', 'fees', 'clearing', ''), ('single', 'payout', 'bank', 'clearing', ''),
    ('single', 'budget', 'fund', 'budget', ''), ('single', 'budget_return', 'budget', 'fund', ''),
    ('pending', 'commitment', 'budget', 'payable', ''), ('pending', 'commitment', 'fund', 'payable', ''),
    ('post', 'disbursement', 'budget', 'payable', 'commitment'),
    ('post', 'disbursement', 'fund', 'payable', 'commitment'),
    ('void', 'release', 'budget', 'payable', 'commitment'), ('void', 'release', 'fund', 'payable', 'commitment'),
    ('void', 'expiry', 'budget', 'payable', 'commitment'), ('void', 'expiry', 'fund', 'payable', 'commitment'),
    ('single', 'bank_proof', 'payable', 'bank', ''), ('single', 'bounce', 'bank', 'payable', ''),
    ('pending', 'refund', 'fund', 'clearing', ''), ('post', 'refund_done', 'fund', 'clearing', 'refund'),
    ('void', 'refund_failed', 'fund', 'clearing', 'refund'),
    ('single', 'refund_returned', 'clearing', 'fund', ''),
    ('pending', 'dispute', 'fund', 'clearing', ''), ('post', 'dispute_lost', 'fund', 'clearing', 'dispute'),
    ('void', 'dispute_won', 'fund', 'clearing', 'dispute'),
    ('single', 'shortfall', 'reserve', 'clearing', ''), ('single', 'shortfall', 'receivable', 'clearing', ''),
    ('single', 'reallocation', 'fund', 'fund', ''))
$$;
"""

# BEFORE: take both accounts' locks in id order, then stamp. Locking here and not in the AFTER trigger avoids deadlocks
# with the foreign keys' own locks; NO KEY leaves those foreign keys free to read.
LOCK = """
create function ledger_lock() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1 from ledger_account where id in (new.debit_id, new.credit_id) order by id for no key update;
  new.number := nextval('ledger_transfer_number');
  new.at := clock_timestamp();
  return new;
end $$;
create trigger ledger_lock before insert on ledger_transfer for each row execute function ledger_lock();

create function ledger_lock_accounts(ids bigint[]) returns void language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1 from ledger_account where id = any(ids) order by id for no key update;
end $$;
"""

# AFTER: an insert that ON CONFLICT DO NOTHING skips does not reach it, so it cannot move a balance without a row.
APPLY = """
create function ledger_apply() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  p ledger_transfer;
  broken text;
  pend bigint := 0;
  post bigint := 0;
begin
  if new.pending_id is not null then
    select * into p from ledger_transfer where id = new.pending_id;
    broken := case
      when p.id is not null and p.kind <> 'pending' then 'resolves_pending'
      when (p.debit_id, p.credit_id) <> (new.debit_id, new.credit_id) then 'same_accounts'
      when new.amount_fen > p.amount_fen then 'within_pending'
      when new.kind = 'void' and new.amount_fen <> p.amount_fen then 'void_whole'
      when new.kind = 'post' and p.expires_at <= clock_timestamp() then 'not_expired'
      when new.code = 'expiry' and coalesce(p.expires_at > clock_timestamp(), true) then 'expiry_reached'
    end;
    if broken is not null then
      raise exception 'ledger: % refused: %', new.kind, broken
        using errcode = '23514', table = 'ledger_transfer', constraint = 'ledger_transfer_' || broken;
    end if;
    pend := -p.amount_fen;
  end if;
  if not coalesce(ledger_route(new.kind, new.code,
      (select kind from ledger_account where id = new.debit_id),
      (select kind from ledger_account where id = new.credit_id), p.code), false) then
    raise exception 'ledger: no such route for % %', new.kind, new.code
      using errcode = '23514', table = 'ledger_transfer', constraint = 'ledger_transfer_route';
  end if;
  if new.code = 'disbursement' and exists (select from ledger_freeze where lifted_at is null) then
    raise exception 'ledger: disbursements are frozen'
      using errcode = '23514', table = 'ledger_transfer', constraint = 'ledger_transfer_not_frozen';
  end if;
  if new.kind = 'pending' then pend := new.amount_fen; end if;
  if new.kind in ('single', 'post') then post := new.amount_fen; end if;
  update ledger_account set debits_pending_fen = debits_pending_fen + pend,
    debits_posted_fen = debits_posted_fen + post where id = new.debit_id;
  update ledger_account set credits_pending_fen = credits_pending_fen + pend,
    credits_posted_fen = credits_posted_fen + post where id = new.credit_id;
  return null;
end $$;
create trigger ledger_apply after insert on ledger_transfer for each row execute function ledger_apply();
"""

# Also the owner, and an ORM `save()` gone astray, must not change the past. A balance is moved only from inside
# `ledger_apply`, where this trigger runs one level deep.
NEVER = """
create function ledger_append_only() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'ledger: % is append-only', tg_table_name
    using errcode = '23514', table = tg_table_name, constraint = tg_table_name || '_append_only';
end $$;
create trigger ledger_append_only before update or delete on ledger_transfer
  for each row execute function ledger_append_only();
create trigger ledger_no_truncate before truncate on ledger_transfer execute function ledger_append_only();
create trigger ledger_account_kept before delete on ledger_account
  for each row execute function ledger_append_only();
create trigger ledger_account_no_truncate before truncate on ledger_account execute function ledger_append_only();
create trigger ledger_book_kept before update or delete on ledger_book
  for each row execute function ledger_append_only();
create trigger ledger_freeze_kept before delete on ledger_freeze
  for each row execute function ledger_append_only();
create trigger ledger_freeze_no_truncate before truncate on ledger_freeze execute function ledger_append_only();

create function ledger_moved_by_journal() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if (new.debits_pending_fen, new.credits_pending_fen, new.debits_posted_fen, new.credits_posted_fen)
       is not distinct from (0::bigint, 0::bigint, 0::bigint, 0::bigint) then return new; end if;
  elsif pg_trigger_depth() > 1
    and (new.id, new.book_id, new.currency, new.kind, new.key, new.limited)
      is not distinct from (old.id, old.book_id, old.currency, old.kind, old.key, old.limited) then return new;
  end if;
  raise exception 'ledger: balances are moved by the journal only'
    using errcode = '23514', table = 'ledger_account', constraint = 'ledger_account_moved_by_journal';
end $$;
create trigger ledger_moved_by_journal before insert or update on ledger_account
  for each row execute function ledger_moved_by_journal();

create function ledger_freeze_lift() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.lifted_at is null then return new; end if;
  elsif old.lifted_at is null and (new.id, new.reason, new.faults, new.at)
      is not distinct from (old.id, old.reason, old.faults, old.at) then return new;
  end if;
  raise exception 'ledger: a freeze can only be lifted, once'
    using errcode = '23514', table = 'ledger_freeze', constraint = 'ledger_freeze_lifted_once';
end $$;
create trigger ledger_freeze_lift before insert or update on ledger_freeze
  for each row execute function ledger_freeze_lift();
"""

# How the site opens an account: with nothing in it, limited as its kind demands. The same key is the same account.
OPEN = """
create function ledger_open(book uuid, kind text, key text) returns bigint language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into ledger_account (book_id, currency, kind, key, limited,
      debits_pending_fen, credits_pending_fen, debits_posted_fen, credits_posted_fen)
    select b.id, b.currency, ledger_open.kind, ledger_open.key,
      ledger_open.kind in ('fund', 'budget', 'payable', 'reserve'), 0, 0, 0, 0
    from ledger_book b where b.id = ledger_open.book
    on conflict on constraint ledger_account_one do nothing;
  return (select a.id from ledger_account a
    where a.key = ledger_open.key and a.book_id = ledger_open.book and a.kind = ledger_open.kind);
end $$;
revoke execute on function ledger_open(uuid, text, text) from public;
revoke execute on function ledger_lock_accounts(bigint[]) from public;
"""

DROP_FUNCTIONS = """
drop function ledger_open(uuid, text, text);
drop function ledger_freeze_lift() cascade;
drop function ledger_moved_by_journal() cascade;
drop function ledger_append_only() cascade;
drop function ledger_apply() cascade;
drop function ledger_lock_accounts(bigint[]);
drop function ledger_lock() cascade;
drop function ledger_route(text, text, text, text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(FOREIGN_KEYS, DROP_FOREIGN_KEYS),
        migrations.RunSQL(ROUTE + LOCK + APPLY + NEVER + OPEN, DROP_FUNCTIONS),
    ]
