"""Whose gifts a person may open: their own, and a charity's people those of their charity. Everything else is 404."""

from datetime import date
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from common.crypto import blind_index
from donations.models import Claim, Gift, Payout, Pledge, PledgeKind, Receipt
from donations.states import PledgeState
from organisations import access
from organisations.models import Organisation, User
from organisations.permissions import Permission as P
from privacy.internal import unseal
from privacy.purposes import Internal
from programmes.models import Programme
from programmes.resources.access import around

CONTACT_FIELD = "donations.Gift.donor_contact"
ARRANGERS = ("charity", "service_org")  # who may take up a promise in kind


def contact_index(contact: str) -> str:
    return blind_index(contact, CONTACT_FIELD) if contact else ""


def gifts_for(user: User) -> QuerySet[Gift]:
    """Gifts made while signed in, and guest gifts left under a phone or e-mail that this account has verified."""
    if not user.is_authenticated:
        return Gift.objects.none()
    contacts = [contact_index(contact) for contact in _verified_contacts(user)]
    mine = Q(donor=user) | Q(donor__isnull=True, donor_contact_index__in=contacts)
    return Gift.objects.filter(mine).select_related("programme__charity", "public_need")


def gift_by_token(token: UUID) -> QuerySet[Gift]:
    """The link that a guest was given; who holds it may see this one gift."""
    return Gift.objects.filter(token=token).select_related("programme__charity", "public_need")


def gifts_of_charity(user: User) -> QuerySet[Gift]:
    """For the charity's own people; donors' contacts stay out of lists, see `Gift.shown_name`."""
    charities = access.organisations_with(user, P.SEE_STATEMENT)
    return Gift.objects.filter(programme__charity__in=charities).select_related("programme", "public_need")


def receipts_to_verify() -> QuerySet[Receipt]:
    """Anybody may check a receipt by its code; the page shows what the paper shows and no donor."""
    return Receipt.objects.select_related("gift__programme__charity")


def pledges_for(user: User) -> QuerySet[Pledge]:
    return Pledge.objects.filter(donor=user) if user.is_authenticated else Pledge.objects.none()


def in_kind_pledges_for(user: User) -> QuerySet[Pledge]:
    """Promises of goods, hours and professional help: those nobody has taken up in the own charity's area, and its own.

    Names and ways to call stand on a page of their own, for the charity that took the promise up.
    """
    charities = [one for one in access.organisations_with(user, P.MANAGE_RESOURCES) if one.kind in ARRANGERS]
    near = around([one.region.prefix for one in charities], "region")
    open_ones = near & Q(charity__isnull=True, state=PledgeState.REGISTERED)
    mine = Q(charity__in=charities)
    return Pledge.objects.exclude(kind=PledgeKind.MONEY).filter(open_ones | mine).select_related("region", "charity")


def in_kind_around(user: User, on: date) -> QuerySet[Pledge]:
    """What people near the cases of these officers would give, for sums only: nobody is named to an office."""
    near = around(access.region_prefixes(user, P.SEE_CASES), "region")
    return Pledge.objects.exclude(kind=PledgeKind.MONEY).filter(near, state=PledgeState.REGISTERED, until__gte=on)


def claims_for(user: User) -> QuerySet[Claim]:
    charities = access.organisations_with(user, P.ANSWER_MATCH)
    return Claim.objects.filter(programme__charity__in=charities).select_related("programme", "public_need")


def payouts_for(user: User) -> QuerySet[Payout]:
    """The charity's own, and those for needs of the area whose staff this person is."""
    charities = access.organisations_with(user, P.RECORD_DELIVERY)
    own = Q(claim__programme__charity__in=charities)
    prefixes = access.region_prefixes(user, P.CONFIRM_GAP)
    area = access.within_regions(prefixes, "claim__public_need__county_id")
    return Payout.objects.filter(own | area).select_related("claim__programme", "claim__public_need")


def works_for(user: User, programme: Programme, permission: P) -> bool:
    return charity_of(user, programme, permission) is not None


def charity_of(user: User, programme: Programme, permission: P) -> Organisation | None:
    mine = access.organisations_with(user, permission)
    return next((charity for charity in mine if charity.pk == programme.charity_id), None)


def _verified_contacts(user: User) -> list[str]:
    contacts = [user.email.lower()] if user.email and _email_is_verified(user) else []
    if user.phone and user.phone_verified:
        contacts.append(unseal(user.phone, purpose=Internal.BLIND_COMPARISON))
    return contacts


def _email_is_verified(user: User) -> bool:
    return EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()
