"""A referral as the subject of a disclosure: the case's own area, and the organisation that has it now."""

from typing import Any

from casework.referrals.access import is_recipient
from casework.referrals.models import Referral
from privacy.subjects import About, about, relation


@about("referrals.Referral")
def of_referral(referral: Referral) -> About:
    case = referral.case
    return About(region=case.township_id or case.county_id, case_id=case.pk, county=referral.county_id)


@relation("referrals.Referral", "recipient")
def has_it_now(referral: Referral, viewer: Any) -> bool:
    return viewer is not None and is_recipient(viewer, referral)
