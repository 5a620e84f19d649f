"""Matches, pools and objections, as acts are done to them, and whose business a match is.

The locks of matching, always in this order: source, household, case, its items by id, pool, match, then – in the ledger –
accounts by id. Sources and households are locked against change only, so that rows may still point at them.
"""

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.acts.subjects import Facts, Subject
from common.errors import Refusal
from common.presence import present
from donations.models import Pledge
from funds.models import Fund
from matching.models import Match, Run, SourceKind
from matching.states import DELIVERER, MATCH, RUN, SOURCE
from needs.access import in_area
from needs.models import Case, Household, NeedItem
from organisations import access
from organisations.models import Organisation, OrganisationKind, User
from organisations.permissions import Permission as P
from programmes.models import Programme
from programmes.resources.models import Resource

RELATED = ("case__household", "county", "item", "commitment", "run", "decided_by", "answered_by")


class OwnProposal(Refusal):
    def __init__(self) -> None:
        super().__init__(_("运行匹配的人不能批准自己提出的建议，请由另一位审批人处理。"))


def lock_source_and_file(match: Match) -> None:
    for model, pk in (
        (Programme, match.programme_id),
        (Fund, match.fund_id),
        (Pledge, match.pledge_id),
        (Resource, match.resource_id),
    ):
        if pk:
            model.objects.select_for_update(no_key=True).get(pk=pk)
    lock_file(match.case_id)


def lock_file(case_id: UUID) -> None:
    """Household, case and items of one case."""
    Household.objects.select_for_update(no_key=True).get(cases=case_id)
    Case.objects.select_for_update().get(pk=case_id)
    list(NeedItem.objects.select_for_update().filter(case=case_id).order_by("pk"))


def owner_of(match: Match) -> Organisation:
    """Who answers for the source: the programme's charity, the fund's enterprise, whoever offers the goods."""
    if match.resource:
        return match.resource.owner
    return match.programme.charity if match.programme else present(match.fund).enterprise


def deliverer_of(match: Match) -> Organisation:
    """Who pays or hands out, and learns who the household is: the charity of the programme, or that keeps fund or stock."""
    if match.resource:
        return match.resource.keeper
    return match.programme.charity if match.programme else present(present(match.fund).custodian)


def answers_with(owner: Organisation) -> P:
    """The permission with which an owner's people answer offers: an enterprise approves grants, a charity takes cases."""
    return P.ANSWER_GRANT if owner.kind == OrganisationKind.ENTERPRISE else P.ANSWER_MATCH


def answers_for(user: User, match: Match) -> bool:
    """Only the source's own people answer for it: the charity, the enterprise, the donor."""
    if match.source_kind == SourceKind.PLEDGE:
        return present(match.pledge).donor_id == user.pk
    owner = owner_of(match)
    return owner.pk in {one.pk for one in access.organisations_with(user, answers_with(owner))}


def delivers(user: User, match: Match) -> bool:
    if match.pledge_id:
        return False
    return deliverer_of(match).pk in {one.pk for one in access.organisations_with(user, P.RECORD_DELIVERY)}


def match_facts(match: Match) -> Facts:
    return Facts(case_id=match.case_id, county=match.county_id, data={"number": match.number})


MATCHES = Subject(
    MATCH,
    Match,
    facts=match_facts,
    ids=lambda match: {"match_id": match.pk},
    key="match:{row.pk}:{done}",
    may=lambda user, match, permission: in_area(user, match.case, permission),
    relations={SOURCE: answers_for, DELIVERER: delivers},
    before=lock_source_and_file,
    related=RELATED,
    four_eyes=OwnProposal,
    version="version",
)
# those whose locks the caller holds: the draws of a pool, the proposals of a run that has the county to itself
HELD_MATCHES = replace(MATCHES, before=lambda _match: None)
RUNS = Subject(
    RUN,
    Run,
    facts=lambda run: Facts(county=run.county_id, data={"number": run.number}),
    ids=lambda run: {"run_id": run.pk},
    key="run:{row.pk}",
    may=lambda user, run, permission: access.user_in_region(user, run.county_id, permission),
)
