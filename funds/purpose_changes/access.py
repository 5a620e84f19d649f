"""Who sees a change of use, and whose turn it is."""

from django.db.models import Q, QuerySet

from funds.models import Fund
from funds.purpose_changes.models import PurposeChange
from funds.states import FundState
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P

LIVE = (FundState.RUNNING, FundState.PAUSED)
OFFICE = (P.RUN_MATCHING, P.APPROVE_FUND)


def changes_for_partner(user: User) -> QuerySet[PurposeChange]:
    """Those of the own enterprise's funds, and of funds whose money the own charity holds."""
    own = Q(fund__enterprise_id__in=_ids(user, P.MANAGE_FUND, P.ANSWER_GRANT, P.SEE_STATEMENT))
    return PurposeChange.objects.filter(own | Q(fund__custodian_id__in=_ids(user, P.MANAGE_PROGRAMMES)))


def changes_for_office(user: User) -> QuerySet[PurposeChange]:
    """Of funds that lie in the own area or would reach it, and what this person suggested."""
    prefixes = [prefix for permission in OFFICE for prefix in access.region_prefixes(user, permission)]
    if not prefixes:
        return PurposeChange.objects.none()
    near = access.within_regions(prefixes, "fund__region__code") | access.within_regions(prefixes, "region__code")
    return PurposeChange.objects.filter(near | Q(requested_by=user))


def funds_to_suggest_for(user: User) -> QuerySet[Fund]:
    """Live funds of the coordinator's city: a fund bound to the next county is the very one to ask for."""
    cities = {prefix[:4] for prefix in access.region_prefixes(user, P.RUN_MATCHING)}
    return Fund.objects.filter(access.within_regions(cities, "region__code"), state__in=LIVE)


def may_request(user: User, fund: Fund) -> bool:
    return fund.enterprise_id in _ids(user, P.MANAGE_FUND)


def may_suggest(user: User, fund: Fund) -> bool:
    return any(fund.region_id.startswith(prefix[:4]) for prefix in access.region_prefixes(user, P.RUN_MATCHING))


def may_agree(user: User, fund: Fund) -> bool:
    return fund.custodian_id is not None and fund.custodian_id in _ids(user, P.MANAGE_PROGRAMMES)


def may_approve(user: User, change: PurposeChange) -> bool:
    return _approvable(user).filter(pk=change.pk).exists()


def _approvable(user: User) -> QuerySet[PurposeChange]:
    """For an approver whose area holds the fund before and after; nobody who works for one of the two sides."""
    inside = access.region_prefixes(user, P.APPROVE_FUND)
    before, after = (access.within_regions(inside, field) for field in ("fund__region__code", "region__code"))
    sides = [one.organisation_id for one in access.memberships(user)]
    works_there = Q(fund__enterprise__in=sides) | Q(fund__custodian__in=sides)
    return PurposeChange.objects.filter(before, after).exclude(works_there)


def to_consent(user: User) -> QuerySet[PurposeChange]:
    """Asked for, and the enterprise's people may say yes or no."""
    return PurposeChange.objects.filter(state="requested", fund__enterprise__in=_ids(user, P.MANAGE_FUND))


def to_agree(user: User) -> QuerySet[PurposeChange]:
    """The enterprise said yes, and the charity that holds the money comes next; nobody speaks for two sides."""
    mine = PurposeChange.objects.filter(state="consented", fund__custodian__in=_ids(user, P.MANAGE_PROGRAMMES))
    return mine.exclude(Q(consented_by=user.pk) | Q(agreed_by=user.pk))


def to_approve(user: User) -> QuerySet[PurposeChange]:
    """Both sides said yes; the third is for nobody who spoke for one of them or asked for the change."""
    spoke = Q(consented_by=user.pk) | Q(agreed_by=user.pk) | Q(requested_by=user.pk)
    return _approvable(user).filter(state="agreed").exclude(spoke)


def is_their_turn(user: User, change: PurposeChange) -> bool:
    """The person may say yes or no now."""
    turns = {"requested": to_consent, "consented": to_agree, "agreed": to_approve}
    return change.state in turns and turns[change.state](user).filter(pk=change.pk).exists()


def may_withdraw(user: User, change: PurposeChange) -> bool:
    """The enterprise at any time before approval; who suggested it, too."""
    return change.is_open and (may_request(user, change.fund) or change.requested_by_id == user.pk)


def _ids(user: User, *permissions: P) -> set:
    return {
        organisation.pk for permission in permissions for organisation in access.organisations_with(user, permission)
    }
