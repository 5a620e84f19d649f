from django.db.models import Case, F, Sum, When

from common.invariants import Breaches, invariant
from programmes.resources.models import Lot

SIGNS = {"received": 1, "released": 1, "reserved": -1, "written_off": -1, "sold": -1, "issued": 0}


@invariant
def a_lot_holds_what_its_journal_says() -> Breaches:
    """Things are counted like money: what is free in a lot is the sum of its movements."""
    free = Case(*[When(movements__kind=kind, then=F("movements__quantity") * sign) for kind, sign in SIGNS.items()])
    lots = Lot.objects.annotate(said=Sum(free, default=0)).exclude(available=F("said"))
    yield from (f"lot {number}" for number in lots.values_list("number", flat=True))
