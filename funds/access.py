"""Whose funds a person may open: the own enterprise's, those in the own charity's custody, those of the own area."""

from django.db.models import QuerySet

from funds.models import Fund, TopUp
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P


def own_funds(user: User) -> QuerySet[Fund]:
    """Funds of the enterprises in which this person manages, answers or keeps the accounts."""
    permissions = (P.MANAGE_FUND, P.ANSWER_GRANT, P.SEE_STATEMENT)
    return Fund.objects.filter(enterprise_id__in=_ids(user, *permissions))


def custody_funds(user: User) -> QuerySet[Fund]:
    """Funds whose money the own charity holds; drafts are the enterprise's business until they are submitted."""
    return Fund.objects.filter(custodian_id__in=_ids(user, P.CONFIRM_TOP_UP)).exclude(state="draft")


def reviewable_funds(user: User) -> QuerySet[Fund]:
    prefixes = access.region_prefixes(user, P.APPROVE_FUND)
    return Fund.objects.filter(access.within_regions(prefixes, "region__code"))


def funds_for(user: User) -> QuerySet[Fund]:
    return (own_funds(user) | custody_funds(user) | reviewable_funds(user)).distinct()


def top_ups_to_confirm(user: User) -> QuerySet[TopUp]:
    """Announced transfers to the own charity's account, received ones included."""
    return TopUp.objects.filter(fund__custodian_id__in=_ids(user, P.CONFIRM_TOP_UP))


def may_manage(user: User, fund: Fund) -> bool:
    return fund.enterprise_id in _ids(user, P.MANAGE_FUND)


def may_top_up(user: User, fund: Fund) -> bool:
    """Managers and finance: both see the statement; finance decides about no grant."""
    return fund.enterprise_id in _ids(user, P.SEE_STATEMENT, P.MANAGE_FUND)


def may_confirm(user: User, fund: Fund) -> bool:
    return fund.custodian_id is not None and fund.custodian_id in _ids(user, P.CONFIRM_TOP_UP)


def may_review(user: User, fund: Fund) -> bool:
    """An office of civil affairs whose area holds the fund's; nobody of the enterprise or of its custodian."""
    interested = {fund.enterprise_id, fund.custodian_id}
    works_there = any(membership.organisation_id in interested for membership in access.memberships(user))
    return access.user_in_region(user, fund.region_id, P.APPROVE_FUND) and not works_there


def _ids(user: User, *permissions: P) -> set:
    return {
        organisation.pk for permission in permissions for organisation in access.organisations_with(user, permission)
    }
