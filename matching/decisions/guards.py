"""The locks of matching, always in this order: source, household, case, its items by id, match, then – in the ledger –
accounts by id. Sources and households are locked against change only, so that rows may still point at them."""

from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from common import reasons
from common.errors import Refusal
from donations.models import Pledge
from funds.models import Fund
from matching.models import Match, SourceKind
from needs.access import in_area
from needs.models import Case, Household, NeedItem
from organisations import access
from organisations.models import Organisation, OrganisationKind, User
from organisations.permissions import Permission as P
from programmes.models import Programme
from programmes.resources.models import Resource


class Stale(Refusal):
    """Somebody else was faster: the sentence says who, the page shows what they did."""


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("请写明理由，理由会写入审计记录。"), field="reason")


def locked(match: Match) -> Match:
    for model, pk in (
        (Programme, match.programme_id),
        (Fund, match.fund_id),
        (Pledge, match.pledge_id),
        (Resource, match.resource_id),
    ):
        if pk:
            model.objects.select_for_update(no_key=True).get(pk=pk)
    lock_file(match.case_id)
    Match.objects.select_for_update().get(pk=match.pk)
    return Match.objects.with_parts().select_related("item", "commitment").get(pk=match.pk)


def lock_file(case_id: UUID) -> None:
    """Household, case and items of one case."""
    Household.objects.select_for_update(no_key=True).get(cases=case_id)
    Case.objects.select_for_update().get(pk=case_id)
    list(NeedItem.objects.select_for_update().filter(case=case_id).order_by("pk"))


def require_officer(by: User, match: Match, permission: P) -> None:
    if not in_area(by, match.case, permission):
        raise PermissionDenied


def owner_of(match: Match) -> Organisation:
    """Who answers for the source: the programme's charity, the fund's enterprise, whoever offers the goods."""
    if match.resource_id:
        return match.resource.owner
    return match.programme.charity if match.programme_id else match.fund.enterprise


def deliverer_of(match: Match) -> Organisation:
    """Who pays or hands out, and learns who the household is: the charity of the programme, or that keeps fund or stock."""
    if match.resource_id:
        return match.resource.keeper
    return match.programme.charity if match.programme_id else match.fund.custodian


def answers_with(owner: Organisation) -> P:
    """The permission with which an owner's people answer offers: an enterprise approves grants, a charity takes cases."""
    return P.ANSWER_GRANT if owner.kind == OrganisationKind.ENTERPRISE else P.ANSWER_MATCH


def require_source(by: User, match: Match) -> None:
    """Only the source's own people answer for it: the charity, the enterprise, the donor."""
    if match.source_kind == SourceKind.PLEDGE:
        allowed = match.pledge.donor_id == by.pk
    else:
        owner = owner_of(match)
        allowed = any(one.pk == owner.pk for one in access.organisations_with(by, answers_with(owner)))
    if not allowed:
        raise PermissionDenied


def require_deliverer(by: User, match: Match) -> None:
    may = access.organisations_with(by, P.RECORD_DELIVERY)
    if match.pledge_id or not any(one.pk == deliverer_of(match).pk for one in may):
        raise PermissionDenied


def require_alone(match: Match) -> None:
    """What was proposed together is decided together (`matching.runs.pools`)."""
    if match.pool_id is not None:
        raise Refusal(_("这是个人承诺合集中的一份，请对整个合集作决定。"))


def require_fresh(match: Match, version: int | None) -> None:
    if version is not None and version != match.version:
        who = match.answered_by or match.decided_by
        raise Stale(
            _("这笔对接刚刚由%(name)s处理过（%(state)s），请看最新情况。")
            % {"name": who.display_name if who else _("系统"), "state": match.get_state_display()}
        )


require_reason = partial(reasons.require_reason, most=400, missing=ReasonMissing)
