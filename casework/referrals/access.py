"""Which referrals a person may have: the case's own team and area, and the people of the organisation that has it now.

An organisation that returned a referral has it no longer and finds nothing under its number.
"""

from django.db.models import Q, QuerySet

from casework.referrals.models import Referral
from needs.access import cases_for, in_area
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P

WITH_PARTS = (
    "case__household",
    "case__county",
    "case__township",
    "county",
    "sender",
    "recipient",
    "consent",
    "sent_by",
    "accepted_by",
    "supervisor",
    "decided_by",
)


def sent_for(user: User) -> QuerySet[Referral]:
    """Referrals of the cases that this person sees."""
    if not access.has_permission(user, P.SEE_CASES):
        return Referral.objects.none()
    return Referral.objects.filter(case__in=cases_for(user)).select_related(*WITH_PARTS)


def received_for(user: User) -> QuerySet[Referral]:
    own = access.organisations_with(user, P.ANSWER_REFERRAL)
    return Referral.objects.filter(recipient__in=own).select_related(*WITH_PARTS)


def referrals_for(user: User) -> QuerySet[Referral]:
    own = access.organisations_with(user, P.ANSWER_REFERRAL)
    seen = Q(recipient__in=own)
    if access.has_permission(user, P.SEE_CASES):
        seen |= Q(case__in=cases_for(user))
    return Referral.objects.filter(seen).select_related(*WITH_PARTS)


def is_recipient(user: User, referral: Referral) -> bool:
    return any(one.pk == referral.recipient_id for one in access.organisations_with(user, P.ANSWER_REFERRAL))


def may_send(user: User, case) -> bool:
    return in_area(user, case, P.SEND_REFERRAL)


def may_supervise(user: User, referral: Referral) -> bool:
    """The county's supervisor; never over a referral of their own."""
    return referral.sent_by_id != user.pk and in_area(user, referral.case, P.SUPERVISE_REFERRAL)
