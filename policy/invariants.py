"""What must hold of the rules that everything else is reckoned by."""

from common.invariants import Breaches, invariant
from policy.clocks import Clock
from policy.models import TimeLimit, UrgencyOrder


@invariant
def every_rule_has_its_default() -> Breaches:
    """Each clock and the order of urgency hold everywhere, where no area has a rule of its own."""
    everywhere = {"region": None, "state": "confirmed"}
    there = set(
        TimeLimit.objects.filter(**everywhere, urgency="", amount__isnull=False).values_list("clock", flat=True)
    )
    by_urgency = set(TimeLimit.objects.filter(**everywhere, amount__isnull=False).values_list("clock", flat=True))
    yield from (f"clock {clock}" for clock in Clock.values if clock not in there | by_urgency)
    if not UrgencyOrder.objects.filter(**everywhere).exists():
        yield "order of urgency"
