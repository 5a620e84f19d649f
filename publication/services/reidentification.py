"""Who else could it be? What is published must fit at least twenty people of the county, or it is left out."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from needs.models import Case
from publication.anonymise.population import PublicTraits, widen
from publication.models import PublicNeed


class TooFew(Refusal):
    def __init__(self) -> None:
        super().__init__(_("即使不写年龄段和家庭规模，区县内符合的人仍然太少，不能公开。"))


def widened(case: Case, need: PublicNeed) -> tuple[str, str, int]:
    """(age band, household band, k) after widening as far as needed; TooFew when even the county is not enough.

    A county whose population nobody entered counts as empty: then nothing is published (fail closed).
    """
    wanted = PublicTraits(case.cause, need.age_band or None, need.household_band or None)
    verdict = widen(case.county.population or 0, wanted)
    if verdict.traits is None:
        raise TooFew
    return verdict.traits.age_band or "", verdict.traits.household_band or "", verdict.k
