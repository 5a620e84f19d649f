"""How many people of the county a public need could be about (trust reference §2.4).

k is estimated against the county's *population*, not the published list: the neighbour who wonders knows everyone,
not only the applicants. Shares are multiplied as if independent; where traits cluster, k is understated for common
combinations, and the age band and household band fall away first where it is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .data import reference_shares

K_MINIMUM = 20
L_MINIMUM = (
    3  #: different needs or causes that a group of look-alikes must hold, so that knowing the group tells little
)


@dataclass(frozen=True, slots=True)
class PublicTraits:
    """What the public would read; a band that is None is not shown."""

    cause: str
    age_band: str | None = None
    household_band: str | None = None
    illness_class: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``traits`` is what may be shown, or None when even the widest description is too narrow."""

    traits: PublicTraits | None
    k: int
    diversity: int  #: the l of l-diversity
    widened: tuple[str, ...] = ()

    @property
    def may_publish(self) -> bool:
        return self.traits is not None


def estimate_k(county_population: int, traits: PublicTraits) -> int:
    """People in the county whom the description fits, rounded down. Unknown traits count as nobody."""
    share = reference_shares.CAUSE.get(traits.cause, 0.0)
    if traits.illness_class is not None:
        share = min(share, reference_shares.ILLNESS.get(traits.illness_class, 0.0))
    if traits.age_band is not None:
        share *= reference_shares.AGE.get(traits.age_band, 0.0)
    if traits.household_band is not None:
        share *= reference_shares.HOUSEHOLD.get(traits.household_band, 0.0)
    return int(max(county_population, 0) * share)


def estimate_diversity(county_population: int, traits: PublicTraits) -> int:
    """Different causes among the people of the same age and household bands, each with at least k ÷ l people.

    It tells how much a reader who knows only the bands learns: with fewer than three causes he may guess.
    """
    least = K_MINIMUM / L_MINIMUM
    causes = (replace(traits, cause=cause, illness_class=None) for cause in reference_shares.CAUSE)
    return sum(estimate_k(county_population, one) >= least for one in causes)


def widen(county_population: int, traits: PublicTraits) -> Verdict:
    """Show as much as k ≥ 20 and l ≥ 3 allow: drop the household band, then the age band, else withhold."""
    dropped: list[str] = []
    for shown, without in _ladder(traits):
        dropped += without
        k, diversity = estimate_k(county_population, shown), estimate_diversity(county_population, shown)
        if k >= K_MINIMUM and diversity >= L_MINIMUM:
            return Verdict(shown, k, diversity, tuple(dropped))
    return Verdict(None, k, diversity, tuple(dropped))


def _ladder(traits: PublicTraits) -> Iterator[tuple[PublicTraits, list[str]]]:
    yield traits, []
    if traits.household_band is not None:
        traits = replace(traits, household_band=None)
        yield traits, ["household_band"]
    if traits.age_band is not None:
        yield replace(traits, age_band=None), ["age_band"]
