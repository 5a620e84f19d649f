"""Which account of the ledger stands for what, and what a fund or a programme has: free, promised, paid, altogether.

Opening an account that exists returns it; two at once get the same one (the ledger's UNIQUE key decides).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from funds.ledger import services as ledger
from funds.ledger.models import Account, Book, Transfer
from funds.ledger.routes import AccountKind, Code
from funds.ledger.selectors import balance
from funds.models import Fund
from organisations.models import Organisation
from programmes.models import Programme
from publication.models import PublicNeed

Source = Fund | Programme


class NoCustodian(Refusal):
    """Money has nowhere to be until a charity agrees to hold it."""


@dataclass(frozen=True, slots=True)
class Balances:
    """Whole fen. `available + committed + disbursed = total`, to the fen, whatever happened.

    available 可用  may still be promised
    committed 已承诺 set aside for approved grants (and for refunds on their way)
    disbursed 已拨付 paid out to households and suppliers
    total     总额  what came in and was not given back
    """

    available_fen: int = 0
    committed_fen: int = 0
    disbursed_fen: int = 0
    total_fen: int = 0


def book_of(source: Source) -> Book:
    """The charity that holds the money: a fund's custodian, a programme's own."""
    holder = source.custodian if isinstance(source, Fund) else source.charity
    if holder is None:
        raise NoCustodian(_("基金还没有托管慈善组织。"), field="custodian")
    return ledger.open_book(holder=holder)


def fund_account(fund: Fund) -> Account:
    return ledger.open_account(AccountKind.FUND, book=book_of(fund), of=fund.pk)


def programme_account(programme: Programme) -> Account:
    """Gifts to the programme as a whole; grants are committed from here."""
    return ledger.open_account(AccountKind.FUND, book=book_of(programme), of=programme.pk)


def earmark_account(programme: Programme, public_need: PublicNeed) -> Account:
    """Gifts to one published need: an account of its own, so that they are spent on nothing else (invariant L15)."""
    restriction = f"need-{public_need.pk}"
    return ledger.open_account(AccountKind.FUND, book=book_of(programme), of=programme.pk, restriction=restriction)


def payable_account(book: Book, match_number: str) -> Account:
    return ledger.open_account(AccountKind.PAYABLE, book=book, of=match_number)


def bank_account(charity: Organisation) -> Account:
    return ledger.open_account(AccountKind.BANK, book=ledger.open_book(holder=charity), of="main")


def clearing_account(charity: Organisation, channel: str) -> Account:
    """What a payment channel holds for the charity; the channel's name keeps two charities' accounts apart by book."""
    book = ledger.open_book(holder=charity)
    return ledger.open_account(AccountKind.CLEARING, book=book, of=f"{book.pk}/{channel}")


def free_fen(source: Source) -> int:
    """What a new grant may take: the general account's own money, without what is earmarked for published needs."""
    account = fund_account(source) if isinstance(source, Fund) else programme_account(source)
    return balance(account).available_fen


def free_of(sources: Iterable[Source]) -> dict[UUID, int]:
    """`free_fen` of many in one statement; opens no account, a source without one has nothing."""
    keys = {f"fund/{source.pk}/general": source.pk for source in sources}
    rows = Account.objects.filter(key__in=keys, kind=AccountKind.FUND).values_list(
        "key", F("credits_posted_fen") - F("debits_posted_fen") - F("debits_pending_fen")
    )
    return dict.fromkeys(keys.values(), 0) | {keys[key]: fen for key, fen in rows}


def balances(source: Source) -> Balances:
    return balances_of([source])[source.pk]


def balances_of(sources: Iterable[Source]) -> dict[UUID, Balances]:
    """By id, in one statement, so that all figures are of one moment. A source without accounts has nothing."""
    found: dict[UUID, Balances] = {source.pk: Balances() for source in sources}
    for row in _sums(found):
        owner = UUID(row["key"].split("/")[1])
        before = found[owner]
        found[owner] = Balances(
            available_fen=before.available_fen + row["came"] - row["went"] - row["held"],
            committed_fen=before.committed_fen + row["held"],
            disbursed_fen=before.disbursed_fen + row["paid"],
            total_fen=before.total_fen + row["came"] - (row["went"] - row["paid"]),
        )
    return found


class Sums(TypedDict):
    key: str
    came: int
    went: int
    held: int
    paid: int


def _sums(owners: Iterable[UUID]) -> Iterable[Sums]:
    """Per account of these owners: what came, went and is held, and how much of what went was paid to households."""
    paid = (
        Transfer.objects.filter(debit=OuterRef("pk"), code=Code.DISBURSEMENT)
        .order_by()
        .values("debit")
        .annotate(fen=Sum("amount_fen"))
        .values("fen")
    )
    return (
        _accounts_of(owners)
        .annotate(paid=Coalesce(Subquery(paid, output_field=BigIntegerField()), 0))
        .values("key", "paid", came=F("credits_posted_fen"), went=F("debits_posted_fen"), held=F("debits_pending_fen"))
    )


def _accounts_of(owners: Iterable[UUID]) -> QuerySet[Account]:
    """Key forms are the ledger's: `fund/<id>/<restriction>` and `budget/<id>`."""
    theirs = Q(pk__in=[])
    for owner in owners:
        theirs |= Q(key__startswith=f"fund/{owner}/") | Q(key=f"budget/{owner}")
    return Account.objects.filter(theirs, kind__in=[AccountKind.FUND, AccountKind.BUDGET])
