from django.db.models import Q

from common.invariants import Breaches, invariant
from funds.ledger import checks
from funds.ledger.models import GOVERNMENT, GOVERNMENT_KINDS, Account


@invariant
def the_books_are_right() -> Breaches:
    """Debits equal credits, every balance is what its journal makes, and no rule of the database is missing."""
    yield from (str(fault) for fault in checks.faults())


@invariant
def government_and_charity_money_are_apart() -> Breaches:
    """No account of the government's kinds stands in a charity's book, and none of another in the government's."""
    government = Q(book__holder__kind__in=GOVERNMENT)
    kinds = Q(kind__in=GOVERNMENT_KINDS)
    odd = Account.objects.filter(government & ~kinds | ~government & kinds)
    yield from (f"account {pk}" for pk in odd.values_list("pk", flat=True))
