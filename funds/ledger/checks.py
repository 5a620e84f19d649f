"""The books examine themselves (invariants L3 and L12); run every ten minutes by `manage.py check_ledger`.

Each check is one statement, so it sees one moment of a ledger in use.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from funds.ledger import catalogue
from funds.ledger.freeze import freeze
from funds.ledger.models import Transfer

UNBALANCED = """
    select b.id, b.currency, sum(debits_posted_fen - credits_posted_fen), sum(debits_pending_fen - credits_pending_fen)
    from ledger_account a join ledger_book b on b.id = a.book_id
    group by b.id, b.currency
    having sum(debits_posted_fen) <> sum(credits_posted_fen) or sum(debits_pending_fen) <> sum(credits_pending_fen)"""

DRIFTED = """
    with moves as (
      select t.debit_id, t.credit_id,
        case t.kind when 'pending' then t.amount_fen when 'single' then 0 else -p.amount_fen end as pending,
        case when t.kind in ('single', 'post') then t.amount_fen else 0 end as posted
      from ledger_transfer t left join ledger_transfer p on p.id = t.pending_id),
    sides as (
      select debit_id as id, pending as dp, posted as dd, 0 as cp, 0 as cc from moves
      union all select credit_id, 0, 0, pending, posted from moves),
    rebuilt as (select id, sum(dp) as dp, sum(dd) as dd, sum(cp) as cp, sum(cc) as cc from sides group by id)
    select coalesce(a.key, 'account ' || r.id)
    from ledger_account a full join rebuilt r on r.id = a.id
    where (a.debits_pending_fen, a.debits_posted_fen, a.credits_pending_fen, a.credits_posted_fen)
      is distinct from (coalesce(r.dp, 0), coalesce(r.dd, 0), coalesce(r.cp, 0), coalesce(r.cc, 0))
    order by 1"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken invariant by its number in the table of invariants, and what is wrong."""

    invariant: str
    text: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.text}"


def faults() -> list[Fault]:
    """Everything that is wrong with the books now; empty is right."""
    return [*books_out_of_balance(), *accounts_that_drifted(), *rules_missing()]


def check_and_freeze() -> list[Fault]:
    """The regular check: on any fault disbursements stop until two people lift the freeze."""
    found = faults()
    if found:
        freeze(reason=_("账目自动核对发现差错"), faults=[str(fault) for fault in found])
    return found


def books_out_of_balance() -> list[Fault]:
    """L3: in each book, debits equal credits, posted and pending."""
    text = _("账簿 %(book)s（%(currency)s）借贷不平：已入账相差 %(posted)s 分，预留相差 %(pending)s 分。")
    return [
        Fault("L3", text % {"book": book, "currency": currency, "posted": posted, "pending": pending})
        for book, currency, posted, pending in _rows(UNBALANCED)
    ]


def accounts_that_drifted() -> list[Fault]:
    """L12: each stored balance equals the one rebuilt from the journal."""
    text = _("账户 %(key)s 的余额与流水重算结果不一致。")
    return [Fault("L12", text % {"key": key}) for (key,) in _rows(DRIFTED)]


def rules_missing() -> list[Fault]:
    """L12: each constraint, trigger and function of the ledger is present, enabled and unchanged."""
    text = _("数据库规则 %(rule)s 缺失、被停用或被改动。")
    return [Fault("L12", text % {"rule": rule}) for rule in catalogue.missing()]


def journal_digest(before: datetime) -> tuple[int, str]:
    """How many rows the journal has before that moment, and their SHA-256 in order: to be kept where we cannot write.

    Choose a moment older than any running transaction, since a row can become visible after a later one.
    """
    digest, count = hashlib.sha256(), 0
    rows = Transfer.objects.filter(at__lt=before).order_by("number")
    fields = [field.attname for field in Transfer._meta.fields]
    for row in rows.values_list(*fields).iterator():
        digest.update(repr(row).encode())
        count += 1
    return count, digest.hexdigest()


def _rows(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
