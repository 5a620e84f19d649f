"""Opening books and accounts, and taking several accounts' locks at once. Opening twice gives the same one."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from funds.ledger.models import Account, AccountKind, Book
from organisations.models import Organisation


def open_book(*, holder: Organisation, currency: str = "CNY") -> Book:
    """The book of one holder of money: a charity, an enterprise that pays directly, an office."""
    book, _created = Book.objects.get_or_create(holder=holder, currency=currency, defaults={"holder_kind": holder.kind})
    return book


def fund_account(*, book: Book, fund_id: UUID, restriction: str = "general") -> Account:
    """One account per restriction, so that a restricted gift can be spent on its purpose only (invariant L15)."""
    return _open(book, AccountKind.FUND, f"fund/{fund_id}/{restriction}")


def budget_account(*, book: Book, programme_id: UUID) -> Account:
    return _open(book, AccountKind.BUDGET, f"budget/{programme_id}")


def payable_account(*, book: Book, grant_id: UUID | str) -> Account:
    return _open(book, AccountKind.PAYABLE, f"payable/{grant_id}")


def reserve_account(*, book: Book) -> Account:
    return _open(book, AccountKind.RESERVE, f"reserve/{book.pk}")


def clearing_account(*, book: Book, payment_account: str) -> Account:
    """Money that a payment provider holds for the holder of the book; `payment_account` as the provider names it."""
    return _open(book, AccountKind.CLEARING, f"clearing/{payment_account}")


def bank_account(*, book: Book, bank_account_id: UUID | str = "main") -> Account:
    """A bank account of the holder, by our own id for it: the journal keeps no account numbers."""
    return _open(book, AccountKind.BANK, f"bank/{book.pk}/{bank_account_id}")


def fees_account(*, book: Book) -> Account:
    return _open(book, AccountKind.FEES, f"fees/{book.pk}")


def receivable_account(*, book: Book, debtor_id: UUID) -> Account:
    return _open(book, AccountKind.RECEIVABLE, f"receivable/{book.pk}/{debtor_id}")


def government_account(*, book: Book, reserve_id: UUID) -> Account:
    """One year's reserve of an office, in the government's own book."""
    return _open(book, AccountKind.GOV_RESERVE, f"gov/{reserve_id}")


def treasury_account(*, book: Book) -> Account:
    """Where the government's money comes from and is paid through: the finance office, which we only record."""
    return _open(book, AccountKind.TREASURY, f"treasury/{book.pk}")


def lock(accounts: Iterable[Account]) -> None:
    """Lock all accounts that a transaction will move, in id order, before its first transfer.

    A transaction with several transfers deadlocks with its rivals without this. Call it inside `atomic`.
    """
    with connection.cursor() as cursor:
        cursor.execute("select ledger_lock_accounts(%s::bigint[])", [sorted({account.pk for account in accounts})])


def _open(book: Book, kind: AccountKind, key: str) -> Account:
    account = Account.objects.filter(key=key, book=book, kind=kind).first()
    if account is not None:
        return account
    with connection.cursor() as cursor:
        cursor.execute("select ledger_open(%s, %s, %s)", [book.pk, kind.value, key])
        [account_id] = cursor.fetchone()
    if account_id is None:
        raise ValueError(f"The key {key} belongs to an account of another book.")
    return Account.objects.get(pk=account_id)
