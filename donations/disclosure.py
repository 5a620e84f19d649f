"""Gifts and promises as subjects of a disclosure: the donor, and the charity that took a promise up."""

from typing import Any

from donations.access import gifts_for
from donations.models import Gift, Pledge
from privacy.subjects import About, about, relation


@about("donations.Gift")
def of_gift(gift: Gift) -> About:
    return About()


@relation("donations.Gift", "donor")
def gave(gift: Gift, viewer: Any) -> bool:
    """Signed in while giving, or with a telephone or address verified since."""
    return viewer is not None and gifts_for(viewer).filter(pk=gift.pk).exists()


@about("donations.Pledge")
def of_pledge(pledge: Pledge) -> About:
    charity = pledge.charity_id
    return About(organisations=frozenset({charity} - {None}), county=pledge.region_id, organisation_id=charity)


@relation("donations.Pledge", "taken_up")
def is_taken_up(pledge: Pledge, viewer: Any) -> bool:
    """While the promise runs: afterwards nobody has a reason to call."""
    return pledge.charity_id is not None and pledge.state == "registered"
