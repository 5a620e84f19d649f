"""Who takes no part for an interest in the household (慈善法 40, 59): whose interests count, and the guards of people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from casework.conflicts_of_interest.selectors import Interests, counting_declarations, is_party
from common.errors import Refusal
from matching.eligibility.sources import Source, source_of
from matching.models import Match, SourceKind
from organisations.models import Membership, User
from organisations.permissions import Permission as P
from organisations.roles import ROLES


class Recusal(Refusal):
    """慈善法 40, 59: somebody with an interest in the household takes no part in the decision."""


def parties_of(source: Source) -> frozenset[UUID]:
    """Whose interests count: a pledge's donor; who manages the charity, the fund, or the goods and services on offer."""
    if source.kind == SourceKind.PLEDGE:
        return frozenset({source.row.donor_id})
    if source.kind == SourceKind.RESOURCE:
        return _members(source.row.owner, P.MANAGE_RESOURCES) | _members(source.row.keeper, P.MANAGE_RESOURCES)
    managers = _members(source.recipient, P.MANAGE_PROGRAMMES)
    return managers | _members(source.row.enterprise, P.MANAGE_FUND) if source.kind == SourceKind.FUND else managers


def _members(organisation, permission: P) -> frozenset[UUID]:
    roles = [name for name, role in ROLES.items() if permission in role.permissions]
    live = Membership.objects.filter(organisation=organisation, role__in=roles, ended_at__isnull=True)
    return frozenset(live.values_list("user_id", flat=True))


def require_unrelated(by: User, match: Match, at: datetime) -> None:
    """An officer with an interest in the household steps back; officers see the household, so they are told why."""
    if is_party(by, match.case.household_id, at):
        raise Recusal(_("您与这户家庭有利害关系，应当回避。请由另一位审批人或市级民政部门处理。"))


def require_unrelated_to_any(by: User, interests: Interests, at: datetime) -> None:
    """Who runs the matching proposes for every household in it: somebody without an interest in any of them does that."""
    if any(by.pk in interests.parties(household, at) for household in interests.known):
        raise Recusal(_("您与本区县一户求助家庭有利害关系，应当回避。请由另一位工作人员运行匹配。"))


def require_uninterested(by: User, match: Match, at: datetime) -> None:
    """The source's people may have declared something since the offer was approved: then it is judged afresh.

    Refused alike whether or not the declared person lives in this household; else declarations of many people, one
    after another, would tell a fund's manager who the household is.
    """
    source = source_of(match, localdate(at))
    parties = {by.pk, *parties_of(source)}
    newer = counting_declarations(parties, at).filter(declared_at__gte=match.second_at or match.decided_at).exists()
    if newer or parties & Interests.of([match.case.household_id]).parties(match.case.household_id, at):
        raise Recusal(_("这笔对接需要民政部门重新审核利害关系，现在不能接受；答复期限过后会重新安排。"))
