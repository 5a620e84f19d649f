"""Who else could it be? A published band must fit at least twenty people of the county, or it is left out."""

from common.errors import Refusal
from django.utils.translation import gettext_lazy as _

from needs.anonymise.population import decide
from needs.models import Case, PublicNeed


class TooFew(Refusal):
    def __init__(self) -> None:
        super().__init__(_("即使放宽年龄段和家庭规模，区县内符合的人仍然太少，不能公开。"))


def widened(case: Case, need: PublicNeed) -> tuple[str, str, int]:
    """(age band, household band, k) after widening as far as needed; TooFew when even the county is not enough."""
    decision = decide(population=case.county.population or 0, category=need.category, age_band=need.age_band,
                      household_band=need.household_band)
    if decision.withheld:
        raise TooFew
    return decision.age_band, decision.household_band, decision.k
