"""Opening books and accounts, and taking several accounts' locks at once. Opening twice gives the same one."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from funds.ledger.models import Account, Book
from funds.ledger.routes import AccountKind
from organisations.models import Organisation

#: What stands for what. `of` is our own id of it: the journal keeps no account numbers.
KEYS = {
    AccountKind.FUND: "fund/{of}/{restriction}",  # one per restriction: a gift is spent on its purpose only (L15)
    AccountKind.BUDGET: "budget/{of}",  # of a programme
    AccountKind.PAYABLE: "payable/{of}",  # a grant
    AccountKind.RESERVE: "reserve/{book}",
    AccountKind.CLEARING: "clearing/{of}",  # what a payment provider holds for the holder of the book
    AccountKind.BANK: "bank/{book}/{of}",
    AccountKind.FEES: "fees/{book}",
    AccountKind.RECEIVABLE: "receivable/{book}/{of}",  # the debtor
    AccountKind.GOV_RESERVE: "gov/{of}",  # one year's reserve of an office
    AccountKind.TREASURY: "treasury/{book}",  # the finance office, which pays and which we only record
}


def open_book(*, holder: Organisation, currency: str = "CNY") -> Book:
    """The book of one holder of money: a charity, an enterprise that pays directly, an office."""
    book, _created = Book.objects.get_or_create(holder=holder, currency=currency, defaults={"holder_kind": holder.kind})
    return book


def key_of(kind: AccountKind, *, book_id: UUID, of: UUID | str = "", restriction: str = "general") -> str:
    """What the account stands for, as its key says it."""
    return KEYS[kind].format(of=of, book=book_id, restriction=restriction)


def open_account(kind: AccountKind, *, book: Book, of: UUID | str = "", restriction: str = "general") -> Account:
    """The account of this kind in the book; `of` is our own id for what it stands for, where a book has several.

    Raises ValueError when the key belongs to another book.
    """
    key = key_of(kind, book_id=book.pk, of=of, restriction=restriction)
    account = Account.objects.filter(key=key, book=book, kind=kind).first()
    if account is not None:
        return account
    with connection.cursor() as cursor:
        cursor.execute("select ledger_open(%s, %s, %s)", [book.pk, kind.value, key])
        [account_id] = cursor.fetchone()
    if account_id is None:
        raise ValueError(f"The key {key} belongs to an account of another book.")
    return Account.objects.get(pk=account_id)


def lock(accounts: Iterable[Account]) -> None:
    """Lock all accounts that a transaction will move, in id order, before its first transfer.

    A transaction with several transfers deadlocks with its rivals without this. Call it inside `atomic`.
    """
    with connection.cursor() as cursor:
        cursor.execute("select ledger_lock_accounts(%s::bigint[])", [sorted({account.pk for account in accounts})])
