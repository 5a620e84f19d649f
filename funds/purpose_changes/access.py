"""Who sees a change of use, and whose turn it is."""

from django.db.models import Q, QuerySet

from funds.models import Fund
from funds.purpose_changes.models import PurposeChange
from funds.purpose_changes.states import OPEN_STATES
from funds.states import FundState
from organisations import access
from organisations.permissions import Permission as P

LIVE = (FundState.RUNNING, FundState.PAUSED)
OFFICE = (P.RUN_MATCHING, P.APPROVE_FUND)


def changes_for_partner(user) -> QuerySet[PurposeChange]:
    """Those of the own enterprise's funds, and of funds whose money the own charity holds."""
    own = Q(fund__enterprise_id__in=_ids(user, P.MANAGE_FUND, P.ANSWER_GRANT, P.SEE_STATEMENT))
    return PurposeChange.objects.filter(own | Q(fund__custodian_id__in=_ids(user, P.MANAGE_PROGRAMMES)))


def changes_for_office(user) -> QuerySet[PurposeChange]:
    """Of funds that lie in the own area or would reach it, and what this person suggested."""
    prefixes = [prefix for permission in OFFICE for prefix in access.region_prefixes(user, permission)]
    if not prefixes:
        return PurposeChange.objects.none()
    near = access.within_regions(prefixes, "fund__region__code") | access.within_regions(prefixes, "region__code")
    return PurposeChange.objects.filter(near | Q(requested_by=user))


def funds_to_suggest_for(user) -> QuerySet[Fund]:
    """Live funds of the coordinator's city: a fund bound to the next county is the very one to ask for."""
    cities = {prefix[:4] for prefix in access.region_prefixes(user, P.RUN_MATCHING)}
    return Fund.objects.filter(access.within_regions(cities, "region__code"), state__in=LIVE)


def may_request(user, fund: Fund) -> bool:
    return fund.enterprise_id in _ids(user, P.MANAGE_FUND)


def may_suggest(user, fund: Fund) -> bool:
    return any(fund.region_id.startswith(prefix[:4]) for prefix in access.region_prefixes(user, P.RUN_MATCHING))


def may_agree(user, fund: Fund) -> bool:
    return fund.custodian_id is not None and fund.custodian_id in _ids(user, P.MANAGE_PROGRAMMES)


def may_approve(user, change: PurposeChange) -> bool:
    """An approver whose area holds the fund before and after; nobody who works for one of the two sides."""
    sides = {change.fund.enterprise_id, change.fund.custodian_id}
    works_there = any(membership.organisation_id in sides for membership in access.memberships(user))
    areas = (change.fund.region_id, change.region_id)
    return not works_there and all(access.user_in_region(user, code, P.APPROVE_FUND) for code in areas)


def is_their_turn(user, change: PurposeChange) -> bool:
    """The person may say yes or no now; the same person never speaks for two sides."""
    spoken = {change.consented_by_id, change.agreed_by_id}
    if change.state == "requested":
        return may_request(user, change.fund)
    if change.state == "consented":
        return may_agree(user, change.fund) and user.pk not in spoken
    return change.state == "agreed" and may_approve(user, change) and user.pk not in spoken | {change.requested_by_id}


def may_withdraw(user, change: PurposeChange) -> bool:
    """The enterprise at any time before approval; who suggested it, too."""
    return change.is_open and (may_request(user, change.fund) or change.requested_by_id == user.pk)


def waiting_for(user) -> list[PurposeChange]:
    """Open changes in which this person's word comes next: what today's lists show."""
    related = ("fund__enterprise", "fund__custodian", "fund__region", "region", "requested_by")
    seen = (changes_for_partner(user) | changes_for_office(user)).filter(state__in=OPEN_STATES)
    return [one for one in seen.distinct().select_related(*related) if is_their_turn(user, one)]


def _ids(user, *permissions: P) -> set:
    return {
        organisation.pk for permission in permissions for organisation in access.organisations_with(user, permission)
    }
