"""The government's money in the ledger: its routes, its limit, and that it shares no book with charity money.

`funds/ledger/catalogue.py` knows the digests of these versions of the functions.
"""

from importlib import import_module

from django.db import migrations

before = import_module("funds.ledger.migrations.0002_rules")

ROUTE = """
create or replace function ledger_route(kind text, code text, debit text, credit text, resolves text) returns boolean
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
    ('single', 'reallocation', 'fund', 'fund', ''),
    ('single', 'appropriation', 'treasury', 'gov_reserve', ''),
    ('single', 'allotment', 'gov_reserve', 'gov_reserve', ''), ('single', 'carry_over', 'gov_reserve', 'gov_reserve', ''),
    ('pending', 'commitment', 'gov_reserve', 'treasury', ''),
    ('post', 'disbursement', 'gov_reserve', 'treasury', 'commitment'),
    ('void', 'release', 'gov_reserve', 'treasury', 'commitment'))
$$;
"""

# An account of the government's kinds is in a government's book, and nothing else is in there. A missing kind or book
# is left to the rules that refuse it by name.
APART = """
create or replace function ledger_moved_by_journal() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if (new.kind in ('gov_reserve', 'treasury')) <>
        (select holder_kind in ('civil_affairs', 'township') from ledger_book where id = new.book_id) then
      raise exception 'ledger: government and charity money have books of their own'
        using errcode = '23514', table = 'ledger_account', constraint = 'ledger_account_government_apart';
    end if;
    if (new.debits_pending_fen, new.credits_pending_fen, new.debits_posted_fen, new.credits_posted_fen)
       is not distinct from (0::bigint, 0::bigint, 0::bigint, 0::bigint) then return new; end if;
  elsif pg_trigger_depth() > 1
    and (new.id, new.book_id, new.currency, new.kind, new.key, new.limited)
      is not distinct from (old.id, old.book_id, old.currency, old.kind, old.key, old.limited) then return new;
  end if;
  raise exception 'ledger: balances are moved by the journal only'
    using errcode = '23514', table = 'ledger_account', constraint = 'ledger_account_moved_by_journal';
end $$;
"""

OPEN = """
create or replace function ledger_open(book uuid, kind text, key text) returns bigint language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into ledger_account (book_id, currency, kind, key, limited,
      debits_pending_fen, credits_pending_fen, debits_posted_fen, credits_posted_fen)
    select b.id, b.currency, ledger_open.kind, ledger_open.key,
      ledger_open.kind in ('fund', 'budget', 'payable', 'reserve', 'gov_reserve'), 0, 0, 0, 0
    from ledger_book b where b.id = ledger_open.book
    on conflict on constraint ledger_account_one do nothing;
  return (select a.id from ledger_account a
    where a.key = ledger_open.key and a.book_id = ledger_open.book and a.kind = ledger_open.kind);
end $$;
"""


def _again(text: str, name: str) -> str:
    """The function as 0002 made it."""
    start = text.index(f"create function {name}(")
    end = text.index("$$;", text.index("$$", start) + 2) + 3
    return text[start:end].replace("create function", "create or replace function", 1)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_government_books")]

    operations = [
        migrations.RunSQL(ROUTE, _again(before.ROUTE, "ledger_route")),
        migrations.RunSQL(APART, _again(before.NEVER, "ledger_moved_by_journal")),
        migrations.RunSQL(OPEN, _again(before.OPEN, "ledger_open")),
    ]
