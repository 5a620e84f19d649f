"""Gifts, promises, claims and payouts, as acts are done to them."""

from django.utils.translation import gettext_lazy as _

from common.acts.subjects import Facts, Subject
from common.errors import Refusal
from donations.access import works_for
from donations.models import Claim, Gift, Payout, Pledge
from donations.states import ARRANGER, CLAIM, DONOR, GIFT, OF_THE_AREA, PAYOUT, PLEDGE
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from publication.models import PublicNeed


class PayerConfirms(Refusal):
    def __init__(self) -> None:
        super().__init__(_("拨付或登记的人不能自己确认。"))


def arranges(user: User, pledge: Pledge) -> bool:
    return pledge.charity_id in {one.pk for one in access.organisations_with(user, P.MANAGE_RESOURCES)}


def of_the_area(user: User, payout: Payout) -> bool:
    """A township's officer may confirm for a need of its county: the public need does not say which township it is."""
    county = payout.claim.public_need.county_id
    in_township = any(prefix.startswith(county[:6]) for prefix in access.region_prefixes(user, P.VERIFY_CASE))
    return in_township or access.user_in_region(user, county, P.CONFIRM_GAP)


def lock_need(claim: Claim) -> PublicNeed | None:
    """One live claim a need: whoever makes one holds the need."""
    return PublicNeed.objects.select_for_update().get(pk=claim.public_need_id) if claim._state.adding else None


GIFTS = Subject(
    GIFT,
    Gift,
    facts=lambda gift: Facts(organisation_id=gift.programme.charity_id, data={"number": gift.number}),
    ids=lambda gift: {"gift_id": gift.pk},
    key="gift:{row.pk}:{done}",
    may=lambda user, gift, permission: works_for(user, gift.programme, permission),
    related=("programme__charity", "public_need"),
)
PLEDGES = Subject(
    PLEDGE,
    Pledge,
    facts=lambda pledge: Facts(county=pledge.region_id, organisation_id=pledge.charity_id),
    ids=lambda pledge: {"pledge_id": pledge.pk},
    key="pledge:{row.pk}:{done}",
    may=lambda user, _pledge, permission: access.has_permission(user, permission),
    relations={DONOR: lambda user, pledge: pledge.donor_id == user.pk, ARRANGER: arranges},
)
CLAIMS = Subject(
    CLAIM,
    Claim,
    facts=lambda claim: Facts(
        county=claim.public_need.county_id,
        organisation_id=claim.programme.charity_id,
        data={"need": claim.public_need.slug},
    ),
    may=lambda user, claim, permission: works_for(user, claim.programme, permission),
    before=lock_need,
    related=("programme__charity", "public_need"),
)
PAYOUTS = Subject(
    PAYOUT,
    Payout,
    facts=lambda payout: Facts(
        county=payout.claim.public_need.county_id,
        organisation_id=payout.claim.programme.charity_id,
        data={"need": payout.claim.public_need.slug},
    ),
    ids=lambda payout: {"payout_id": payout.pk},
    key="payout:{row.pk}:{done}",
    may=lambda user, payout, permission: works_for(user, payout.claim.programme, permission),
    relations={OF_THE_AREA: of_the_area},
    related=("claim__programme", "claim__public_need"),
    four_eyes=PayerConfirms,
)
