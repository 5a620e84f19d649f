from common.invariants import Breaches, invariant
from funds.reserves import figures
from funds.reserves.models import Reserve


@invariant
def a_reserve_and_its_account_agree() -> Breaches:
    """What a reserve's moves and payments add up to is what its account holds."""
    reserves = list(Reserve.objects.all())
    money = figures.figures_of(reserves)
    yield from (f"reserve {one.pk}" for one in reserves if not money[one.pk].agrees)
